// SPDX-License-Identifier: MIT
#include "daemon/okta/verification.h"

#include <utility>

#include "daemon/okta/links.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/reading.h"

namespace okta_factor::okta {
namespace {

tl::unexpected<Failure> leads_out() {
    Failure failure;
    failure.meaning = Meaning::misconfigured;
    failure.detail = "a link in the answer leads out of org_url";
    return tl::unexpected{std::move(failure)};
}

Answer<Transaction> transaction_in(const VerificationBody& body, const http::Response& response,
                                   const VerificationContext& context) {
    auto transaction = context.known.value_or(Transaction{});
    if (!body.poll_url.empty()) transaction.poll_url = body.poll_url;
    if (!body.cancel_url.empty()) transaction.cancel_url = body.cancel_url;
    if (transaction.poll_url.empty()) return tl::unexpected{unreadable(response)};
    for (const auto* link : {&transaction.poll_url, &transaction.cancel_url})
        if (!link->empty() && !is_org_link(*link, context.org_url)) return leads_out();

    transaction.number = body.number;
    if (body.expires_at) {
        // Okta's clock said when; ours has to know.
        const auto skew = context.now - server_time(response).value_or(context.now);
        transaction.expires_at = *body.expires_at + skew;
    }
    return transaction;
}

}  // namespace

Answer<Verification> verification_in(const http::Response& response,
                                     const VerificationContext& context) {
    if (auto failure = failure_in(response, context.subject))
        return tl::unexpected{std::move(*failure)};
    const auto body = read_verification_body(response.body);
    if (!body) return tl::unexpected{unreadable(response)};

    Verification verification;
    verification.result = body->result;
    verification.request_id = request_id(response);
    constexpr int ok = 200;
    if (body->result == FactorResult::success && response.status != ok)
        verification.result = FactorResult::unknown;
    if (body->result == FactorResult::waiting) {
        auto transaction = transaction_in(*body, response, context);
        if (!transaction) return tl::unexpected{std::move(transaction.error())};
        verification.transaction = std::move(*transaction);
    }
    return verification;
}

}  // namespace okta_factor::okta
