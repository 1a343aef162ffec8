// SPDX-License-Identifier: MIT
#include "daemon/login/by_recovery_code.h"

#include <utility>

#include "daemon/login/attempt.h"

namespace okta_factor::login {
namespace {

using protocol::MessageKind;
using recovery::Redeemed;

constexpr char prompt[] = "Okta cannot be reached. Enter a recovery code: ";

std::string how_many_left(std::size_t left) {
    if (left == 0) return "This was your last recovery code. Ask your administrator for new ones.";
    return "You have " + std::to_string(left) + " recovery code" + (left == 1 ? "" : "s") +
           " left.";
}

// What came of one code; nothing: it was wrong.
loop::Task<std::optional<Reason>> redeem(const RecoveryDialogue& dialogue, recovery::Code code,
                                         UserLimits::Ticket ticket) {
    const auto id = recovery_limit_id(dialogue.facts.user);
    auto redeeming = dialogue.codes.redeem(dialogue.facts.user, code);
    switch (co_await redeeming) {
        case Redeemed::yes:
            dialogue.limits.code_was_right(id, ticket);
            co_return Reason::recovery_code_accepted;
        case Redeemed::not_kept:
            dialogue.limits.forgive_code(id, ticket);
            co_return Reason::recovery_code_not_kept;
        case Redeemed::no_such_code:
            dialogue.limits.code_was_wrong(id, ticket);
            break;
    }
    co_return std::nullopt;
}

}  // namespace

std::string recovery_limit_id(const std::string& user) {
    return "recovery:" + user;
}

loop::Task<Outcome> by_recovery_code(const RecoveryDialogue& dialogue, Outcome without) {
    const auto& user = dialogue.facts.user;
    if (dialogue.codes.left(user) == 0) co_return without;
    const auto id = recovery_limit_id(user);
    const auto ended = [&](Reason reason) {
        auto outcome = without;  // what Okta's trouble was stays on record
        outcome.reason = reason;
        outcome.factor.reset();
        return outcome;
    };
    const auto limited = [&](const LimitHit& hit) {
        auto outcome = ended(Reason::recovery_codes_limited);
        outcome.wait = hit.wait;
        return outcome;
    };
    if (const auto hit = dialogue.limits.code_limit(id)) co_return limited(*hit);
    for (int tries = dialogue.tries; tries > 0;) {
        auto asking = dialogue.conversation.reply_to(MessageKind::prompt, prompt);
        const Secret typed = co_await asking;

        std::string complaint = "A recovery code has 16 letters and digits.";
        if (const auto code = recovery::read_code(typed.reveal())) {
            const auto ticket = dialogue.limits.begin_code(id, user);
            if (!ticket) co_return limited(ticket.error());
            auto redeeming = redeem(dialogue, *code, *ticket);
            if (const auto reason = co_await redeeming) {
                if (*reason == Reason::recovery_code_accepted)
                    dialogue.conversation.info(how_many_left(dialogue.codes.left(user)));
                co_return ended(*reason);
            }
            complaint = "Wrong recovery code.";
        }
        if (--tries > 0) dialogue.conversation.error(with_tries_left(std::move(complaint), tries));
    }
    co_return ended(Reason::too_many_tries);
}

}  // namespace okta_factor::login
