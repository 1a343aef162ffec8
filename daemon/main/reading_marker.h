// SPDX-License-Identifier: MIT
// A file in $STATE_DIRECTORY that stands there while a configuration is read, and says which: if
// reading ends the process, the next start finds it and reads something else.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/log.h"
#include "daemon/policy/source_files.h"

namespace okta_factor::daemon {

class ReadingMarker {
  public:
    /// Without a folder there is none.
    ReadingMarker(Log& log, const std::optional<std::filesystem::path>& folder);

    /// Whether a daemon of this version ended while it read these very texts.
    [[nodiscard]] bool ended_a_daemon(const std::vector<policy::SourceText>& texts) const;

    /// Stands until it goes; one that cannot be written is logged.
    class Mark {
      public:
        explicit Mark(std::filesystem::path file) : file_(std::move(file)) {}
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;
        ~Mark();

      private:
        std::filesystem::path file_;  // empty: none
    };
    /// Blocks: configurations are read at a start and at a reload.
    [[nodiscard]] Mark mark(const std::vector<policy::SourceText>& texts) const;

    /// What the file says of these texts; public for tests.
    static std::string content_for(const std::vector<policy::SourceText>& texts);
    static constexpr char file_name[] = "configuration-being-read";

  private:
    Log& log_;
    std::filesystem::path file_;  // empty: none
};

}  // namespace okta_factor::daemon
