// SPDX-License-Identifier: MIT
#include "tests/emulator/answer.h"

#include <algorithm>
#include <array>

#include "tests/emulator/ids.h"

namespace okta_factor::emulator {
namespace {

struct KnownError {
    std::string_view code;
    int status;
    std::string_view summary;  // the part before `detail`
};

constexpr std::array known_errors{
    KnownError{"E0000001", 400, "Api validation failed: "},
    KnownError{"E0000003", 400, "The request body was not well-formed."},
    KnownError{"E0000005", 403, "Invalid session"},
    KnownError{"E0000006", 403, "You do not have permission to perform the requested action"},
    KnownError{"E0000007", 404, "Not found: Resource not found: "},
    KnownError{"E0000009", 500, "Internal Server Error"},
    KnownError{"E0000011", 401, "Invalid token provided"},
    KnownError{"E0000022", 405, "The endpoint does not support the provided HTTP method"},
    KnownError{"E0000038", 403, "This operation is not allowed in the user's current status."},
    KnownError{"E0000047", 429, "API call exceeded rate limit due to too many requests."},
    KnownError{"E0000068", 403, "Invalid Passcode/Answer"},
    KnownError{"E0000069", 403, "User Locked"},
    KnownError{"E0000082", 403,
               "Each code can only be used once. Please wait for a new code and try again."},
    KnownError{"E0000083", 403, "PassCode is valid but exceeded time window."},
    KnownError{"E0000109", 429,
               "An SMS message was recently sent. Please wait 30 seconds before trying again."},
    KnownError{"E0000113", 409, ""},
    KnownError{"E0000118", 429,
               "An email was recently sent. Please wait 5 seconds before trying again."},
    KnownError{"E0000133", 429,
               "A phone call was recently made. Please wait 30 seconds before trying again."},
    KnownError{"E0000154", 410, "Invalid factor id, it is not currently active."},
    KnownError{"E0000180", 423, "Factor id is currently not active."},
    KnownError{"E0000191", 404, "Verification timed out. Please try again."},
};

}  // namespace

std::string to_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Answer ok(Json body) {
    return {200, std::move(body), {}, "", ""};
}

Answer created(Json body) {
    return {201, std::move(body), {}, "", ""};
}

Answer no_content() {
    return {204, nullptr, {}, "", ""};
}

Answer okta_error(std::string_view code, std::string_view detail, std::string_view cause) {
    const auto* known = std::ranges::find(known_errors, code, &KnownError::code);
    if (known == known_errors.end()) return okta_error("E0000009", "", code);
    Json causes = Json::array();
    if (!cause.empty()) causes.push_back({{"errorSummary", cause}});
    return {known->status,
            {{"errorCode", code},
             {"errorSummary", std::string(known->summary) + std::string(detail)},
             {"errorLink", code},
             {"errorId", "oae" + random_text(22)},
             {"errorCauses", std::move(causes)}},
            {},
            "",
            ""};
}

Answer oauth_error(int status, std::string_view error, std::string_view description) {
    return {status, {{"error", error}, {"error_description", description}}, {}, "", ""};
}

}  // namespace okta_factor::emulator
