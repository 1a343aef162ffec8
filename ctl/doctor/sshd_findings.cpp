// SPDX-License-Identifier: MIT
#include "ctl/doctor/sshd_findings.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace okta_factor::doctor {
namespace {

using std::chrono::seconds;

constexpr char sshd_config[] = "/etc/ssh/sshd_config";
constexpr char methods_line[] = "AuthenticationMethods publickey,keyboard-interactive:pam";

// Connecting, the key, and typing the answer to the last prompt.
constexpr seconds margin{15};
constexpr unsigned few_startups = 10;  // the default, and too few

bool is_conversation(const std::string& method) {
    return method == "keyboard-interactive" || method == "keyboard-interactive:pam";
}
bool is_password(const std::string& method) {
    return method == "password";
}

std::string spelled(const SshdSettings::Way& way) {
    std::string text;
    for (const auto& method : way)
        text += (text.empty() ? "" : ",") + method;
    return text;
}

std::string in_match(const std::string& line, const std::string& user) {
    return user.empty() ? line : line + " (in the Match block for " + user + ")";
}

void judge_grace(const SshdSettings& settings, seconds longest_timeout, Findings& findings) {
    const auto grace = settings.login_grace_time();
    if (grace.count() == 0 || grace >= longest_timeout + margin) return;
    const auto line = "LoginGraceTime " + std::to_string((longest_timeout * 2).count());
    const auto what = "sshd ends a login after LoginGraceTime " + std::to_string(grace.count()) +
                      " s, Okta Factor gives people up to " +
                      std::to_string(longest_timeout.count()) + " s";
    const std::string why =
        "the time runs from the connection on and covers every try: people lose the connection "
        "with the phone in their hand, without a word";
    findings.push_back(grace < longest_timeout ? problem(what, why, line, sshd_config)
                                               : warning(what, why, line, sshd_config));
}

void judge_startups(const SshdSettings& settings, Findings& findings) {
    const auto text = settings.get("maxstartups");
    unsigned start = 0;
    std::from_chars(text.data(), text.data() + text.size(), start);
    if (start == 0 || start > few_startups) return;
    findings.push_back(warning(
        "sshd drops newcomers at random from " + std::to_string(start) +
            " unfinished logins on (MaxStartups " + text + ")",
        "everybody who waits for their phone is one of them: a busy morning or a stranger with a "
        "few connections locks people out",
        "MaxStartups 100:30:300", sshd_config));
}

void judge_penalties(const SshdSettings& settings, Findings& findings) {
    const auto penalties = settings.get("persourcepenalties");
    const auto exempt = settings.get("persourcepenaltyexemptlist");
    if (penalties.empty() || penalties == "no" || penalties == "off") return;
    if (!exempt.empty() && exempt != "none") return;
    findings.push_back(
        warning("sshd refuses an address for a while after some failed logins (PerSourcePenalties)",
                "a few missed pushes from one office or bastion lock out all who share its address",
                "PerSourcePenaltyExemptList ADDRESSES of your offices and bastions", sshd_config));
}

}  // namespace

Findings judge_sshd(const SshdSettings& settings, seconds longest_timeout) {
    Findings findings;
    if (!settings.is_on("usepam"))
        findings.push_back(problem("sshd does not use PAM (UsePAM no)",
                                   "its stack is never run and Okta never asked", "UsePAM yes",
                                   sshd_config));
    judge_grace(settings, longest_timeout, findings);
    judge_startups(settings, findings);
    judge_penalties(settings, findings);
    if (settings.is_on("usedns"))
        findings.push_back(warning(
            "sshd looks up the names of its clients (UseDNS yes)",
            "a slow name server holds up every login, and a name that the client's own name server "
            "made up stands in logs and rules of other modules",
            "UseDNS no", sshd_config));
    return findings;
}

