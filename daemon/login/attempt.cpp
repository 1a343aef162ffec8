// SPDX-License-Identifier: MIT
#include "daemon/login/attempt.h"

#include <algorithm>
#include <array>
#include <utility>

#include "daemon/login/factors.h"
#include "daemon/loop/awaitables.h"

namespace okta_factor::login {
namespace {

using okta::FactorKind;

/// Which factors a limit sets aside, and what the person is told.
struct LimitRow {
    LimitKind kind;
    Reason reason;
    bool (*covers)(FactorKind factor);
};
constexpr bool is_push(FactorKind factor) {
    return factor == FactorKind::push;
}
constexpr std::array limit_rows{
    LimitRow{LimitKind::wrong_codes, Reason::wrong_codes_limited,
             [](FactorKind factor) { return !is_push(factor); }},
    LimitRow{LimitKind::pushes, Reason::pushes_limited, is_push},
    LimitRow{LimitKind::rejected_push, Reason::pushes_paused, is_push},
    LimitRow{LimitKind::texts, Reason::messages_limited,
             [](FactorKind factor) { return factor == FactorKind::sms; }},
    LimitRow{LimitKind::calls, Reason::messages_limited,
             [](FactorKind factor) { return factor == FactorKind::call; }},
    LimitRow{LimitKind::emails, Reason::messages_limited,
             [](FactorKind factor) { return factor == FactorKind::email; }},
};

}  // namespace

Ending Attempt::count_try(std::string complaint, std::string request_id) {
    if (--tries_left <= 0) return ended(Reason::too_many_tries, std::move(request_id));
    conversation.error(with_tries_left(std::move(complaint), tries_left));
    return {};
}

Ending Attempt::count_aside() {
    if (--asides_left <= 0) return ended(Reason::too_many_tries);
    return {};
}

void Attempt::chatter(std::string text) {
    if (!facts.silent) conversation.info(std::move(text));
}

Ending Attempt::without_them(Outcome why) {
    if (factors.empty()) return why;
    conversation.error(sentence(why));
    return {};
}

Ending Attempt::set_aside_limited(const LimitHit& hit) {
    const auto row = std::ranges::find(limit_rows, hit.kind, &LimitRow::kind);
    if (row == limit_rows.end()) return ended(Reason::internal_error);
    auto why = ended(row->reason);
    why.wait = hit.wait;
    const auto covers = row->covers;
    return set_aside([covers](const okta::Factor& factor) { return covers(factor.kind); },
                     std::move(why));
}

Outcome Attempt::ended(Reason reason, std::string request_id) const {
    Outcome outcome;
    outcome.reason = reason;
    outcome.factor = last_tried;
    outcome.request_id = std::move(request_id);
    return outcome;
}

Outcome Attempt::ended(const okta::Failure& failure) const {
    auto outcome = outcome_of(failure);
    outcome.factor = last_tried;
    return outcome;
}

std::string with_tries_left(std::string complaint, int tries) {
    return complaint +
           (tries == 1 ? " This is the last try." : " " + std::to_string(tries) + " tries left.");
}

std::optional<Reason> refusal_of(okta::UserStatus status, bool allow_expired_password) {
    switch (status) {
        case okta::UserStatus::active:
            return {};
        case okta::UserStatus::password_expired:
            return allow_expired_password ? std::nullopt : std::optional{Reason::password_expired};
        case okta::UserStatus::locked_out:
            return Reason::account_locked;
        case okta::UserStatus::recovery:
        case okta::UserStatus::suspended:
        case okta::UserStatus::deprovisioned:
        case okta::UserStatus::staged:
        case okta::UserStatus::provisioned:
        case okta::UserStatus::unknown:
            return Reason::user_not_active;
    }
    return Reason::user_not_active;
}

// The person has done their part: no limit that is over in time costs them their login.
loop::Task<okta::Answer<okta::User>> read_again(const Attempt& attempt) {
    for (;;) {
        auto reading = attempt.okta.read_user(attempt.user.id, attempt.user.login);
        auto user = co_await reading;
        if (user || user.error().meaning != okta::Meaning::slow_down || !user.error().wait)
            co_return user;
        const auto again = attempt.executor.now() + *user.error().wait;
        if (again >= attempt.ends_by) co_return user;
        loop::Sleep pause{attempt.executor, again};
        co_await pause;
    }
}

Outcome granted_if_still_active(const Attempt& attempt, const okta::Answer<okta::User>& user_again,
                                Reason accepted, std::string request_id) {
    if (!user_again) return attempt.ended(user_again.error());
    if (user_again->id != attempt.user.id)
        return attempt.ended(Reason::user_unknown, user_again->request_id);
    if (auto refusal = refusal_of(user_again->status, attempt.allow_expired_password))
        return attempt.ended(*refusal, user_again->request_id);
    return attempt.ended(accepted, std::move(request_id));
}

}  // namespace okta_factor::login
