// SPDX-License-Identifier: MIT
// What the org says to one call: a status, headers, a JSON body; and Okta's errors by their codes.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace okta_factor::emulator {

using Json = nlohmann::json;

struct Answer {
    int status = 200;
    Json body;  // null: no body
    std::vector<std::pair<std::string, std::string>> headers;
    std::string text;  // sent as it is instead of `body`, with this type
    std::string text_type;
};

/// Text that is no UTF-8 (a caller's, quoted back) is mended, not thrown at.
std::string to_text(const Json& json);

Answer ok(Json body);
Answer created(Json body);
Answer no_content();

/// One of Okta's errors; `detail` completes summaries that want it ("Not found: …"), `cause`
/// becomes the only entry of errorCauses. An unknown code is a mistake of ours and answers
/// E0000009.
Answer okta_error(std::string_view code, std::string_view detail = "", std::string_view cause = "");

/// RFC 6749 section 5.2.
Answer oauth_error(int status, std::string_view error, std::string_view description);

}  // namespace okta_factor::emulator
