// SPDX-License-Identifier: MIT
// What the parts of one dialogue share while a person is being verified: who they are at Okta, what
// they may use, how many tries are left.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/login/conversation.h"
#include "daemon/login/limits.h"
#include "daemon/login/outcome.h"
#include "daemon/loop/task.h"
#include "daemon/okta/api.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// An Outcome ends the login; nothing means: back to the menu.
using Ending = std::optional<Outcome>;

struct Attempt {
    loop::Executor& executor;
    okta::Api& okta;
    UserLimits& limits;
    Conversation& conversation;
    const policy::LoginFacts& facts;
    const policy::LoginSettings settings;
    const bool allow_expired_password;
    const okta::User user;
    const loop::TimePoint ends_by;      // the login is over then, whatever happens
    std::vector<okta::Factor> factors;  // what is still open to the person, in order of preference
    int tries_left;
    int asides_left =
        10;  // empty replies, resends, walks back to the menu: they cost no try, but they end
    std::optional<okta::FactorKind> last_tried{};
    bool number_shown = false;  // of the push that was sent last

    /// Says what was wrong with what was typed. An Outcome when that was the last try; `request_id`
    /// is Okta's, where Okta said so.
    Ending count_try(std::string complaint, std::string request_id = {});
    /// The same for what is no mistake. An Outcome when the person only ever does this.
    Ending count_aside();
    /// There is a menu to go back to, and `m` asks for it.
    [[nodiscard]] bool can_go_back() const { return factors.size() > 1; }
    [[nodiscard]] bool asks_for_menu(const Secret& typed) const {
        return can_go_back() && (typed.reveal() == "m" || typed.reveal() == "M");
    }
    /// Text that nobody needs: hidden where the host asked for silence.
    void chatter(std::string text);

    /// These factors cannot be used in this login. With others left the person is told why and
    /// chooses again; else it ends the login.
    template <class Predicate>
    Ending set_aside(Predicate predicate, Outcome why) {
        std::erase_if(factors, predicate);
        return without_them(std::move(why));
    }
    Ending set_aside_limited(const LimitHit& hit);

    [[nodiscard]] Outcome ended(Reason reason, std::string request_id = {}) const;
    [[nodiscard]] Outcome ended(const okta::Failure& failure) const;

  private:
    Ending without_them(Outcome why);
};

/// The complaint, and how many tries the person has left.
std::string with_tries_left(std::string complaint, int tries);

/// Whether a user of that status may log in; a reason where not.
std::optional<Reason> refusal_of(okta::UserStatus status, bool allow_expired_password);

/// The user as they are now. Where the org's limit is spent, once it resets, if that comes in time.
/// The attempt outlives it.
loop::Task<okta::Answer<okta::User>> read_again(const Attempt& attempt);

/// Okta said yes to the factor: grants only if the user, read again, may still log in.
Outcome granted_if_still_active(const Attempt& attempt, const okta::Answer<okta::User>& user_again,
                                Reason accepted, std::string request_id);

}  // namespace okta_factor::login
