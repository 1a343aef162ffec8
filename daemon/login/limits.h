// SPDX-License-Identifier: MIT
// [limits]: what one Okta user may do on this machine, across all logins and Linux names. Keyed by
// Okta user id. Okta locks the whole account after five wrong codes; this count stops before it
// does.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/login/limit_hit.h"
#include "daemon/login/login_limits.h"
#include "daemon/loop/executor.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// What is kept of a user across restarts.
struct WrongCodes {
    std::string user_id, login;        // the login may be unknown
    std::vector<loop::WallTime> when;  // oldest first, those under way included
};

class UserLimits {
  public:
    explicit UserLimits(const loop::Executor& executor) : executor_(executor), logins_(executor) {}

    void configure(const policy::Limits& limits) {
        limits_ = limits;
        logins_.configure(limits);
    }

    /// Before anything is asked of Okta; keyed by login, for no id is known yet.
    [[nodiscard]] LoginLimits& logins() { return logins_; }

    /// One code that goes to Okta, or one message that Okta is to send.
    using Ticket = std::uint64_t;
    /// Before it goes: counts it as wrong until one of the next three says more, so that logins
    /// side by side cannot exceed the limit together, and a caller who leaves before the answer
    /// gains nothing.
    tl::expected<Ticket, LimitHit> begin_code(const std::string& user_id,
                                              const std::string& login = {});
    void code_was_wrong(const std::string& user_id, Ticket code);
    /// The code was not judged wrong: it no longer counts.
    void forgive_code(const std::string& user_id, Ticket code);
    void code_was_right(const std::string& user_id, Ticket code);
    /// Whether a code would be taken now; nothing is counted.
    [[nodiscard]] std::optional<LimitHit> code_limit(const std::string& user_id);
    /// An MFA success resets Okta's own count, and so ours; but codes under way may be judged after
    /// it.
    void succeeded(const std::string& user_id);

    /// Before a push is sent: counts it.
    std::optional<LimitHit> begin_push(const std::string& user_id, const std::string& login = {});
    void push_rejected(const std::string& user_id);
    /// The person approved it: it was theirs, and no longer counts.
    void push_approved(const std::string& user_id);

    /// Before a text message, call or email is asked for: counts it. `kind` is one of theirs, each
    /// is counted for itself, by source and four times as many over all.
    tl::expected<Ticket, LimitHit> begin_message(const std::string& user_id, LimitKind kind,
                                                 const std::string& source,
                                                 const std::string& login = {});
    /// It was not sent, or it was the person's own: its code was typed.
    void forgive_message(const std::string& user_id, Ticket message);

    /// The administrator clears everything held against the user, named by id or, in any case of
    /// its letters, by the login that came with it. False if there was nothing.
    bool clear(const std::string& id_or_login);

    /// Those that still count.
    [[nodiscard]] std::vector<WrongCodes> wrong_codes() const;
    /// What an earlier process counted. A time that is still to come was just now: the clock was
    /// set back.
    void restore(const std::vector<WrongCodes>& kept);
    /// `told` is called each time that wrong_codes() becomes another.
    void when_wrong_codes_change(std::function<void()> told) { told_ = std::move(told); }

    using InForce = LoginLimits::InForce;  // of logins the id may be unknown, else the login
    [[nodiscard]] std::vector<InForce> in_force() const;

  private:
    struct Code {
        Ticket ticket;
        loop::TimePoint begun;
        bool is_judged = false;
    };
    struct Message {
        Ticket ticket;
        LimitKind kind;
        std::string source;
        loop::TimePoint begun;
    };
    struct Record {
        std::string login;
        std::vector<Code> wrong_codes;        // oldest first
        std::vector<loop::TimePoint> pushes;  // oldest first
        std::optional<loop::TimePoint> rejected;
        std::vector<Message> messages;  // oldest first
    };

    void forget_old(Record& record) const;
    void forget_the_clean();
    [[nodiscard]] std::optional<LimitHit> codes_hit(const Record& record) const;
    [[nodiscard]] std::optional<LimitHit> pushes_hit(const Record& record) const;
    [[nodiscard]] std::optional<LimitHit> messages_hit(const Record& record, LimitKind kind,
                                                       const std::string& source) const;
    [[nodiscard]] std::optional<LimitHit> longest_messages_hit(const Record& record,
                                                               LimitKind kind) const;
    void erase_codes(const std::string& user_id, const std::function<bool(const Code&)>& which);
    void tell() const;
    Record& fresh(const std::string& user_id, const std::string& login = {});

    const loop::Executor& executor_;
    policy::Limits limits_;
    LoginLimits logins_;
    std::unordered_map<std::string, Record> records_;
    Ticket next_ticket_ = 0;
    std::function<void()> told_;
};

}  // namespace okta_factor::login
