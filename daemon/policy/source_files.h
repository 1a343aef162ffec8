// SPDX-License-Identifier: MIT
// The files of a configuration as texts. Only root and the daemon itself may be able to write them.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/policy/mistake.h"

namespace okta_factor::policy {

struct SourceText {
    std::string file;  // as it is named in mistakes
    std::string text;
};

struct Sources {
    std::vector<SourceText> texts;  // the main file first, then the drop-ins in name order
    Mistakes mistakes;              // missing, unreadable, too large, writable by others, …
    bool complete = true;           // false: a text is missing
    std::vector<std::string> read_by_all{};  // files that everybody may read: for no password
};

/// What is wrong with the rights of a file or folder whose content decides who may log in: who may
/// change it decides. Only root and we ourselves may.
std::optional<std::string> why_others_decide(const struct stat& status);

/// Reads `main_file` and `<main_file>.d/*.conf`. Bounded: 1 MiB a file, 4 MiB in all, 256 drop-ins;
/// a FIFO or device is refused without waiting for it.
Sources read_sources(const std::filesystem::path& main_file);

}  // namespace okta_factor::policy
