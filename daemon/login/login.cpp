// SPDX-License-Identifier: MIT
#include "daemon/login/login.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "daemon/login/by_recovery_code.h"
#include "daemon/login/factors.h"
#include "daemon/login/ways.h"
#include "daemon/loop/exception_text.h"
#include "daemon/policy/identity.h"
#include "daemon/policy/rules.h"

namespace okta_factor::login {
namespace {

// How long a login without a policy may take to say so.
constexpr loop::seconds shortest_deadline{5};
constexpr loop::milliseconds patience_with_a_probe{300};

Outcome ended(Reason reason) {
    Outcome outcome;
    outcome.reason = reason;
    return outcome;
}

// What could be an account's name somewhere; what it is at Okta is checked once more, after the
// template.
bool plausible_name(std::string_view name) {
    constexpr std::size_t longest = 256;
    return !name.empty() && name.size() <= longest && std::ranges::none_of(name, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

policy::OktaGroups no_groups() {
    policy::OktaGroups groups;
    groups.state = policy::OktaGroups::State::not_to_be_had;
    return groups;
}

Outcome no_usable_factor(const okta::FactorList& list) {
    auto outcome = ended(list.others ? Reason::only_browser_factors : Reason::no_factor);
    if (!list.usable.empty()) outcome.reason = Reason::no_allowed_factor;
    outcome.request_id = list.request_id;
    return outcome;
}

bool says_no_okta(Reason reason) {
    return reason == Reason::unreachable || reason == Reason::unwell;
}

Outcome ended_by(const std::exception_ptr& error) {
    auto outcome = ended(Reason::internal_error);
    outcome.detail = loop::text_of(error);
    return outcome;
}

}  // namespace

Login::Login(const Services& services, InForce in_force, policy::LoginFacts facts,
             std::function<void()> ended)
    : services_(services),
      policy_(std::move(in_force.policy)),
      okta_(std::move(in_force.okta)),
      facts_(std::move(facts)),
      ended_(std::move(ended)),
      began_(services.executor.now()),
      epoch_(services.remembered.epoch()),
      conversation_(services.executor) {}

// Whoever held it let it go without a word: the record is written all the same.
Login::~Login() {
    try {
        abandon(Reason::caller_gone);
    } catch (...) {
        services_.executor.report("the end of a login", std::current_exception());
    }
}

void Login::start() {
    // Until the rule that decides is known, [login] bounds the login; the rule's own timeout then
    // replaces it.
    const auto timeout = policy_ ? policy_->login.timeout : shortest_deadline;
    end_after(timeout);
    auto task = run();
    running_ = loop::Root{services_.executor, std::move(task), [this](std::exception_ptr error) {
                              if (error) outcome_ = ended_by(error);
                              end(outcome_);
                          }};
}

void Login::end_after(loop::seconds timeout) {
    ends_by_ = began_ + timeout;
    deadline_ = services_.executor.call_at(ends_by_, [this] { abandon(Reason::timed_out); });
}

void Login::abandon(Reason reason) {
    if (ended_already_) return;
    running_ = {};  // cancels the requests under way, and the waiting push at Okta
    auto outcome = ended(reason);
    if (attempt_) outcome.factor = attempt_->last_tried;
    end(outcome);
}

void Login::end(const Outcome& outcome) {
    if (std::exchange(ended_already_, true)) return;
    deadline_.reset();
    place_.reset();
    const auto ended = std::exchange(ended_, nullptr);
    try {
        put_on_record(outcome);
    } catch (...) {
        ended();  // whatever failed, nobody goes on holding a login that is over
        throw;
    }
    ended();
}

void Login::put_on_record(const Outcome& outcome) {
    services_.remembered.keep(facts_, settings_, outcome, epoch_);
    services_.audit.record(
        {facts_, okta_login_, user_ ? user_->id : std::string{}, rule_, outcome,
         std::chrono::duration_cast<loop::milliseconds>(services_.executor.now() - began_)});
    if (auto text = sentence(outcome); !text.empty()) conversation_.error(std::move(text));
    conversation_.finish(row(outcome.reason).verdict);
}

loop::Task<void> Login::run() {
    if (!policy_ || !okta_) {
        outcome_ = ended(Reason::no_configuration);
        co_return;
    }
    auto deciding = decide();
    auto ending = co_await deciding;
    if (!ending) {
        auto verifying = verify_person(*attempt_);
        ending = co_await verifying;
    }
    auto outcome = std::move(*ending);
    if (says_no_okta(outcome.reason)) {
        auto asking = unless_okta_is_away(outcome);
        auto refusal = co_await asking;
        if (refusal) {
            outcome = std::move(*refusal);
        } else {
            auto going_on = without_okta(std::move(outcome));
            outcome = co_await going_on;
        }
    }
    outcome_ = std::move(outcome);
}

// One factor that fails is no outage: else whoever has the password would choose the one whose
// messages are not delivered today. Okta is away only where it does not tell about the person
// either: neither now, nor when it was first asked.
loop::Task<std::optional<Outcome>> Login::unless_okta_is_away(Outcome outcome) {
    const bool is_all_the_same = settings_.when_unreachable == policy::WhenUnreachable::deny;
    // What the daemon believes does not count: two failing factors side by side would make it so.
    if (!user_ || is_all_the_same) co_return std::nullopt;
    auto reading = okta_->read_user(user_->id, user_->login);
    const auto user = co_await reading;
    if (user) {
        outcome.reason = Reason::unwell;  // it is there, and does not do what was asked
        co_return outcome;
    }
    auto refusal = outcome_of(user.error());
    if (says_no_okta(refusal.reason)) co_return std::nullopt;
    refusal.factor = outcome.factor;
    co_return refusal;
}

// Nothing else that went wrong is excused.
loop::Task<Outcome> Login::without_okta(Outcome outcome) {
    switch (settings_.when_unreachable) {
        case policy::WhenUnreachable::deny:
            break;
        case policy::WhenUnreachable::allow:  // each login made its own attempt to get here
            outcome.reason = Reason::unreachable_allowed;
            break;
        case policy::WhenUnreachable::recovery_code: {
            const RecoveryDialogue dialogue{services_.recovery_codes, services_.limits,
                                            conversation_, facts_, settings_.tries};
            auto asking = by_recovery_code(dialogue, std::move(outcome));
            outcome = co_await asking;
            break;
        }
    }
    co_return outcome;
}

// Okta confirmed this person here a short while ago, in a way that the rule which decides now
// accepts.
std::optional<Outcome> Login::remembered() const {
    const auto confirmation = services_.remembered.find(facts_, settings_);
    if (!confirmation) return {};
    auto outcome = ended(Reason::remembered);
    outcome.factor = confirmation->factor;
    return outcome;
}

// Nothing: the person is to be asked. Else the policy alone ends the login.
std::optional<Outcome> Login::ruled(const policy::Decision& decision) {
    rule_ = decision.rule_name;
    settings_ = decision.settings;
    auto outcome = ended(Reason::policy_unknown);
    outcome.detail = decision.reason;
    switch (decision.outcome) {
        case policy::Outcome::require:
            end_after(settings_.timeout);
            return remembered();
        case policy::Outcome::skip:
            outcome.reason = Reason::policy_skip;
            break;
        case policy::Outcome::deny:
            outcome.reason = Reason::policy_deny;
            break;
        case policy::Outcome::unavailable:
        case policy::Outcome::needs_okta_groups:
            break;
    }
    return outcome;
}

// Nothing: this login may go on. What the policy decides by itself never comes here.
std::optional<Outcome> Login::take_place() {
    if (place_) return {};
    auto place = services_.limits.logins().begin(beginner(facts_, okta_login_), ends_by_);
    if (place) {
        place_.emplace(std::move(*place));
        return {};
    }
    const auto& hit = place.error();
    auto outcome = ended(Reason::logins_limited);
    outcome.detail = "too many logins " +
                     std::string{hit.kind == LimitKind::logins_begun ? "begun " : "at once "} +
                     std::string{hit.scope};
    outcome.wait = hit.wait;
    return outcome;
}

// Nothing: the person is to be asked, as attempt_ says.
loop::Task<std::optional<Outcome>> Login::decide() {
    if (!plausible_name(facts_.user)) co_return ended(Reason::name_refused);
    auto decision = policy::decide(*policy_, facts_, policy::OktaGroups{});
    const bool needs_groups = decision.outcome == policy::Outcome::needs_okta_groups;
    if (!needs_groups)
        if (auto outcome = ruled(decision)) co_return outcome;

    const auto login_name = policy::okta_login(policy_->identity, facts_);
    if (!login_name) co_return ended(Reason::name_refused);
    okta_login_ = *login_name;
    // Known to be away: nobody waits for it, unless being let in without it has to be earned by an
    // own attempt.
    if (!okta_->reachable()) {
        if (needs_groups) decision = policy::decide(*policy_, facts_, no_groups());
        if (decision.settings.when_unreachable != policy::WhenUnreachable::allow) {
            auto probing = okta_->reachable_within(patience_with_a_probe);
            const bool is_back = co_await probing;
            if (!is_back && needs_groups)
                if (auto outcome = ruled(decision)) co_return outcome;
            if (!is_back) {
                const bool asks =
                    decision.settings.when_unreachable != policy::WhenUnreachable::deny;
                if (auto limited = asks ? take_place() : std::nullopt) co_return limited;
                auto outcome = ended(Reason::unreachable);
                outcome.detail = okta_->trouble();
                co_return outcome;
            }
        }
    }
    if (auto limited = take_place()) co_return limited;
    auto finding = okta_->find_user(okta_login_);
    auto found = co_await finding;
    if (found) services_.limits.logins().learn(okta_login_, found->id);
    auto groups = no_groups();
    if (needs_groups) {
        auto asking = groups_of(found);
        groups = co_await asking;
    }
    if (found) user_ = *found;

    auto refused = refusal_in(found);
    if (needs_groups) {
        decision = policy::decide(*policy_, facts_, groups);
        // What Okta says of the person comes before what is remembered, and before what it says of
        // their groups.
        const bool spares = !refused || says_no_okta(refused->reason) || !rests_on_okta(decision);
        if (auto outcome = ruled(decision); outcome && spares) co_return outcome;
    }
    if (refused) co_return refused;

    auto listing = okta_->factors(user_->id);
    const auto factors = co_await listing;
    if (!factors) co_return outcome_of(factors.error());
    auto allowed = in_preference_order(factors->usable, settings_.factors);
    if (allowed.empty()) co_return no_usable_factor(*factors);

    attempt_.emplace(Attempt{services_.executor, *okta_, services_.limits, conversation_, facts_,
                             settings_, policy_->identity.allow_expired_password, *user_, ends_by_,
                             std::move(allowed), settings_.tries});
    co_return std::nullopt;
}

std::optional<Outcome> Login::refusal_in(const okta::Answer<okta::User>& user) const {
    if (!user) return outcome_of(user.error());
    const auto reason = refusal_of(user->status, policy_->identity.allow_expired_password);
    if (!reason) return {};
    auto outcome = ended(*reason);
    outcome.request_id = user->request_id;
    return outcome;
}

bool Login::rests_on_okta(const policy::Decision& decision) const {
    return decision.outcome == policy::Outcome::require ||
           (decision.rule && policy_->rules[*decision.rule].okta_groups);
}

// Groups that cannot be had are unknown to the rules, which then err on the strict side. A rule may
// spare or remember whom it finds in a group, and then nothing else is asked of Okta: so a user who
// is known from a while ago only is read again beside it.
loop::Task<policy::OktaGroups> Login::groups_of(okta::Answer<okta::User>& user) {
    auto groups = no_groups();
    if (!user) co_return groups;
    std::optional<loop::Concurrent<okta::Answer<okta::User>>> user_again;
    if (user->is_from_cache) {
        auto reading_user = okta_->read_user(user->id, okta_login_);
        user_again.emplace(services_.executor, "reading a user", std::move(reading_user));
    }
    auto reading = okta_->groups(user->id);
    auto names = co_await reading;
    if (user_again) {
        auto awaiting = user_again->result();
        user = co_await awaiting;
    }
    if (!user || !names) co_return groups;
    groups.state = policy::OktaGroups::State::known;
    groups.names = std::move(*names);
    co_return groups;
}

}  // namespace okta_factor::login
