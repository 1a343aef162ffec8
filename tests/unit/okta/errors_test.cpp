// SPDX-License-Identifier: MIT
#include "daemon/okta/errors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include "daemon/okta/challenge_error.h"
#include "tests/unit/okta/bodies.h"

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;
using enum Meaning;
using http::Problem;

http::Response answer(int status, std::string body) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Failure failure(int status, const std::string& code, Subject subject = Subject::factor) {
    return failure_in(answer(status, test::error_body(code)), subject).value();
}

Meaning meaning(int status, const std::string& code, Subject subject = Subject::factor) {
    return failure(status, code, subject).meaning;
}

TEST(Errors, TableHasEachCodeOnceWithAReason) {
    std::set<std::string_view> codes;
    for (const auto& row : error_table()) {
        EXPECT_TRUE(codes.insert(row.code).second) << row.code;
        EXPECT_FALSE(row.reason.empty()) << row.code;
        EXPECT_TRUE(std::ranges::all_of(row.reason, [](char c) {
            return (c >= 'a' && c <= 'z') || c == '-';
        })) << row.reason;
        EXPECT_EQ(row.wait.has_value(), row.wait && row.meaning == slow_down) << row.code;
    }
}

// The whole catalogue: whatever Okta may say is a failure, and its meaning fits its status.
TEST(Errors, EveryCodeOfOktaHasASafeMeaning) {
    std::ifstream file{EVERY_CODE};
    int codes = 0;
    std::string code;
    for (int status = 0; file >> code;) {
        if (!code.starts_with("E0")) {
            std::getline(file, code);
            continue;
        }
        file >> status;
        ++codes;
        for (const auto subject :
             {Subject::user, Subject::factor, Subject::transaction, Subject::token}) {
            const auto found = failure(status, code, subject);
            EXPECT_EQ(found.code, code);
            EXPECT_FALSE(audit_reason(found).empty()) << code;
            EXPECT_EQ(counts_as_unreachable(found.meaning), status >= 500) << code;
            EXPECT_EQ(found.meaning == keep_polling, status == 202) << code;
            if (status == 429) {
                EXPECT_EQ(found.meaning, slow_down) << code;
            }
            if (status == 401 && code != "E0000064") {
                EXPECT_EQ(found.meaning, misconfigured) << code;
            }
        }
    }
    EXPECT_GT(codes, 200);
}

TEST(Errors, TheOnesThatDecideALogin) {
    EXPECT_EQ(meaning(401, "E0000011"), misconfigured);
    EXPECT_EQ(meaning(403, "E0000006"), misconfigured);
    EXPECT_EQ(meaning(403, "E0000069"), user_locked);
    EXPECT_EQ(meaning(403, "E0000119"), user_locked);
    EXPECT_EQ(meaning(403, "E0000073"), push_rejected);
    EXPECT_EQ(meaning(403, "E0000038"), user_denied);
    EXPECT_EQ(meaning(403, "E0000068"), wrong_answer);
    EXPECT_EQ(meaning(403, "E0000082"), replayed);
    EXPECT_EQ(meaning(403, "E0000083"), replayed);  // a right code, too late
    EXPECT_EQ(meaning(409, "E0000113"), next_code);
    EXPECT_EQ(meaning(410, "E0000154"), factor_gone);
    EXPECT_EQ(meaning(423, "E0000180"), factor_gone);
    EXPECT_EQ(meaning(404, "E0000191"), transaction_over);
    EXPECT_EQ(meaning(202, "E0000070"), keep_polling);
    EXPECT_EQ(meaning(429, "E0000047"), slow_down);
    EXPECT_EQ(meaning(403, "E0000150"), slow_down);
    EXPECT_EQ(meaning(403, "E0000151"), slow_down);
    EXPECT_EQ(meaning(500, "E0000009"), unwell);
    EXPECT_EQ(meaning(503, "E0000010"), unwell);
    EXPECT_EQ(meaning(504, "E0000067"), unwell);
}

