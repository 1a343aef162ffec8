// SPDX-License-Identifier: MIT
#include "tests/emulator/http_call.h"

#include <algorithm>
#include <cctype>

namespace okta_factor::emulator {

Call to_call(const httplib::Request& request, int connection) {
    Call call;
    call.method = request.method;
    call.path = request.path;
    call.query.insert(request.params.begin(), request.params.end());
    for (const auto& [name, value] : request.headers) {
        std::string lower = name;
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        call.headers[lower] = value;
    }
    call.body = request.body;
    call.host = request.get_header_value("Host");
    call.connection = connection;
    return call;
}

void write_answer(httplib::Response& response, const Answer& answer, WallTime now) {
    response.status = answer.status;
    response.set_header("Date", http_date(now));
    response.set_header("X-Okta-Request-Id", "aX" + random_text(25));
    response.set_header("Cache-Control", "no-cache, no-store");
    response.set_header("Server", "okta-emulator");
    for (const auto& [name, value] : answer.headers)
        response.set_header(name, value);
    if (!answer.text.empty())
        response.set_content(answer.text, answer.text_type);
    else if (!answer.body.is_null())
        response.set_content(to_text(answer.body), "application/json");
}

}  // namespace okta_factor::emulator
