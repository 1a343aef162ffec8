// SPDX-License-Identifier: MIT
// Text that came from Okta or from the caller, made fit for a terminal: printable ASCII, bounded.
// No control, escape or bidi character survives.
#pragma once

#include <string>
#include <string_view>

namespace okta_factor::login {

/// Common Latin letters and typographic marks become their ASCII neighbours, anything else one '?'.
/// Cut with "..." when longer than max_bytes (at least 4).
std::string fit_for_terminal(std::string_view utf8, std::size_t max_bytes);

/// True for printable ASCII only.
bool is_printable_ascii(std::string_view text);

/// "a...e@acme.com": enough to recognise an address by, not enough to learn it from. Okta usually
/// masks it already.
std::string masked_email(std::string_view address);

/// "+1 XXX-XXX-1337" for "+15554151337": the last four digits, and the country's where it is told
/// apart.
std::string masked_phone(std::string_view number);

}  // namespace okta_factor::login
