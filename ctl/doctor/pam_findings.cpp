// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_findings.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "ctl/doctor/pam_service.h"
#include "ctl/doctor/pam_walk.h"
#include "pam_module/options.h"

namespace okta_factor::doctor {
namespace {

using std::chrono::seconds;

constexpr char rescue_group[] = "okta-breakglass";

std::string put_after(const Entry& ours) {
    return std::string{"put `"} + permit_line + "` after " + ours.where;
}

std::string as_written(const Entry& entry) {
    return '`' + entry.control.text + ' ' + std::string{entry.module_name()} + '`';
}

std::string rescue_lines() {
    return std::string{"`"} + rescue_line + "` and `" + rescue_line_for_su + '`';
}

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// pam_succeed_if(8): arguments that change nothing of the condition. use_uid does.
constexpr std::array<std::string_view, 5> silent_flags{"debug", "quiet", "quiet_fail",
                                                       "quiet_success", "audit"};
constexpr std::array<std::string_view, 3> rescue_condition{"user", "ingroup", rescue_group};

bool is_rescue(const Ending& ending, bool of_who_asks = false) {
    const auto& by = *ending.passed_by;
    if (by.module_name() != "pam_succeed_if.so" || !ending.passed_on_success) return false;
    auto condition = by.arguments;
    std::erase_if(condition, [](const auto& word) { return is_in(silent_flags, word); });
    const bool looks_at_who_asks = std::erase(condition, "use_uid") > 0;
    return looks_at_who_asks == of_who_asks && std::ranges::equal(condition, rescue_condition);
}

// Meant as a rescue, and turned round: by its control or by its condition.
bool is_rescue_inverted(const Ending& ending) {
    const auto& words = ending.passed_by->arguments;
    const auto has = [&](const char* word) {
        return std::ranges::find(words, word) != words.end();
    };
    return ending.passed_by->module_name() == "pam_succeed_if.so" && has(rescue_group) &&
           (!ending.passed_on_success || has("notingroup"));
}

bool is_rootok(const Entry& entry) {
    return entry.module_name() == "pam_rootok.so";
}

// pam_rootok(8) looks at the real uid: these keep their caller's, and root becomes anybody anyway.
constexpr std::array<std::string_view, 4> become_somebody{"su", "su-l", "runuser", "runuser-l"};
constexpr std::array<std::string_view, 2> judge_account_entered{"su", "su-l"};
// These keep it too. All others are taken for daemons, or for sudo: there it always succeeds.
constexpr std::array<std::string_view, 2> keep_callers_uid{"chfn", "chsh"};

class Judge {
  public:
    Judge(const ServiceStacks& stacks, seconds longest_timeout)
        : service_(stacks.service),
          auth_(as_service(stacks.auth, stacks.service)),
          ours_(*find_ours(auth_)),
          endings_(endings(auth_)),
          longest_timeout_(longest_timeout) {}

    Findings all() {
        refusals();
        ways_past();
        confirmed();
        skipped();
        order();
        in_vain();
        rescue_for_all();
        repeats();
        rescue();
        options();
        if (findings_.empty())
            findings_.push_back(doctor::fine(service_ + " asks Okta", ours_.where));
        return std::move(findings_);
    }

  private:
    template <class Predicate>
    bool any(Predicate predicate) const {
        return std::ranges::any_of(endings_, predicate);
    }

    void refusals() {
        if (!any([](const Ending& e) { return e.lets_in && e.asked == Asked::refused; })) return;
        findings_.push_back(
            problem(service_ + ": the control of " + as_written(ours_) + " fails open",
                    "who is refused by Okta, or logs in while the daemon is down, can still get in",
                    std::string{our_line}, ours_.where));
    }

    bool is_exempt(const Ending& ending) const {
        const bool of_root = is_rootok(*ending.passed_by) && ending.passed_on_success;
        return lets_rescue_in(ending) || is_rescue(ending) ||
               (of_root && is_in(become_somebody, service_));
    }

    // In su the user of PAM is the account entered: of who asks, it knows the uid only. (runuser
    // is for root alone.)
    bool lets_rescue_in(const Ending& ending) const {
        const bool by_uid = is_in(become_somebody, service_) && is_rescue(ending, true);
        return by_uid || (is_rescue(ending) && !is_in(judge_account_entered, service_));
    }