TEST(Errors, NotFoundDependsOnWhatWasLookedFor) {
    EXPECT_EQ(meaning(404, "E0000007", Subject::user), user_unknown);
    EXPECT_EQ(meaning(404, "E0000007", Subject::factor), factor_gone);
    EXPECT_EQ(meaning(404, "E0000007", Subject::transaction), transaction_over);
    const auto body = test::error_body("E0000007", "Not found: Resource not found: 00u1 (User)");
    EXPECT_EQ(failure_in(answer(404, body), Subject::factor)->meaning, user_unknown);
    EXPECT_EQ(audit_reason(failure(404, "E0000007", Subject::factor)), "factor-gone");
}

TEST(Errors, WithoutACodeTheStatusDecides) {
    const auto by_status = [](int status) {
        return failure_in(answer(status, "<html>"), Subject::factor)->meaning;
    };
    EXPECT_EQ(by_status(400), bad_request);
    EXPECT_EQ(by_status(409), bad_request);
    for (const int status : {301, 302, 307, 401, 403, 404, 405, 407, 451})
        EXPECT_EQ(by_status(status), misconfigured) << status;
    EXPECT_EQ(by_status(410), factor_gone);
    EXPECT_EQ(by_status(429), slow_down);
    for (const int status : {500, 502, 503, 504, 599})
        EXPECT_EQ(by_status(status), unwell) << status;
    for (const int status : {0, 202, 206})
        EXPECT_EQ(by_status(status), unintelligible) << status;
}

TEST(Errors, TheDetailNamesOktasCodeAndWhatItMeans) {
    EXPECT_EQ(failure(403, "E0000006").detail, "HTTP 403 E0000006: not-permitted");
    EXPECT_EQ(failure_in(answer(403, "<html>"), Subject::factor)->detail, "HTTP 403");
}

TEST(Errors, WhatWasNeverSentIsToldFromWhatMayHaveBeenActedOn) {
    const auto never_sent = [](Problem problem) {
        auto response = answer(0, "");
        response.problem = problem;
        return failure_in(response, Subject::factor)->never_sent;
    };
    for (const auto problem : {Problem::resolve, Problem::connect, Problem::proxy, Problem::tls})
        EXPECT_TRUE(never_sent(problem));
    for (const auto problem : {Problem::proxy_refused, Problem::busy, Problem::machine})
        EXPECT_TRUE(never_sent(problem));
    for (const auto problem :
         {Problem::timeout, Problem::broken, Problem::garbled, Problem::too_large})
        EXPECT_FALSE(never_sent(problem));
    auto failed_under_way = answer(0, "");
    failed_under_way.problem = Problem::machine;
    failed_under_way.issued = true;
    EXPECT_FALSE(failure_in(failed_under_way, Subject::factor)->never_sent);
    EXPECT_FALSE(failure(500, "E0000009").never_sent);
}

TEST(Errors, OnlyTheOrgsLimitEndsWhenTheHeadersSay) {
    auto response = answer(429, test::error_body("E0000204"));
    response.headers = {{"date", "Sun, 22 Nov 2026 09:46:40 GMT"},
                        {"x-rate-limit-reset", "1795340830"},
                        {"x-rate-limit-limit", "600"},
                        {"x-rate-limit-remaining", "0"}};
    EXPECT_FALSE(failure_in(response, Subject::factor)->wait);
    response.body = test::error_body("E0000047");
    EXPECT_TRUE(failure_in(response, Subject::factor)->wait);
}

TEST(Errors, TheChallengeNamesTheOauthErrorHoweverItIsWritten) {
    const auto error = [](std::string value) {
        auto response = answer(401, "");
        response.headers = {{"www-authenticate", "Basic realm=\"x\""},
                            {"www-authenticate", std::move(value)}};
        return challenge_error(response);
    };
    EXPECT_EQ(error("DPoP error=\"use_dpop_nonce\""), "use_dpop_nonce");
    EXPECT_EQ(error("DPoP Error = \"use_dpop_nonce\", algs=\"ES256\""), "use_dpop_nonce");
    EXPECT_EQ(error("DPoP error_description=\"no\",error=use_dpop_nonce"), "use_dpop_nonce");
    EXPECT_EQ(error("DPoP error_description=\"no\""), "");
    EXPECT_EQ(error("DPoP error"), "");
    EXPECT_EQ(error("DPoP error=\"open"), "open");
}

