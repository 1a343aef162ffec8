// SPDX-License-Identifier: MIT
// Files in $STATE_DIRECTORY: what must survive a restart, and a power loss. Both functions block:
// at start, or on a loop::Worker.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace okta_factor::state {

/// $STATE_DIRECTORY, the first where systemd names several; nothing where it is not set.
std::optional<std::filesystem::path> state_directory();

/// After a power loss there is either the old content or the new one, and once this returned
/// without an error it is the new one. Mode 0600, or as asked for. The error says what went wrong
/// with which file.
tl::expected<void, std::string> replace_file(const std::filesystem::path& path,
                                             std::string_view content, mode_t mode = 0600);

/// Nothing: there is no such file. An error: it cannot be read, is larger than that, or somebody
/// else than root and the daemon may have written it.
tl::expected<std::optional<std::string>, std::string> read_file(const std::filesystem::path& path,
                                                                std::size_t largest);

}  // namespace okta_factor::state
