// SPDX-License-Identifier: MIT
// Codes made from a shared secret, by liboath: RFC 4226 and RFC 6238.
#pragma once

#include <string>

#include "tests/emulator/model.h"

namespace okta_factor::emulator {

enum class CodeCheck { right, wrong, replayed, outside_window };

/// The bytes behind a base32 secret; throws std::invalid_argument.
std::string decode_base32(const std::string& text);

/// Time-based; accepts one step either side and remembers the step that was used.
CodeCheck check_totp(Factor& factor, const std::string& code, WallTime now);
std::string current_totp(const Factor& factor, WallTime now);

/// Counter-based; looks ten ahead and moves on.
CodeCheck check_hotp(Factor& factor, const std::string& code);
std::string current_hotp(const Factor& factor);

/// From the factor's list; each code once, unless the factor says otherwise.
CodeCheck check_listed(Factor& factor, const std::string& code);

/// What the person would type now: computed, listed, newly minted (hardware), or sent last. Empty
/// where there is none.
std::string current_code(Factor& factor, WallTime now);

}  // namespace okta_factor::emulator
