// SPDX-License-Identifier: MIT
// What callers and Okta say, made fit for the journal and for who reads it on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace okta_factor::daemon {

/// As it is, for two people must not look like one; but what could break a line, act on a terminal
/// or turn the order of what follows is written out, as "\x1b" or "\u{202e}". The result is UTF-8
/// whatever came in, cut with "..." when longer than max_bytes (at least 16).
std::string fit_for_journal(std::string_view text, std::size_t max_bytes = 512);

}  // namespace okta_factor::daemon
