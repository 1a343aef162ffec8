// SPDX-License-Identifier: MIT
// What a text must look like to be an URL, a path, a login, … Each gives the text back, in its one
// normal form, or says what was meant. None repeats the text: it may be a secret in the wrong
// place.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace okta_factor::policy {

using CheckedText = tl::expected<std::string, std::string>;
using TextCheck = CheckedText (*)(std::string_view);

CheckedText check_org_url(std::string_view text);         // https://host[:port]
CheckedText check_proxy(std::string_view text);           // http, https, socks5 or socks5h URL
CheckedText check_path(std::string_view text);            // absolute
CheckedText check_public_key_pin(std::string_view text);  // sha256//BASE64[;…], as libcurl takes it
CheckedText check_word(std::string_view text);            // an id: no spaces, no controls
CheckedText check_name(std::string_view text);            // for people: no controls, bounded
CheckedText check_login(std::string_view text);           // a full Okta login
CheckedText check_login_template(std::string_view text);  // contains {user} once
CheckedText check_fingerprint(std::string_view text);     // SHA256:… as ssh-keygen -l prints it

/// False for what must never be looked up at Okta: empty, over-long, `me` (the token's owner), user
/// ids, more than one `@`, and characters that would misroute the request.
bool is_plausible_login(std::string_view login);

}  // namespace okta_factor::policy
