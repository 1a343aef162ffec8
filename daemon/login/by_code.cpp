// SPDX-License-Identifier: MIT
// Codes the person has at hand, and the answer to their question: typed, checked for form, judged.
#include <utility>

#include "daemon/login/factors.h"
#include "daemon/login/push_prompt.h"
#include "daemon/login/terminal_text.h"
#include "daemon/login/ways.h"

namespace okta_factor::login {
namespace {

using Next = Judgement::Next;
using protocol::MessageKind;

std::string not_a_code_of(const okta::Factor& factor) {
    const auto& kind = traits(factor.kind);
    if (kind.alphabet == Alphabet::modhex) return "That is not what a YubiKey types.";
    if (kind.alphabet == Alphabet::digits && kind.shortest == kind.longest)
        return "A code from " + code_source(factor) + " has " + std::to_string(kind.shortest) +
               " digits.";
    return "That is not a code from " + code_source(factor) + ".";
}

// Hosts that hold a password and have nobody to ask answer every hidden prompt with it, and a
// visible one with the name, or with the password too. So a visible prompt comes first, in every
// service, and only Enter leads on. Where info is shown at once it is said there as well: `sudo -p`
// replaces the prompt, and nobody must type the answer where it can be seen.
std::string enter_first(Attempt& attempt) {
    const bool has_menu = attempt.can_go_back();
    if (!shows_info_at_once(attempt.facts.service))
        return std::string{
                   "Press Enter, then type the answer to your security question (it will "} +
               (has_menu ? "not be shown; m for the menu): " : "not be shown): ");
    attempt.conversation.info(
        "Your security question comes next. First press Enter; then type the answer, which will "
        "not be shown.");
    return has_menu ? "Press Enter (or m for the menu): " : "Press Enter: ";
}

}  // namespace

loop::Task<Ending> by_code(Attempt& attempt, okta::Factor factor, std::string prompt) {
    attempt.last_tried = factor.kind;
    const std::string usual_prompt = factor.kind == okta::FactorKind::hardware
                                         ? "Touch your YubiKey: "
                                         : "Code from " + code_source(factor) + ": ";
    if (prompt.empty()) prompt = usual_prompt;
    for (;;) {
        auto asking = attempt.conversation.reply_to(MessageKind::prompt, prompt);
        const Secret typed = co_await asking;
        prompt = usual_prompt;

        if (attempt.can_go_back() && (typed.empty() || attempt.asks_for_menu(typed)))
            co_return attempt.count_aside();
        auto code = well_formed_code(factor.kind, typed.reveal());
        if (!code) {
            if (auto ending = attempt.count_try(not_a_code_of(factor))) co_return ending;
            continue;
        }
        auto judging = judge(attempt, factor, std::move(*code));
        auto judgement = co_await judging;
        if (judgement.next == Next::end) co_return std::move(judgement.ending);
        if (judgement.next == Next::menu) co_return Ending{};
        if (judgement.next == Next::next_code) {
            if (auto ending = attempt.count_aside()) co_return ending;
            prompt = next_code_prompt(factor);
        }
    }
}

loop::Task<Ending> by_question(Attempt& attempt, okta::Factor factor) {
    constexpr std::size_t longest_question = 200;
    attempt.last_tried = factor.kind;
    auto asking_for_enter =
        attempt.conversation.reply_to(MessageKind::prompt, enter_first(attempt));
    const Secret typed = co_await asking_for_enter;
    if (attempt.asks_for_menu(typed)) co_return attempt.count_aside();
    if (!typed.empty()) co_return attempt.ended(Reason::answer_out_of_turn);

    auto question = fit_for_terminal(factor.question_text, longest_question);
    if (question.empty()) question = "Answer to your security question:";
    for (;;) {
        auto asking = attempt.conversation.reply_to(MessageKind::secret, question + " ");
        Secret answer = co_await asking;

        if (answer.empty() && attempt.can_go_back()) co_return attempt.count_aside();
        if (!well_formed_answer(answer.reveal())) {
            if (auto ending = attempt.count_try("That cannot be an answer.")) co_return ending;
            continue;
        }
        auto judging = judge(attempt, factor, std::move(answer));
        auto judgement = co_await judging;
        if (judgement.next == Next::end) co_return std::move(judgement.ending);
        if (judgement.next == Next::menu) co_return Ending{};
    }
}

}  // namespace okta_factor::login