    bool always_succeeds(const Entry& entry) const {
        return is_rootok(entry) && !is_in(become_somebody, service_) &&
               !is_in(keep_callers_uid, service_);
    }

    void ways_past() {
        std::set<const Entry*> seen;
        for (const auto& ending : endings_) {
            if (!ending.lets_in || ending.asked != Asked::no || !ending.passed_by) continue;
            const auto& by = *ending.passed_by;
            if (is_exempt(ending) || !seen.insert(&by).second) continue;
            if (is_rescue_inverted(ending))
                findings_.push_back(problem(
                    service_ + ": " + as_written(by) + " lets others past Okta than " +
                        rescue_group,
                    "it passes by where it fails, or is turned round: people outside the group "
                    "are not asked",
                    "write " + rescue_lines(), by.where));
            else if (is_gate(by) && !always_succeeds(by))
                findings_.push_back(warning(
                    service_ + ": whoever " +
                        (ending.passed_on_success ? "meets" : "does not meet") +
                        " the condition of " + as_written(by) + " is not asked by Okta",
                    "such exceptions are seen by no rule and no audit; okta-factorctl explain does "
                    "not know of them",
                    "delete the line, and write a [[rule]] with action = \"skip\" instead",
                    by.where));
            else
                findings_.push_back(problem(
                    service_ + ": " + as_written(by) + " ends the stack before Okta is asked",
                    "what it accepts is enough to log in: Okta is never asked",
                    "move `" + std::string{our_line} + "` before it, or give it the control " +
                        "[success=ok new_authtok_reqd=ok ignore=ignore default=die]",
                    by.where));
        }
    }

    void confirmed() {
        if (any([](const Ending& e) { return e.lets_in && e.asked == Asked::granted; })) return;
        findings_.push_back(problem(service_ + ": nobody gets in, even whom Okta confirmed",
                                    "every way through the stack ends in a refusal",
                                    put_after(ours_) + ", and delete a pam_deny.so after it",
                                    ours_.where));
    }

    void skipped() {
        const bool confirmed_get_in =
            any([](const Ending& e) { return e.lets_in && e.asked == Asked::granted; });
        const bool skipped_get_in =
            any([](const Ending& e) { return e.lets_in && e.asked == Asked::skipped; });
        if (!confirmed_get_in || skipped_get_in) return;
        findings_.push_back(
            problem(service_ + ": people whom a rule skips are refused",
                    "the module stands aside for them, and nothing else in the stack succeeds; "
                    "PAM_IGNORE alone is a refusal",
                    put_after(ours_), ours_.where));
    }

    void order() {
        const bool comes_first = any([](const Ending& e) { return e.asked != Asked::no; }) &&
                                 std::ranges::none_of(endings_, [](const Ending& e) {
                                     return e.asked != Asked::no && e.proven_before;
                                 });
        if (!comes_first || !any([](const Ending& e) { return e.proven_after; })) return;
        findings_.push_back(
            warning(service_ + ": Okta is asked before the password",
                    "who knows nothing but a user name can make that person's phone ring",
                    "move `" + std::string{our_line} + "` behind the modules that check passwords",
                    ours_.where));
    }

    void in_vain() {
        if (!any([](const Ending& e) { return e.asked_in_vain && !e.proven_before; })) return;
        findings_.push_back(warning(
            service_ + ": Okta is asked even after a wrong password",
            "who knows nothing but a user name can make that person's phone ring: a "
            "required module that fails does not end the stack",
            "write requisite instead of required where the password is checked", ours_.where));
    }

    void rescue_for_all() {
        const auto rescued = [](bool proven) {
            return [proven](const Ending& e) {
                return e.lets_in && e.passed_by && is_rescue(e) && e.proven_before == proven;
            };
        };
        if (!is_in(judge_account_entered, service_)) return;
        const bool with_password = any(rescued(true));
        if (!with_password && !any(rescued(false))) return;
        findings_.push_back(problem(
            service_ + ": everybody can become a member of " + rescue_group +
                (with_password ? ", with that account's password alone" : ", with nothing at all"),
            std::string{"the group is looked for in the account that is entered, not in "
                        "who asks"} +
                (with_password ? "" : ", and no password is asked before that"),
            "write " + rescue_lines() + " behind `@include common-auth`", ours_.where));
    }

