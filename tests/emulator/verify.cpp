// SPDX-License-Identifier: MIT
// POST …/verify: an empty body challenges, a passcode or an answer verifies.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "tests/emulator/handlers.h"
#include "tests/emulator/otp.h"
#include "tests/emulator/push.h"
#include "tests/emulator/views.h"

namespace okta_factor::emulator {
namespace {

struct Situation {
    Org& org;
    const Call& call;
    User& user;
    Factor& factor;
    const Json& body;
};

/// What one factor type does with a challenge, and how it checks a code; null: it does not.
struct Kind {
    std::string_view type;
    Answer (*challenge)(const Situation&);
    CodeCheck (*check)(const Situation&, const std::string& code);
    std::string_view field = "passCode";
};

struct Courier {
    std::string_view type;
    std::string_view address;  // the profile's field
    int Limits::*pause;        // seconds
    std::string_view too_soon;
    std::size_t digits;
};

constexpr std::array couriers{
    Courier{"sms", "phoneNumber", &Limits::sms_seconds, "E0000109", 6},
    Courier{"call", "phoneNumber", &Limits::call_seconds, "E0000133", 5},
    Courier{"email", "email", &Limits::email_seconds, "E0000118", 6},
};

Answer send_code(const Situation& it) {
    const auto& [org, call, user, factor, body] = it;
    const Courier& courier = *std::ranges::find(couriers, factor.type, &Courier::type);
    const std::string to = factor.profile.value(std::string(courier.address), user.login);
    const WallTime now = org.now();
    const std::chrono::seconds pause(org.limits.*courier.pause);
    WallTime& last = org.last_sent[factor.type + ":" + to];
    if (now >= last && now < last + pause) return okta_error(courier.too_soon);
    last = now;

    const int lifetime = std::atoi(call.parameter("tokenLifetimeSeconds").c_str());
    factor.sent_code = random_digits(courier.digits);
    factor.sent_code_expires_at = now + std::chrono::seconds(lifetime > 0 ? lifetime : 300);
    org.outbox.push_back(
        {++org.sequence, user.login, factor.id, factor.type, to, factor.sent_code, now, false});
    org.changed.notify_all();
    return ok(sent_view(user, factor, call.base()));
}

CodeCheck check_sent(const Situation& it, const std::string& code) {
    Factor& factor = it.factor;
    if (factor.sent_code.empty() || factor.sent_code != code) return CodeCheck::wrong;
    if (it.org.now() >= factor.sent_code_expires_at) return CodeCheck::wrong;
    factor.sent_code.clear();
    return CodeCheck::right;
}

Answer challenge_key(const Situation& it) {
    return ok(key_challenge_view(it.user, it.factor, it.call.base()));
}

Answer challenge_push(const Situation& it) {
    return start_push(it.org, it.user, it.factor, it.call,
                      it.body.value("useNumberMatchingChallenge", false));
}

CodeCheck check_computed(const Situation& it, const std::string& code) {
    return check_totp(it.factor, code, it.org.now());
}

CodeCheck check_counted(const Situation& it, const std::string& code) {
    return check_hotp(it.factor, code);
}

CodeCheck check_token(const Situation& it, const std::string& code) {
    Factor& factor = it.factor;
    if (!factor.wants_next_code) return check_listed(factor, code);
    factor.wants_next_code = false;
    return code == factor.next_code ? CodeCheck::right : CodeCheck::wrong;
}

CodeCheck check_answer(const Situation& it, const std::string& answer) {
    return equal_ignoring_case(it.factor.answer, answer) ? CodeCheck::right : CodeCheck::wrong;
}

/// An assertion would need the authenticator's key, which nobody has here.
CodeCheck check_assertion(const Situation&, const std::string&) {
    return CodeCheck::wrong;
}

constexpr std::array factor_kinds{
    Kind{"push", challenge_push, nullptr},
    Kind{"sms", send_code, check_sent},
    Kind{"call", send_code, check_sent},
    Kind{"email", send_code, check_sent},
    Kind{"token:software:totp", nullptr, check_computed},
    Kind{"token:hotp", nullptr, check_counted},
    Kind{"token", nullptr, check_token},
    Kind{"token:hardware", nullptr, check_token},
    Kind{"question", nullptr, check_answer, "answer"},
    Kind{"webauthn", challenge_key, check_assertion, "clientData"},
    Kind{"u2f", challenge_key, check_assertion, "clientData"},
};

Answer wrong_code(Org& org, User& user) {
    if (++user.wrong_codes >= org.limits.wrong_codes && org.limits.wrong_codes > 0)
        user.status = "LOCKED_OUT";
    return okta_error("E0000068", "", "Your passcode doesn't match our records. Please try again.");
}

Answer answer_to(CodeCheck check, const Situation& it, bool was_next_code) {
    switch (check) {
        case CodeCheck::wrong:
            return wrong_code(it.org, it.user);
        case CodeCheck::replayed:
            return okta_error("E0000082");
        case CodeCheck::outside_window:
            return okta_error("E0000083");
        case CodeCheck::right:
            break;
    }
    if (!it.factor.next_code.empty() && !was_next_code) {
        it.factor.wants_next_code = true;
        return okta_error("E0000113",
                          "Wait for your token to change, then enter the new tokencode.");
    }
    it.user.wrong_codes = 0;
    Json result{{"factorResult", "SUCCESS"}};
    return ok(std::move(result));
}

/// What stands in the way before the factor itself is asked; nothing: go on.
std::optional<Answer> obstacle(const User& user, const Factor& factor) {
    if (user.status == "LOCKED_OUT") return okta_error("E0000069");
    if (user.status != "ACTIVE" && user.status != "PASSWORD_EXPIRED" && user.status != "RECOVERY")
        return okta_error("E0000038");
    if (factor.status == "ACTIVE") return std::nullopt;
    if (factor.status == "PENDING_ACTIVATION")
        return okta_error("E0000001", "factor", "This factor has not been activated yet.");
    return okta_error(factor.status == "SUSPENDED" ? "E0000180" : "E0000154");
}

}  // namespace

Answer verify_factor(Org& org, const Call& call) {
    User* user = org.user_by_id(call.args[0]);
    if (!user) return okta_error("E0000007", call.args[0] + " (User)");
    Factor* factor = find_factor(*user, call.args[1]);
    if (!factor) return okta_error("E0000007", call.args[1] + " (UserFactor)");

    const Json body = call.body.empty() ? Json::object() : Json::parse(call.body, nullptr, false);
    if (!body.is_object()) return okta_error("E0000003");
    for (const auto& [name, value] : body.items()) {
        const bool flag = name == "useNumberMatchingChallenge";
        if (flag ? !value.is_boolean() : !value.is_string()) return okta_error("E0000003");
    }
    if (const auto refused = obstacle(*user, *factor)) return *refused;

    const auto* kind = std::ranges::find(factor_kinds, factor->type, &Kind::type);
    if (kind == factor_kinds.end())
        return okta_error("E0000001", "factorType", "This factor cannot be verified here.");
    const Situation situation{org, call, *user, *factor, body};
    const auto field = body.find(kind->field);
    if (field == body.end()) {
        if (kind->challenge) return kind->challenge(situation);
        return okta_error("E0000001", std::string(kind->field),
                          std::string(kind->field) + ": The field cannot be left blank");
    }
    if (!kind->check)
        return okta_error("E0000001", std::string(kind->field), "A push takes no passcode.");
    const bool was_next_code = factor->wants_next_code;
    return answer_to(kind->check(situation, field->get<std::string>()), situation, was_next_code);
}

}  // namespace okta_factor::emulator
