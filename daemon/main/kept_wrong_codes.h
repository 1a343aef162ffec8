// SPDX-License-Identifier: MIT
// Wrong codes are counted across restarts: in a file below $STATE_DIRECTORY, written as each code
// goes to Okta, on the worker's thread, so that no login waits for the disk.
#pragma once

#include <filesystem>
#include <optional>

#include "common/log.h"
#include "daemon/login/limits.h"
#include "daemon/loop/awaitables.h"
#include "daemon/loop/worker.h"
#include "daemon/main/wrong_codes_text.h"

namespace okta_factor::daemon {

class KeptWrongCodes {
  public:
    /// Gives the limits what the file holds, and writes down what changes from then on. Without a
    /// folder nothing is kept. What cannot be read is not counted, see the source for why; the log
    /// says so of either. Everything passed outlives this. Blocks: for the start.
    KeptWrongCodes(loop::Executor& executor, loop::Worker& worker, Log& log,
                   login::UserLimits& limits, const std::optional<std::filesystem::path>& folder);
    KeptWrongCodes(const KeptWrongCodes&) = delete;
    KeptWrongCodes& operator=(const KeptWrongCodes&) = delete;
    /// What is not on its way to the disk yet is handed to the worker, which does it before it
    /// ends.
    ~KeptWrongCodes();

  private:
    void read();
    void changed();
    loop::Task<void> write();
    loop::Task<tl::expected<void, std::string>> write_once();
    void tell(const tl::expected<void, std::string>& written);

    loop::Executor& executor_;
    loop::Worker& worker_;
    Log& log_;
    login::UserLimits& limits_;
    std::filesystem::path file_;
    bool is_dirty_ = false;
    bool is_failing_ = false;  // said once for each time that it begins or ends
    loop::Root writing_;
};

}  // namespace okta_factor::daemon
