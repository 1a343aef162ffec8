// SPDX-License-Identifier: MIT
#include "tests/integration/daemon/talk.h"

#include <security/pam_appl.h>

#include <exception>
#include <utility>

namespace okta_factor::integration {

Deed types(std::string text) {
    return [text = std::move(text)](const Asked&) { return text; };
}

Deed approves() {
    return [](const Asked& asked) {
        static_cast<void>(asked.org.wait_for_push(asked.person));
        asked.org.approve(asked.person, number_in(asked.text));
        return std::string{};
    };
}

Deed rejects() {
    return [](const Asked& asked) {
        static_cast<void>(asked.org.wait_for_push(asked.person));
        asked.org.reject(asked.person);
        return std::string{};
    };
}

Deed reads(std::string factor_type, std::string provider) {
    return [factor_type = std::move(factor_type), provider = std::move(provider)](
               const Asked& asked) { return asked.org.code(asked.person, factor_type, provider); };
}

Deed receives() {
    return [](const Asked& asked) { return asked.org.message(asked.person); };
}

test::PamResult talk(Machine& machine, Door door, const Visit& visit) {
    auto next = visit.turns.begin();
    test::PamLogin login;
    login.service = visit.service;
    login.user = visit.person.name;
    login.answer = [&](int style, const std::string& text) -> std::optional<std::string> {
        const bool is_prompt = style == PAM_PROMPT_ECHO_ON || style == PAM_PROMPT_ECHO_OFF;
        const bool is_next = next != visit.turns.end() && text.find(next->at) != text.npos;
        if (!is_next) {
            EXPECT_FALSE(is_prompt) << "out of turn: " << text;
            return std::nullopt;
        }
        try {  // nothing may be thrown through libpam
            return (next++)->deed({machine.org(), visit.person, text});
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
            return std::nullopt;
        }
    };
    auto result = machine.log_in(door, login);
    if (next != visit.turns.end())
        ADD_FAILURE() << "never asked: " << next->at << '\n' << test::transcript(result);
    return result;
}

std::optional<int> number_in(const std::string& text) {
    constexpr std::string_view before = ", tap ";
    const auto at = text.find(before);
    if (at == text.npos) return std::nullopt;
    return std::stoi(text.substr(at + before.size()));
}

json push(const std::string& phone, bool number_matching) {
    return {{"factorType", "push"},
            {"number_matching", number_matching},
            {"profile", {{"name", phone}}}};
}

json totp(const std::string& provider) {
    return {{"factorType", "token:software:totp"},
            {"provider", provider},
            {"secret", provider == "GOOGLE" ? "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                                            : "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}};
}

}  // namespace okta_factor::integration
