// SPDX-License-Identifier: MIT
#include "ctl/doctor/okta_findings.h"

#include "tests/unit/ctl/finding_matchers.h"

namespace okta_factor::doctor {
namespace {

using okta::Failure;
using okta::Meaning;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

Failure failed(Meaning meaning, std::string code, int status) {
    Failure failure;
    failure.meaning = meaning;
    failure.code = std::move(code);
    failure.status = status;
    failure.detail = "HTTP " + std::to_string(status);
    return failure;
}

OktaSurvey good_survey() {
    OktaSurvey survey;
    survey.credential_works = true;
    survey.clock_difference = std::chrono::seconds{1};
    return survey;
}

SurveyedPerson somebody() {
    SurveyedPerson person;
    person.name = "ada";
    person.okta_login = "ada@acme.com";
    person.status = okta::UserStatus::active;
    person.has_usable_factor = true;
    return person;
}

policy::Policy app_policy() {
    policy::Policy policy;
    policy.okta.org_url = "https://acme.okta.com";
    policy.okta.client_id = "0oaGIBSON";
    return policy;
}

Findings judge_found(const OktaSurvey& survey, const policy::Policy& policy = {}) {
    auto findings = judge_survey(survey, policy, "f.conf");
    expect_helpful(findings);
    return findings;
}

TEST(OktaFindings, CredentialsThatWorkAreFine) {
    EXPECT_THAT(judge_found(good_survey()), ElementsAre(is_fine("takes our credentials")));
}

TEST(OktaFindings, CredentialsThatCannotBeReadAreAProblemInTheWordsOfTheReader) {
    OktaSurvey survey;
    survey.unusable = "/etc/okta-factor/api-token is open to all users (chmod o= it)";
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("open to all users")));
}

TEST(OktaFindings, AnOrgThatIsNotThereAndOneWhoseTlsFailsAreTwoProblems) {
    OktaSurvey survey;
    survey.absence = failed(Meaning::unreachable, "", 0);
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("cannot be reached")));
    survey.absence = failed(Meaning::tls_failure, "", 0);
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("TLS")));
}

TEST(OktaFindings, WhatIsNotOktasAbsenceHasWordsOfItsOwn) {
    OktaSurvey survey;
    survey.absence = failed(Meaning::proxy_refused, "", 0);
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("the proxy does not let")));
    survey.absence = failed(Meaning::machine_failed, "", 0);
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("this machine could not ask")));
    survey.absence = failed(Meaning::unintelligible, "", 0);
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("is not Okta")));
}

TEST(OktaFindings, ASurveyWithoutAnAnswerIsNotFine) {
    OktaSurvey survey;
    survey.took_too_long = true;
    EXPECT_THAT(judge_found(survey), ElementsAre(is_problem("takes too long")));
}

struct Refusal {
    const char* code;
    int status;
    Meaning meaning;
    const char* what;
    const char* change;
};

class OktaRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(OktaRefusal, SaysWhatToMend) {
    const auto& refusal = GetParam();
    OktaSurvey survey;
    survey.credential_failure = failed(refusal.meaning, refusal.code, refusal.status);
    const auto findings = judge_found(survey, app_policy());
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_THAT(findings[0].what, HasSubstr(refusal.what));
    EXPECT_THAT(findings[0].change, HasSubstr(refusal.change));
}

INSTANTIATE_TEST_SUITE_P(
    , OktaRefusal,
    testing::Values(
        Refusal{"E0000006", 403, Meaning::misconfigured, "allows them too little", "admin role"},
        Refusal{"E0000011", 401, Meaning::misconfigured, "refuses our credentials", "key_id"},
        Refusal{"invalid_client", 401, Meaning::misconfigured, "refuses our credentials",
                "client_id"},
        Refusal{"invalid_scope", 400, Meaning::misconfigured, "scopes", "okta.users.manage"},
        Refusal{"E0000047", 429, Meaning::slow_down, "rate limit", "Rate Limits"},
        Refusal{"E0000009", 500, Meaning::unwell, "does not answer", "status.okta.com"}));

TEST(OktaFindings, AScopeThatWasNotGrantedIsAProblem) {
    auto survey = good_survey();
    survey.scopes = {"okta.users.read"};
    EXPECT_THAT(judge_found(survey, app_policy()),
                Contains(is_problem("lacks the scope okta.users.manage")));
}

TEST(OktaFindings, AClockThatIsOffIsAWarningInItsDirection) {
    auto survey = good_survey();
    survey.clock_difference = std::chrono::seconds{7200};
    EXPECT_THAT(judge_found(survey), Contains(is_warning("7200 s behind")));
    survey.clock_difference = std::chrono::seconds{-90};
    EXPECT_THAT(judge_found(survey), Contains(is_warning("90 s ahead of")));
}

TEST(OktaFindings, GroupsThatARuleNeedsAndOktaKeepsAreAProblem) {
    auto survey = good_survey();
    survey.groups_failure = failed(Meaning::misconfigured, "E0000006", 403);
    EXPECT_THAT(judge_found(survey), Contains(is_problem("does not tell the groups")));
}

TEST(OktaFindings, PeopleWithAFactorAreFine) {
    auto survey = good_survey();
    survey.people = {somebody()};
    EXPECT_THAT(judge_found(survey), Contains(is_fine("who may use sudo (1)")));
}

TEST(OktaFindings, WhoWouldBeLockedOutOfSudoIsNamed) {
    auto without_factor = somebody();
    without_factor.has_usable_factor = false;
    auto suspended = somebody();
    suspended.status = okta::UserStatus::suspended;
    auto unknown = somebody();
    unknown.failure = failed(Meaning::user_unknown, "E0000007", 404);
    auto strange = somebody();
    strange.okta_login.clear();
    auto survey = good_survey();
    survey.people = {without_factor, suspended, unknown, strange};
    EXPECT_THAT(judge_found(survey),
                ElementsAre(is_fine("credentials"),
                            is_warning("ada (ada@acme.com) may use sudo, "
                                       "and has no factor"),
                            is_warning("is not active"), is_warning("knows no such user"),
                            is_warning("no Okta login comes out")));
}

TEST(OktaFindings, AnExpiredPasswordIsThePoliciesDecision) {
    auto expired = somebody();
    expired.status = okta::UserStatus::password_expired;
    auto survey = good_survey();
    survey.people = {expired};
    EXPECT_THAT(judge_found(survey), Contains(is_warning("is not active")));
    policy::Policy policy;
    policy.identity.allow_expired_password = true;
    EXPECT_THAT(judge_found(survey, policy), Contains(is_fine("usable factor")));
}

TEST(OktaFindings, SaysWhenItStoppedEarly) {
    auto survey = good_survey();
    survey.people_left_out = 7;
    EXPECT_THAT(judge_found(survey), Contains(is_warning("7 more people")));
}

}  // namespace
}  // namespace okta_factor::doctor
