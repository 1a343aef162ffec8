// SPDX-License-Identifier: MIT
#include "pam_module/outcome.h"

#include <security/_pam_types.h>

namespace okta_factor::pam {
namespace {

struct Row {
    Outcome outcome;
    int elsewhere;
    int in_sudo;
};

constexpr Row results[] = {
    {Outcome::granted, PAM_SUCCESS, PAM_SUCCESS},
    {Outcome::skipped, PAM_IGNORE, PAM_IGNORE},
    {Outcome::denied, PAM_AUTH_ERR, PAM_AUTH_ERR},
    {Outcome::denied_final, PAM_MAXTRIES, PAM_ABORT},
    {Outcome::unavailable, PAM_AUTHINFO_UNAVAIL, PAM_ABORT},
    {Outcome::cancelled, PAM_ABORT, PAM_ABORT},
    {Outcome::conversation_failed, PAM_CONV_ERR, PAM_CONV_ERR},
    {Outcome::unexpected, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR},
};

bool is_sudo(std::string_view service) noexcept {
    return service == "sudo" || service == "sudo-i";
}

}  // namespace

Outcome outcome_of(protocol::Verdict verdict) noexcept {
    using protocol::Verdict;
    switch (verdict) {
        case Verdict::granted:
            return Outcome::granted;
        case Verdict::skipped:
            return Outcome::skipped;
        case Verdict::denied:
            return Outcome::denied;
        case Verdict::denied_final:
            return Outcome::denied_final;
        case Verdict::unavailable:
            return Outcome::unavailable;
        case Verdict::cancelled:
            return Outcome::cancelled;
    }
    return Outcome::unexpected;
}

int pam_result(Outcome outcome, const char* service) noexcept {
    for (const auto& row : results)
        if (row.outcome == outcome) return is_sudo(service) ? row.in_sudo : row.elsewhere;
    return PAM_SYSTEM_ERR;
}

}  // namespace okta_factor::pam
