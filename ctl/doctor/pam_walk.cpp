// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_walk.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace okta_factor::doctor {
namespace {

constexpr std::array<std::string_view, 10> gates{
    "pam_succeed_if.so", "pam_rootok.so", "pam_listfile.so",  "pam_access.so",  "pam_localuser.so",
    "pam_wheel.so",      "pam_time.so",   "pam_securetty.so", "pam_nologin.so", "pam_shells.so"};
constexpr std::array<std::string_view, 12> bystanders{
    "pam_permit.so", "pam_deny.so", "pam_env.so",     "pam_faildelay.so",
    "pam_echo.so",   "pam_warn.so", "pam_cap.so",     "pam_group.so",
    "pam_debug.so",  "pam_motd.so", "pam_keyinit.so", "pam_faillock.so"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// What the verdicts of the daemon become, and what may befall the module itself.
constexpr std::array our_refusals{"auth_err", "maxtries",   "abort",         "authinfo_unavail",
                                  "conv_err", "system_err", "module_unknown"};
constexpr std::array others_results{"success",          "auth_err", "user_unknown",
                                    "authinfo_unavail", "ignore",   "perm_denied"};

// pam_debug(8): auth=RESULT.
std::string debug_result(const Entry& entry) {
    constexpr std::string_view key = "auth=";
    for (const auto& argument : entry.arguments)
        if (argument.starts_with(key)) return argument.substr(key.size());
    return "success";
}

std::vector<std::string> results_of(const Entry& entry) {
    if (entry.is_ours()) {
        std::vector<std::string> all{"success", "ignore"};
        all.insert(all.end(), our_refusals.begin(), our_refusals.end());
        return all;
    }
    if (entry.module_name() == "pam_permit.so") return {"success"};
    if (entry.module_name() == "pam_deny.so") return {"auth_err"};
    if (entry.module_name() == "pam_debug.so") return {debug_result(entry)};
    if (entry.module_name() == "pam_succeed_if.so")
        return {"success", "auth_err", "user_unknown", "service_err"};
    return {others_results.begin(), others_results.end()};
}

enum class Impression { none, positive, negative };

// Where a way has come to.
struct State {
    Impression impression = Impression::none;
    bool is_success = false;    // the result that would be returned
    bool proof_failed = false;  // that of a module which checks what somebody can prove
    Ending story;

    auto operator<=>(const State&) const = default;
};

bool is_proof(const Entry& entry) {
    return !entry.is_ours() && !is_gate(entry) && !is_bystander(entry);
}

bool holds_ours(const Entry& entry) {
    return entry.is_ours() || find_ours(entry.substack) != nullptr;
}

class Walk {
  public:
    using States = std::set<State>;

    States through(const Stack& stack, const State& start) {
        std::vector<States> before(stack.size() + 1);
        before[0].insert(start);
        for (std::size_t at = 0; at < stack.size(); ++at)
            for (const auto& state : before[at])
                visit(stack, at, state, start, before);
        return before.back();
    }

  private:
    static void visit(const Stack& stack, std::size_t at, const State& state, const State& start,
                      std::vector<States>& before) {
        const auto& entry = stack[at];
        if (entry.unreadable) {
            before[at + 1].insert(failed(state));
        } else if (entry.module.empty()) {
            const auto ends = Walk{}.through(entry.substack, state);
            before[at + 1].insert(ends.begin(), ends.end());
        } else {
            for (const auto& result : results_of(entry))
                apply(stack, at, result, state, start, before);
        }
    }

    static void apply(const Stack& stack, std::size_t at, const std::string& result,
                      const State& state, const State& start, std::vector<States>& before) {
        const auto& entry = stack[at];
        const auto action = entry.control.on(result);
        State next = state;
        tell(next.story, entry, result);
        if (entry.is_ours() && state.proof_failed) next.story.asked_in_vain = true;
        std::size_t to = at + 1;
        switch (action.effect) {
            case Effect::ok:
            case Effect::done:
                if (next.impression == Impression::none ||
                    (next.impression == Impression::positive && next.is_success)) {
                    next.impression = Impression::positive;
                    next.is_success = result == "success";
                }
                if (action.effect == Effect::done && next.impression == Impression::positive)
                    to = stack.size();
                break;
            case Effect::bad:
            case Effect::die:
                next = failed(next);
                next.proof_failed = next.proof_failed || is_proof(entry);
                if (action.effect == Effect::die) to = stack.size();
                break;
            case Effect::reset:
                next.impression = start.impression;
                next.is_success = start.is_success;
                break;
            case Effect::jump:
                to += action.jump;
                if (to > stack.size()) {  // libpam refuses that
                    next = failed(next);
                    to = stack.size();
                }
                break;
            case Effect::ignore:
                break;
        }
        for (std::size_t passed = at + 1; passed < to; ++passed)
            if (holds_ours(stack[passed])) {
                next.story.passed_by = &entry;
                next.story.passed_on_success = result == "success";
            }
        before[to].insert(next);
    }

    static State failed(State state) {
        state.impression = Impression::negative;
        state.is_success = false;
        return state;
    }

    static void tell(Ending& story, const Entry& entry, const std::string& result) {
        if (entry.is_ours()) {
            const auto asked = result == "success"  ? Asked::granted
                               : result == "ignore" ? Asked::skipped
                                                    : Asked::refused;
            story.asked_again = story.asked_again || story.asked != Asked::no;
            // Asked twice, a refusal counts.
            story.asked = story.asked == Asked::refused ? Asked::refused : asked;
            return;
        }
        if (!is_proof(entry)) return;
        if (story.asked != Asked::no)
            story.proven_after = true;
        else if (result == "success")
            story.proven_before = true;
    }
};

}  // namespace

bool is_gate(const Entry& entry) {
    return is_one_of(gates, entry.module_name());
}

bool is_bystander(const Entry& entry) {
    return is_one_of(bystanders, entry.module_name());
}

bool proves_nothing_itself(const Stack& stack) {
    return std::ranges::none_of(endings(stack), [](const Ending& ending) {
        return ending.lets_in && (ending.proven_before || ending.proven_after);
    });
}

std::set<Ending> endings(const Stack& stack) {
    std::set<Ending> all;
    for (const auto& state : Walk{}.through(stack, State{})) {
        auto ending = state.story;
        ending.lets_in = state.impression == Impression::positive && state.is_success;
        all.insert(ending);
    }
    return all;
}

}  // namespace okta_factor::doctor
