// SPDX-License-Identifier: MIT
#include <array>

#include "daemon/okta/errors.h"

namespace okta_factor::okta {
namespace {

using std::chrono::seconds;
using enum Meaning;

// Sorted by meaning. E0000007 is not here: what was not found decides (errors.cpp).
constexpr ErrorRow rows[] = {
    // Our token, key, scope, role, URL or org settings.
    {"E0000004", misconfigured, "authentication-failed"},
    {"E0000005", misconfigured, "credential-missing"},
    {"E0000006", misconfigured, "not-permitted"},
    {"E0000008", misconfigured, "wrong-url"},
    {"E0000011", misconfigured, "token-invalid"},
    {"E0000013", misconfigured, "client-invalid"},
    {"E0000015", misconfigured, "feature-not-enabled"},
    {"E0000022", misconfigured, "method-not-supported"},
    {"E0000026", misconfigured, "endpoint-gone"},
    {"E0000207", misconfigured, "authentication-failed"},
    {"E0000208", misconfigured, "token-refused"},
    {"E0000212", misconfigured, "not-permitted"},
    {"E0000215", misconfigured, "endpoint-gone"},
    {"E0000260", misconfigured, "org-deactivated"},
    // The person may not.
    {"E0000156", user_unknown, "user-unknown"},
    {"E0000038", user_denied, "user-status"},
    {"E0000057", user_denied, "denied-by-policy"},
    {"E0000058", user_denied, "denied-by-policy"},
    {"E0000064", user_denied, "password-expired"},
    {"E0000085", user_denied, "denied-by-policy"},
    {"E0000092", user_denied, "denied-by-policy"},
    {"E0000112", user_denied, "user-status"},
    {"E0000117", user_denied, "user-status"},
    {"E0000155", user_denied, "user-status"},
    {"E0000259", user_denied, "password-breached"},
    {"E0000069", user_locked, "user-locked"},
    {"E0000119", user_locked, "user-locked"},
    {"E0000073", push_rejected, "push-rejected"},
    // The person may try again.
    {"E0000068", wrong_answer, "wrong-code"},
    {"E0000087", wrong_answer, "wrong-answer"},
    {"E0000082", replayed, "code-replayed"},
    {"E0000083", replayed, "code-outside-window"},
    {"E0000113", next_code, "next-code-wanted"},
    // The factor cannot be used, another one may be.
    {"E0000097", factor_gone, "phone-not-verified"},
    {"E0000098", factor_gone, "phone-invalid"},
    {"E0000099", factor_gone, "phone-abroad"},
    {"E0000121", factor_gone, "phone-invalid"},
    {"E0000140", factor_gone, "phone-opted-out"},
    {"E0000152", factor_gone, "device-suspended"},
    {"E0000153", factor_gone, "device-gone"},
    {"E0000154", factor_gone, "factor-gone"},
    {"E0000180", factor_gone, "factor-suspended"},
    {"E0000247", factor_gone, "telephony-disabled"},
    // The transaction.
    {"E0000105", transaction_over, "transaction-over"},
    {"E0000110", transaction_over, "transaction-over"},
    {"E0000191", transaction_over, "transaction-over"},
    {"E0000070", keep_polling, "waiting"},
    // Limits.
    {"E0000047", slow_down, "rate-limited"},
    {"E0000109", slow_down, "sms-too-soon", seconds{30}},
    {"E0000118", slow_down, "email-too-soon", seconds{5}},
    {"E0000133", slow_down, "call-too-soon", seconds{30}},
    {"E0000146", slow_down, "sms-limit"},
    {"E0000147", slow_down, "call-limit"},
    {"E0000150", slow_down, "sms-limit"},
    {"E0000151", slow_down, "call-limit"},
    {"E0000186", slow_down, "sms-limit"},
    {"E0000204", slow_down, "sms-limit"},
    {"E0000205", slow_down, "call-limit"},
    // We sent what Okta does not take.
    {"E0000001", bad_request, "request-invalid"},
    {"E0000002", bad_request, "request-invalid"},
    {"E0000003", bad_request, "request-malformed"},
    {"E0000012", bad_request, "media-type"},
    {"E0000018", bad_request, "media-type"},
    {"E0000019", bad_request, "media-type"},
    {"E0000020", bad_request, "request-invalid"},
    {"E0000021", bad_request, "media-type"},
    {"E0000028", bad_request, "request-invalid"},
    {"E0000037", bad_request, "request-invalid"},
    {"E0000063", bad_request, "request-invalid"},
    {"E0000074", bad_request, "factor-service-error"},
    {"E0000079", bad_request, "state-invalid"},
    {"E0000122", bad_request, "media-type"},
    {"E0000123", bad_request, "request-invalid"},
    {"E0000149", bad_request, "media-type"},
    {"E0000243", bad_request, "request-invalid"},
    // Okta is unwell.
    {"E0000009", unwell, "okta-internal-error"},
    {"E0000010", unwell, "okta-read-only"},
    {"E0000067", unwell, "factor-service-timeout"},
    {"E0000138", unwell, "telephony-error"},
    {"E0000139", unwell, "telephony-error"},
    {"E0000181", unwell, "okta-unavailable"},
    {"E0000240", unwell, "agent-timeout"},
    {"E0000241", unwell, "agent-missing"},
    // OAuth (RFC 6749, 6750, 9449).
    {"access_denied", misconfigured, "client-denied"},
    {"insufficient_scope", misconfigured, "scope-missing"},
    {"invalid_client", misconfigured, "client-invalid"},
    {"invalid_dpop_proof", misconfigured, "dpop-proof-invalid"},
    {"invalid_grant", misconfigured, "grant-invalid"},
    {"invalid_request", misconfigured, "token-request-invalid"},
    {"invalid_scope", misconfigured, "scope-invalid"},
    {"invalid_token", misconfigured, "token-invalid"},
    {"unauthorized_client", misconfigured, "client-not-allowed"},
    {"unsupported_grant_type", misconfigured, "grant-not-supported"},
    {"use_dpop_nonce", misconfigured, "dpop-nonce-wanted"},
    {"slow_down", slow_down, "rate-limited"},
    {"server_error", unwell, "okta-internal-error"},
    {"temporarily_unavailable", unwell, "okta-unavailable"},
};

}  // namespace

std::span<const ErrorRow> error_table() {
    return rows;
}

}  // namespace okta_factor::okta
