// SPDX-License-Identifier: MIT
#include "daemon/login/push_prompt.h"

#include "common/pam_services.h"
#include "daemon/login/factors.h"

namespace okta_factor::login {
namespace {

std::string what_to_do(const okta::Factor& factor, std::optional<int> number) {
    if (number)
        return "In Okta Verify on " + phone_name(factor) + ", tap " + std::to_string(*number);
    return "Approve the request in Okta Verify on " + phone_name(factor);
}

}  // namespace

bool shows_info_at_once(std::string_view service) {
    return pam_services::shows_info_at_once(service);
}

bool push_needs_prompt(policy::PushPrompt preference, std::string_view service, bool has_number) {
    const bool seen_at_once = shows_info_at_once(service);
    switch (preference) {
        case policy::PushPrompt::always:
            return true;
        case policy::PushPrompt::never:
            return has_number && !seen_at_once;
        case policy::PushPrompt::automatic:
            break;
    }
    return has_number || !seen_at_once;
}

std::string push_prompt_text(const okta::Factor& factor, std::optional<int> number,
                             PushAlternative alternative) {
    const std::string_view aside = alternative == PushAlternative::code   ? " (or type a code): "
                                   : alternative == PushAlternative::menu ? " (or m for the menu): "
                                                                          : ": ";
    return what_to_do(factor, number) + ", then press Enter" + std::string(aside);
}

std::string push_info_text(const okta::Factor& factor, std::optional<int> number) {
    return what_to_do(factor, number) + ".";
}

}  // namespace okta_factor::login
