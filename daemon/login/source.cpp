// SPDX-License-Identifier: MIT
#include "daemon/login/source.h"

#include <optional>

#include "common/pam_services.h"

namespace okta_factor::login {
namespace {

bool is_told(const std::optional<std::string>& fact) {
    return fact && !fact->empty();
}

}  // namespace

std::string source_of(const policy::LoginFacts& facts) {
    if (pam_services::tells_client_address(facts.service))
        return is_told(facts.rhost) ? "address " + *facts.rhost
                                    : "unknown address of " + facts.service;
    if (is_told(facts.tty)) return "terminal " + *facts.tty;
    if (is_told(facts.session)) return "session " + *facts.session;
    return "unknown terminal of " + facts.service;
}

}  // namespace okta_factor::login
