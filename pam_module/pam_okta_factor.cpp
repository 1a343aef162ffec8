// SPDX-License-Identifier: MIT
// The PAM module: it describes the login to okta-factord and relays the conversation. It keeps no
// secret, lets nobody in by itself and opens no network connection.
#include <security/pam_ext.h>
#include <security/pam_modules.h>
#include <syslog.h>

#include "pam_module/conversation.h"
#include "pam_module/relay.h"

using namespace okta_factor::pam;

namespace {

constexpr char refused[] =
    "Okta could not verify this login. If this is unexpected, tell your administrator.";

Outcome refuse_name(pam_handle_t* pamh) noexcept {
    pam_syslog(pamh, LOG_WARNING,
               "refused: the account name is empty, over %zu bytes, not UTF-8, or has control "
               "characters",
               longest_name);
    (void)Conversation{pamh}.tell({okta_factor::protocol::MessageKind::error, refused});
    return Outcome::denied_final;
}

Outcome authenticate(pam_handle_t* pamh, int flags, int argc, const char** argv) noexcept {
    const auto options = read_options(pamh, argc, argv);
    const auto facts = gather_host_facts(pamh, flags);
    Person person;
    switch (find_person(pamh, facts.service, person)) {
        case Found::no_name:
            return Outcome::conversation_failed;
        case Found::not_a_name:
            return refuse_name(pamh);
        case Found::yes:
            break;
    }
    return relay_login(pamh, options, person, facts);
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int pam_sm_authenticate(pam_handle_t* pamh, int flags, int argc,
                                                       const char** argv) {
    const auto outcome = authenticate(pamh, flags, argc, argv);
    return pam_result(outcome, service_of(pamh));
}

// There are no credentials to set. Success, for it comes into question only where authentication
// passed, often in another process than this; PAM_IGNORE would make a stack of this module alone
// fail (libpam turns it into PAM_PERM_DENIED).
[[gnu::visibility("default")]] int pam_sm_setcred(pam_handle_t*, int, int, const char**) {
    return PAM_SUCCESS;
}

}  // extern "C"
