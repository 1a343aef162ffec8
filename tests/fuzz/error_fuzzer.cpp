// SPDX-License-Identifier: MIT
#include "daemon/okta/errors.h"
#include "daemon/okta/login_name.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto response = fuzz::response(fuzz::text(data, size));
    for (const auto subject : {okta::Subject::user, okta::Subject::factor,
                               okta::Subject::transaction, okta::Subject::token}) {
        const auto failure = okta::failure_in(response, subject);
        if (!failure) continue;
        const bool refused = response.status >= 300 && response.status < 500;
        fuzz::require(!(refused && okta::counts_as_unreachable(failure->meaning)));
        fuzz::require(failure->meaning != okta::Meaning::keep_polling || response.status == 202);
        fuzz::require(failure->code.empty() || okta::is_id(failure->code));
        fuzz::require(failure->request_id.empty() || okta::is_id(failure->request_id));
        fuzz::require(!okta::audit_reason(*failure).empty());
    }
    return 0;
}
