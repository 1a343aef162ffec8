// SPDX-License-Identifier: MIT
// One login, from the facts to the verdict. Owns all that belongs to it: the dialogue, the requests
// under way, the waiting push, the deadline. Destroying it ends all of that.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "daemon/login/attempt.h"
#include "daemon/login/audit.h"
#include "daemon/login/conversation.h"
#include "daemon/login/remembered.h"
#include "daemon/loop/awaitables.h"
#include "daemon/policy/policy.h"
#include "daemon/policy/rules.h"
#include "daemon/recovery/codes.h"

namespace okta_factor::login {

/// What every login uses; the references outlive them.
struct Services {
    loop::Executor& executor;
    UserLimits& limits;
    Remembered& remembered;
    recovery::Codes& recovery_codes;
    Audit& audit;
};

/// What is in force when a login begins, and stays so for it whatever is reloaded meanwhile.
struct InForce {
    std::shared_ptr<const policy::Policy>
        policy;  // null: there is none, every login is unavailable
    std::shared_ptr<okta::Api> okta;
};

class Login {
  public:
    /// `ended` is called once, from the loop or from abandon(), when the verdict
    /// stands and the record is written.
    Login(const Services& services, InForce in_force, policy::LoginFacts facts,
          std::function<void()> ended);
    Login(const Login&) = delete;
    Login& operator=(const Login&) = delete;
    ~Login();

    void start();
    /// Ends it at once: Cancel() or Abandon(), or the caller is gone.
    void abandon(Reason reason);

    [[nodiscard]] Conversation& conversation() { return conversation_; }
    [[nodiscard]] const policy::LoginFacts& facts() const { return facts_; }
    [[nodiscard]] bool has_ended() const { return ended_already_; }

  private:
    loop::Task<void> run();
    loop::Task<std::optional<Outcome>> decide();
    loop::Task<std::optional<Outcome>> unless_okta_is_away(Outcome outcome);
    [[nodiscard]] bool rests_on_okta(const policy::Decision& decision) const;
    [[nodiscard]] std::optional<Outcome> refusal_in(const okta::Answer<okta::User>& user) const;
    loop::Task<policy::OktaGroups> groups_of(okta::Answer<okta::User>& user);
    [[nodiscard]] std::optional<Outcome> remembered() const;
    std::optional<Outcome> take_place();
    std::optional<Outcome> ruled(const policy::Decision& decision);
    loop::Task<Outcome> without_okta(Outcome outcome);
    void end_after(loop::seconds timeout);
    void end(const Outcome& outcome);
    void put_on_record(const Outcome& outcome);

    Services services_;
    std::shared_ptr<const policy::Policy> policy_;
    std::shared_ptr<okta::Api> okta_;
    policy::LoginFacts facts_;
    std::function<void()> ended_;
    loop::TimePoint began_, ends_by_;
    std::uint64_t epoch_;  // of what is remembered, when this began
    Conversation conversation_;
    policy::LoginSettings settings_;  // of the rule that decides, once known
    std::string rule_;
    std::string okta_login_;
    std::optional<LoginLimits::Place> place_;  // among the logins under way, once Okta is asked
    std::optional<okta::User> user_;
    std::optional<Attempt> attempt_;
    Outcome outcome_;
    bool ended_already_ = false;
    loop::ScheduledCall deadline_;
    loop::Root running_;  // last: its coroutine refers to all of the above
};

}  // namespace okta_factor::login
