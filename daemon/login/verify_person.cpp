// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <variant>

#include "daemon/login/factors.h"
#include "daemon/login/menu.h"
#include "daemon/login/ways.h"

namespace okta_factor::login {
namespace {

using Next = Judgement::Next;
using protocol::MessageKind;

loop::Task<Ending> by_typed_code(Attempt& attempt, TypedCode typed) {
    const auto factor = attempt.factors[typed.index];
    auto judging = judge(attempt, factor, std::move(typed.code));
    auto judgement = co_await judging;
    if (judgement.next == Next::end) co_return std::move(judgement.ending);
    if (judgement.next == Next::next_code) {
        auto coding = by_code(attempt, factor, next_code_prompt(factor));
        co_return co_await coding;
    }
    co_return Ending{};
}

// The menu is shown when what it lists has changed; otherwise it still stands on the screen above
// the prompt.
loop::Task<Ending> by_menu(Attempt& attempt, std::size_t& lines_shown) {
    if (std::exchange(lines_shown, attempt.factors.size()) != attempt.factors.size())
        attempt.conversation.info(menu_text(attempt.user.login, attempt.factors));
    auto asking = attempt.conversation.reply_to(MessageKind::prompt, menu_prompt(attempt.factors));
    const Secret typed = co_await asking;

    auto choice = read_choice(typed.reveal(), attempt.factors);
    if (const auto* chosen = std::get_if<Chosen>(&choice)) {
        auto verifying = by_factor(attempt, attempt.factors[chosen->index]);
        co_return co_await verifying;
    }
    if (auto* code = std::get_if<TypedCode>(&choice)) {
        auto verifying = by_typed_code(attempt, std::move(*code));
        co_return co_await verifying;
    }
    attempt.conversation.error("Please type a number from 1 to " +
                               std::to_string(attempt.factors.size()) + ".");
    co_return attempt.count_aside();
}

// The factor that needs no choice: the only one there is, or the first push where the policy says
// so. What is left once others cannot be used is chosen by the person where it would ring a phone.
std::optional<okta::Factor> without_asking(const std::vector<okta::Factor>& factors, bool push,
                                           bool is_first) {
    const auto way = traits(factors.front().kind).way;
    const bool rings = way == Way::push || way == Way::delivered;
    if (factors.size() == 1 && (is_first || !rings)) return factors.front();
    if (!push) return {};
    const auto found = std::ranges::find(factors, okta::FactorKind::push, &okta::Factor::kind);
    return found == factors.end() ? std::nullopt : std::optional{*found};
}

}  // namespace

loop::Task<Ending> by_factor(Attempt& attempt, okta::Factor factor) {
    switch (traits(factor.kind).way) {
        case Way::push:
            return by_push(attempt, std::move(factor));
        case Way::code:
            return by_code(attempt, std::move(factor), {});
        case Way::delivered:
            return by_delivered_code(attempt, std::move(factor));
        case Way::question:
            break;
    }
    return by_question(attempt, std::move(factor));
}

loop::Task<Outcome> verify_person(Attempt& attempt) {
    bool push_unasked = attempt.settings.autopush;
    bool is_first = true;
    std::size_t lines_shown = 0;
    // No coroutine: what it looked at would stay in a frame for as long as the person takes.
    const auto next_way = [&] {
        const auto unasked = without_asking(attempt.factors, std::exchange(push_unasked, false),
                                            std::exchange(is_first, false));
        return unasked ? by_factor(attempt, *unasked) : by_menu(attempt, lines_shown);
    };
    while (!attempt.factors.empty()) {
        auto verifying = next_way();
        if (auto ending = co_await verifying) co_return std::move(*ending);
    }
    co_return attempt.ended(Reason::no_factor);
}

}  // namespace okta_factor::login
