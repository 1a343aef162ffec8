// SPDX-License-Identifier: MIT
// The configuration that was accepted last, kept in $STATE_DIRECTORY: a start with mistakes in the
// files goes on with it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "common/log.h"
#include "daemon/loop/awaitables.h"
#include "daemon/loop/worker.h"
#include "daemon/policy/source_files.h"

namespace okta_factor::daemon {

struct Accepted {
    std::vector<policy::SourceText> texts;  // the main file first
    loop::WallTime when;
};

std::string write_accepted(const Accepted& accepted);
/// Takes what write_accepted writes and nothing else; the error says in words what is wrong.
tl::expected<Accepted, std::string> read_accepted(std::string_view text);

/// "2026-11-03T10:00:00Z"
std::string to_utc(loop::WallTime time);

class AcceptedConfiguration {
  public:
    /// Without a folder nothing is kept.
    AcceptedConfiguration(loop::Executor& executor, loop::Worker& worker, Log& log,
                          const std::optional<std::filesystem::path>& folder);

    /// Soon; a failure is logged.
    void keep(Accepted accepted);
    /// Nothing: none was ever accepted. Blocks: for the start.
    [[nodiscard]] tl::expected<std::optional<Accepted>, std::string> read() const;

  private:
    loop::Task<void> write(Accepted accepted);

    loop::Executor& executor_;
    loop::Worker& worker_;
    Log& log_;
    std::filesystem::path file_;  // empty: nothing is kept
    loop::Root writing_;
};

}  // namespace okta_factor::daemon
