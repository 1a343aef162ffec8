// SPDX-License-Identifier: MIT
#include "ctl/doctor/okta_findings.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "daemon/okta/errors.h"

namespace okta_factor::doctor {
namespace {

using okta::Failure;
using okta::Meaning;
using okta::UserStatus;
using std::chrono::seconds;

constexpr seconds notable_difference{60};
constexpr char nobody_gets_in[] =
    "while this is so, every login that Okta is asked about is refused";

constexpr std::array needed_scopes{"okta.users.read", "okta.users.manage"};

std::string in_words(const Failure& failure) {
    std::string text{okta::audit_reason(failure)};
    for (const auto& part : {failure.code, failure.detail})
        if (!part.empty()) text += ", " + part;
    return text;
}

Finding absent(const Failure& failure, const policy::OktaSettings& okta, const std::string& file) {
    if (failure.meaning == Meaning::tls_failure)
        return problem("the TLS connection to " + okta.org_url + " fails: " + failure.detail,
                       nobody_gets_in,
                       okta.ca_file.empty() && okta.public_key_pin.empty()
                           ? "ca_file = \"...\", if a proxy breaks TLS open; or mend the machine's "
                             "certificates and clock"
                           : "mend ca_file or public_key_pin",
                       file);
    if (failure.meaning == Meaning::proxy_refused)
        return problem("the proxy does not let this machine through to " + okta.org_url + ": " +
                           failure.detail,
                       nobody_gets_in, "check proxy: its address, its password and its own rules",
                       file);
    if (failure.meaning == Meaning::machine_failed)
        return problem("this machine could not ask Okta: " + failure.detail, nobody_gets_in,
                       "find who uses it up: ports (ss -s), descriptors, memory or threads", file);
    if (failure.meaning == Meaning::unintelligible)
        return problem("what answers at " + okta.org_url + " is not Okta: " + failure.detail,
                       nobody_gets_in, "check org_url and proxy", file);
    return problem(okta.org_url + " cannot be reached: " + in_words(failure),
                   "when_unreachable decides about every login while this is so",
                   "mend org_url or proxy, or let this machine out to port 443 there", file);
}

Finding refused(const Failure& failure, const policy::OktaSettings& okta, const std::string& file) {
    const bool is_app = !okta.client_id.empty();
    if (failure.meaning == Meaning::slow_down)
        return warning("Okta's rate limit is used up: " + in_words(failure),
                       "logins wait, or are refused, until it starts anew",
                       "find who uses the org's limit: Okta's console, Reports, Rate Limits", file);
    if (okta::counts_as_unreachable(failure.meaning))
        return problem("Okta does not answer a lookup: " + in_words(failure),
                       "when_unreachable decides about every login while this is so",
                       "try again; see status.okta.com", file);
    constexpr int unauthorized = 401;
    const bool is_right_but_weak = failure.status != unauthorized &&
                                   (failure.code == "E0000006" || failure.code == "E0000005");
    if (failure.code == "invalid_scope" || failure.code == "consent_required")
        return problem("Okta does not grant this app the scopes it needs: " + in_words(failure),
                       nobody_gets_in,
                       "grant okta.users.read and okta.users.manage to the app " + okta.client_id,
                       file);
    if (is_right_but_weak)
        return problem(
            "Okta knows our credentials but allows them too little: " + in_words(failure),
            nobody_gets_in,
            is_app ? "give the app " + okta.client_id +
                         " the scopes okta.users.read and okta.users.manage, and an "
                         "admin role that may manage users' factors"
                   : "make the token as an administrator who may manage users' factors",
            file);
    return problem("Okta refuses our credentials: " + in_words(failure), nobody_gets_in,
                   is_app ? "mend client_id, key_id, private_key_file or dpop; the key must be "
                            "listed with the app"
                          : "make a new API token: a token dies after 30 idle days, and with its "
                            "maker's account",
                   file);
}

void judge_clock(const OktaSurvey& survey, Findings& findings) {
    if (!survey.clock_difference) return;
    const auto off = *survey.clock_difference;
    if (std::chrono::abs(off) < notable_difference) return;
    const auto count = std::to_string(std::chrono::abs(off).count());
    findings.push_back(warning(
        "this machine's clock is " + count + " s " + (off.count() > 0 ? "behind" : "ahead of") +
            " Okta's",
        "signed requests are corrected for it, but certificates, codes and records of this machine "
        "are not",
        "timedatectl set-ntp true"));
}

void judge_scopes(const OktaSurvey& survey, const policy::OktaSettings& okta,
                  const std::string& file, Findings& findings) {
    if (okta.client_id.empty() || survey.scopes.empty()) return;
    for (const auto* scope : needed_scopes)
        if (std::ranges::find(survey.scopes, scope) == survey.scopes.end())
            findings.push_back(problem("the app lacks the scope " + std::string{scope},
                                       nobody_gets_in,
                                       "grant it to the app " + okta.client_id + " at Okta", file));
}

bool may_log_in(const SurveyedPerson& person, const policy::Policy& policy) {
    return person.status == UserStatus::active || (person.status == UserStatus::password_expired &&
                                                   policy.identity.allow_expired_password);
}

constexpr char locked_out[] = "sudo refuses them, and nobody else notices before that day";

void judge_person(const SurveyedPerson& person, const policy::Policy& policy,
                  const std::string& file, Findings& findings) {
    const auto who = person.name + " (" + person.okta_login + ")";
    if (person.okta_login.empty()) {
        findings.push_back(warning(person.name + " may use sudo, and no Okta login comes out of "
                                                 "[identity]",
                                   locked_out, "[identity.map] " + person.name + " = \"LOGIN\"",
                                   file));
    } else if (person.failure && person.failure->meaning == Meaning::user_unknown) {
        findings.push_back(warning(
            who + " may use sudo, and Okta knows no such user", locked_out,
            "[identity.map] " + person.name + " = \"LOGIN\", or take them out of the group", file));
    } else if (person.failure) {
        findings.push_back(warning("looking up " + who + " fails: " + in_words(*person.failure),
                                   "whether they can use sudo is not known",
                                   "run doctor again; see the table of errors in okta-factord(8)"));
    } else if (!may_log_in(person, policy)) {
        findings.push_back(warning(who + " may use sudo, and is not active at Okta", locked_out,
                                   "activate them at Okta, or take them out of the group"));
    } else if (!person.has_usable_factor) {
        findings.push_back(
            warning(who + " may use sudo, and has no factor at Okta that can be asked for" +
                        (person.has_other_factor ? " here (only others)" : ""),
                    locked_out,
                    "let them enrol Okta Verify, or allow a factor they have: factors = [...]"));
    }
}

void judge_people(const OktaSurvey& survey, const policy::Policy& policy, const std::string& file,
                  Findings& findings) {
    const auto before = findings.size();
    for (const auto& person : survey.people)
        judge_person(person, policy, file, findings);
    if (findings.size() == before && !survey.people.empty())
        findings.push_back(doctor::fine("everybody looked up who may use sudo (" +
                                        std::to_string(survey.people.size()) +
                                        ") has a usable factor at Okta"));
    if (survey.people_left_out > 0)
        findings.push_back(warning(std::to_string(survey.people_left_out) +
                                       " more people who may use sudo were not looked up",
                                   survey.took_too_long ? "Okta took too long to answer"
                                                        : "doctor spares the org's rate limit",
                                   "try them one by one: okta-factorctl test USER --service sudo"));
}

}  // namespace

Findings judge_survey(const OktaSurvey& survey, const policy::Policy& policy,
                      const std::string& file) {
    if (!survey.unusable.empty())
        return {problem("the credentials cannot be used: " + survey.unusable, nobody_gets_in,
                        "mend what is named there (owner root, group okta-factor, mode 0640)",
                        file)};
    Findings findings;
    judge_clock(survey, findings);
    if (survey.absence) {
        findings.push_back(absent(*survey.absence, policy.okta, file));
        return findings;
    }
    if (survey.credential_failure) {
        findings.push_back(refused(*survey.credential_failure, policy.okta, file));
        return findings;
    }
    if (!survey.credential_works) {
        findings.push_back(problem(policy.okta.org_url + " takes too long to answer",
                                   "so will logins: when_unreachable decides about them",
                                   "look for a slow proxy, name server or line", file));
        return findings;
    }
    judge_scopes(survey, policy.okta, file, findings);
    if (survey.groups_failure)
        findings.push_back(problem(
            "Okta does not tell the groups that a rule asks for: " +
                in_words(*survey.groups_failure),
            "a rule with okta_groups is undecided: no skip applies, and a deny applies to all",
            "let the credentials read users' groups", file));
    if (findings.empty()) findings.push_back(doctor::fine("Okta takes our credentials", file));
    judge_people(survey, policy, file, findings);
    return findings;
}

}  // namespace okta_factor::doctor
