// SPDX-License-Identifier: MIT
#include "pam_module/outcome.h"

#include <security/_pam_types.h>

#include <array>

#include "common/enumeration.h"
#include "common/pam_services.h"

namespace okta_factor::pam {
namespace {

struct Row {
    Outcome outcome;
    int elsewhere;
    int in_sudo;
};

constexpr std::array results{
    Row{Outcome::granted, PAM_SUCCESS, PAM_SUCCESS},
    Row{Outcome::skipped, PAM_IGNORE, PAM_IGNORE},
    Row{Outcome::denied, PAM_AUTH_ERR, PAM_AUTH_ERR},
    Row{Outcome::denied_final, PAM_MAXTRIES, PAM_ABORT},
    Row{Outcome::unavailable, PAM_AUTHINFO_UNAVAIL, PAM_ABORT},
    Row{Outcome::cancelled, PAM_ABORT, PAM_ABORT},
    Row{Outcome::conversation_failed, PAM_CONV_ERR, PAM_CONV_ERR},
    Row{Outcome::unexpected, PAM_SYSTEM_ERR, PAM_SYSTEM_ERR},
};
static_assert(covers_every(results, &Row::outcome));

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
        if (row.outcome == outcome)
            return pam_services::is_sudo(service) ? row.in_sudo : row.elsewhere;
    return PAM_SYSTEM_ERR;
}

}  // namespace okta_factor::pam