Findings judge_access(const SshdSettings& settings, const std::string& user) {
    Findings findings;
    const auto who = user.empty() ? std::string{"anybody"} : user;
    bool asked_by_any = false;
    for (const auto& way : settings.ways()) {
        const bool converses = std::ranges::any_of(way, is_conversation);
        const bool has_password = std::ranges::any_of(way, is_password);
        asked_by_any = asked_by_any || converses;
        if (converses && !settings.converses())
            findings.push_back(problem("sshd asks " + who + " for " + spelled(way) +
                                           ", but keyboard-interactive is switched off",
                                       "nobody can finish that way to log in",
                                       in_match("KbdInteractiveAuthentication yes", user),
                                       sshd_config));
        if (std::ranges::count_if(way, is_conversation) > 1)
            findings.push_back(
                warning("sshd holds two conversations with " + who + " (" + spelled(way) + ")",
                        "PAM's stack is run for each of them: Okta is asked twice",
                        in_match(methods_line, user), sshd_config));
        if (converses && has_password)
            findings.push_back(warning(
                "sshd asks " + who + " for a password and a conversation (" + spelled(way) + ")",
                "PAM's stack is run for each of them: Okta is asked twice",
                in_match("AuthenticationMethods keyboard-interactive:pam", user), sshd_config));
        else if (has_password)
            findings.push_back(problem(
                "sshd takes a password without a conversation from " + who + " (" + spelled(way) +
                    ")",
                "the method cannot show a prompt: logins with it fail, or send the password as the "
                "answer to a question that nobody saw",
                in_match("PasswordAuthentication no", user), sshd_config));
        if (converses || has_password) continue;
        const auto what = "sshd lets " + who + " in by " + spelled(way) + " without Okta";
        if (user.empty())
            findings.push_back(problem(what, "only keyboard-interactive runs the stack that asks",
                                       methods_line, sshd_config));
        else
            findings.push_back(
                warning(what, "a Match block says so; right for automation, wrong for a person",
                        in_match(methods_line, user), sshd_config));
    }
    if (!asked_by_any && user.empty())
        findings.push_back(problem(
            "sshd never holds a conversation with anybody", "Okta can be asked in no other way",
            std::string{"KbdInteractiveAuthentication yes, and "} + methods_line, sshd_config));
    return findings;
}

Findings judge_bare_ways(const SshdSettings& settings, const std::string& user) {
    Findings findings;
    for (const auto& way : settings.ways()) {
        const bool is_bare = std::ranges::all_of(way, [](const std::string& method) {
            return is_conversation(method) || is_password(method) || method == "none";
        });
        const bool is_open = !std::ranges::any_of(way, is_conversation) || settings.converses();
        if (!is_bare || !is_open) continue;
        findings.push_back(
            problem("sshd lets " + (user.empty() ? std::string{"people"} : user) +
                        " in without a key (" + spelled(way) +
                        "): with nothing at all who is in okta-breakglass or skipped by a rule",
                    "its PAM stack checks no password, and that way checks no key",
                    in_match(methods_line, user) +
                        ", or `@include common-auth` before the line of pam_okta_factor.so",
                    sshd_config));
    }
    return findings;
}

Findings judge_root_login(const SshdSettings& settings) {
    const auto setting = settings.get("permitrootlogin");
    const bool refused_late = setting == "prohibit-password" || setting == "without-password" ||
                              setting == "forced-commands-only";
    const auto ways = settings.ways();
    const bool is_asked = std::ranges::any_of(
        ways, [](const auto& way) { return std::ranges::any_of(way, is_conversation); });
    if (!refused_late || !is_asked) return {};
    return {warning(
        "root is asked by Okta over SSH and refused afterwards (PermitRootLogin " + setting + ")",
        "sshd looks at it only when the conversation is over: root's phone rings for "
        "nothing",
        "PermitRootLogin no, or yes with AuthenticationMethods as for everybody", sshd_config)};
}

}  // namespace okta_factor::doctor