TEST(Errors, ACodeCannotMakeA4xxCountAsUnreachable) {
    for (const auto* code : {"E0000009", "E0000010", "E0000067", "server_error"})
        for (const int status : {400, 401, 403, 404, 429})
            EXPECT_FALSE(counts_as_unreachable(meaning(status, code))) << code << ' ' << status;
}

TEST(Errors, KeepPollingIsSaidBy202Only) {
    for (const int status : {400, 403, 404, 500})
        EXPECT_NE(meaning(status, "E0000070"), keep_polling);
}

TEST(Errors, OauthErrorsAreReadFromBodyAndHeader) {
    const auto body = R"({"error":"invalid_client","error_description":"x"})";
    EXPECT_EQ(audit_reason(*failure_in(answer(401, body), Subject::token)), "client-invalid");
    auto response = answer(403, "");
    response.headers.emplace_back("www-authenticate",
                                  R"(Bearer realm="x", error="insufficient_scope")");
    const auto found = *failure_in(response, Subject::user);
    EXPECT_EQ(found.meaning, misconfigured);
    EXPECT_EQ(audit_reason(found), "scope-missing");
}

TEST(Errors, SuccessIsNoFailure) {
    for (const int status : {200, 201, 204})
        EXPECT_FALSE(failure_in(answer(status, ""), Subject::user));
}

TEST(Errors, RequestIdComesFromTheHeaderElseFromTheBody) {
    auto response = answer(403, test::error_body("E0000068"));
    EXPECT_EQ(failure_in(response, Subject::factor)->request_id, "oaeFROMTHEBODY");
    response.headers.emplace_back("x-okta-request-id", "Zx-9_");
    EXPECT_EQ(failure_in(response, Subject::factor)->request_id, "Zx-9_");
    response.headers.emplace_back("x-okta-request-id", "two\nlines");
    EXPECT_EQ(failure_in(response, Subject::factor)->request_id, "oaeFROMTHEBODY");
}

TEST(Errors, WhatIsNotACodeDoesNotReachTheJournal) {
    const auto found =
        *failure_in(answer(403, test::error_body("E0000068\\nVERDICT=granted")), Subject::factor);
    EXPECT_TRUE(found.code.empty());
    EXPECT_EQ(found.meaning, misconfigured);
    EXPECT_EQ(found.detail, "HTTP 403");
}

TEST(Errors, SendLimitsSayHowLong) {
    EXPECT_EQ(failure(429, "E0000109").wait, 30s);
    EXPECT_EQ(failure(429, "E0000118").wait, 5s);
    EXPECT_EQ(failure(429, "E0000133").wait, 30s);
    EXPECT_EQ(failure(429, "E0000047").wait, std::nullopt);
}

TEST(Errors, ProblemsOfTheTransport) {
    const auto meaning_of = [](Problem problem, int status = 0) {
        auto response = answer(status, "");
        response.problem = problem;
        return failure_in(response, Subject::user)->meaning;
    };
    for (const auto problem :
         {Problem::resolve, Problem::connect, Problem::timeout, Problem::broken, Problem::proxy})
        EXPECT_EQ(meaning_of(problem), unreachable);
    EXPECT_EQ(meaning_of(Problem::tls), tls_failure);
    EXPECT_EQ(meaning_of(Problem::too_large), unintelligible);
    EXPECT_EQ(meaning_of(Problem::internal), bad_request);
    EXPECT_EQ(meaning_of(Problem::garbled, 200), unintelligible);
    EXPECT_EQ(meaning_of(Problem::proxy_refused), proxy_refused);
    EXPECT_EQ(meaning_of(Problem::busy), machine_busy);
    EXPECT_EQ(meaning_of(Problem::machine), machine_failed);
}

}  // namespace
}  // namespace okta_factor::okta