    void repeats() {
        if (!any([](const Ending& e) { return e.lets_in && e.asked_again; })) return;
        findings_.push_back(warning(service_ + ": Okta is asked twice",
                                    "the module stands in the stack more than once, perhaps by an "
                                    "include: each time is a push of its own",
                                    "keep one of the lines", ours_.where));
    }

    void rescue() {
        if (any([this](const Ending& e) { return e.lets_in && e.passed_by && lets_rescue_in(e); }))
            return;
        findings_.push_back(
            warning(service_ + ": the group " + rescue_group + " is of no use here",
                    "while the daemon is down nobody gets in by this service, the rescue account "
                    "neither",
                    "put " + rescue_lines() + " before " + ours_.where + " and `" + permit_line +
                        "` after it",
                    ours_.where));
    }

    // Read as the module reads them.
    void options() {
        pam::Options options;
        for (const auto& word : ours_.arguments) {
            const auto mistake = pam::read_option(word.c_str(), options);
            if (mistake == pam::OptionMistake::none) continue;
            const bool unknown = mistake == pam::OptionMistake::unknown;
            findings_.push_back(warning(
                service_ + ": the module " +
                    (unknown ? "has no option `" : "does not take the option `") + word + '`',
                "it logs that and goes on as if the option were not there",
                unknown ? "there are socket=PATH, bus=ADDRESS, timeout=SECONDS and debug"
                        : "timeout=SECONDS, from 1 to " + std::to_string(pam::longest_timeout),
                ours_.where));
        }
        patience(seconds{options.timeout});
    }

    void patience(seconds patience) {
        if (patience >= longest_timeout_) return;
        findings_.push_back(warning(
            service_ + ": the module waits " + std::to_string(patience.count()) +
                " s, the configuration gives people up to " +
                std::to_string(longest_timeout_.count()) + " s",
            "who takes longer is refused without a word from the daemon",
            std::string{our_line} + " timeout=" + std::to_string(longest_timeout_.count() + 15),
            ours_.where));
    }

    const std::string& service_;
    Stack auth_;
    const Entry& ours_;  // in auth_, as what the endings point to
    std::set<Ending> endings_;
    seconds longest_timeout_;
    Findings findings_;
};

Findings judge_other_types(const ServiceStacks& stacks) {
    const auto* misplaced = find_ours(stacks.others);
    if (!misplaced) return {};
    return {
        problem(stacks.service + ": the module stands in the type " + misplaced->type,
                "it only authenticates: libpam finds nothing to call there and refuses everybody",
                "delete the line; the module belongs to auth alone", misplaced->where)};
}

struct Expected {
    std::string_view service;
    std::string_view why;
};
constexpr std::array expected{
    Expected{"sshd", "people log in over SSH without Okta"},
    Expected{"sudo", "who took over an account becomes root without Okta"},
    Expected{"sudo-i",
             "`sudo -i` is a service of its own: who took over an account becomes root "
             "without Okta"},
};

}  // namespace

Findings judge_stack(const ServiceStacks& stacks, seconds longest_timeout) {
    auto findings = judge_other_types(stacks);
    if (stacks.asks()) append(findings, Judge{stacks, longest_timeout}.all());
    return findings;
}

Findings judge_services(const std::vector<ServiceStacks>& all, const std::string& folder) {
    Findings findings;
    for (const auto& [service, why] : expected) {
        const auto found = std::ranges::find(all, service, &ServiceStacks::service);
        if (found == all.end() || found->asks()) continue;
        findings.push_back(warning(std::string{service} + " does not ask Okta", std::string{why},
                                   std::string{our_line}, folder + '/' + std::string{service}));
    }
    return findings;
}

Findings judge_module(const ModuleFile& file, const std::string& where) {
    if (!file.exists)
        return {problem("the module " + file.path + " is missing",
                        "libpam refuses everybody at a line whose module is not there",
                        "install the package okta-factor again, or delete the line", where)};
    if (!file.is_regular || !file.is_roots || file.others_write)
        return {problem(file.path + " can be replaced by others than root",
                        "who can write the module decides who logs in, as root",
                        "chown root:root " + file.path + " && chmod 0644 " + file.path, where)};
    return {doctor::fine("the module is installed", file.path)};
}

}  // namespace okta_factor::doctor
