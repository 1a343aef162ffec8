// SPDX-License-Identifier: MIT
// Every way in which Okta's answers can be broken, at every request of a login by code and by push:
// nobody gets in by it, everything ends in time, and the same login succeeds once it is over.
#include <atomic>
#include <map>
#include <thread>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

struct Fault {
    std::string name;
    std::string reason;  // REASON= of the record
    std::string kind;
    json value = {};
};

struct Request {
    std::string flow;
    std::string name;
    std::string method;
    std::string path;  // after /api/v1/users/
    bool reads_links = false;
};

struct Case {
    Fault fault;
    Request request;

    [[nodiscard]] std::string name() const {
        return fault.name + "_at_" + request.name + "_by_" + request.flow;
    }
};

void PrintTo(const Case& broken, std::ostream* out) {
    *out << broken.name();
}

json status(int code, const json& body, const json& headers = json::object()) {
    return {{"status", code}, {"body", body}, {"headers", headers}};
}

json cut(json answer) {
    answer["delivery"] = "truncate";
    return answer;
}

json okta_error(const std::string& code) {
    return {{"errorCode", code}, {"errorSummary", "x"}, {"errorId", "x"}, {"errorCauses", {}}};
}

// What must not be taken for a yes.
std::vector<Fault> harmful_faults() {
    const std::string unreachable = "unreachable", unwell = "okta-unwell",
                      unintelligible = "okta-unintelligible", misconfigured = "misconfigured";
    return {
        {"silence", unreachable, "drop"},
        {"a_reset", unreachable, "reset"},
        {"a_closed_connection", unreachable, "close"},
        {"no_http", unintelligible, "garbage"},
        {"an_endless_body", unintelligible, "endless_body"},
        {"a_body_of_one_byte_a_second", unintelligible, "slow_body"},
        {"half_an_answer", unintelligible, "truncate"},
        {"half_the_json", unintelligible, "bad_json"},
        {"an_answer_that_is_lost", unreachable, "answer_lost"},
        {"a_gateway_in_html", unwell, "html502"},
        {"a_redirect", misconfigured, "redirect", "https://127.0.0.1:1/api/v1/users/me"},
        {"nothing_in_200", unintelligible, "status", status(200, "")},
        {"an_empty_object", unintelligible, "status", status(200, json::object())},
        {"null", unintelligible, "status", status(200, "null")},
        {"no_content", unintelligible, "status", status(204, "")},
        {"success_in_500", unwell, "status", status(500, {{"factorResult", "SUCCESS"}})},
        {"success_in_202", unintelligible, "status", status(202, {{"factorResult", "SUCCESS"}})},
        {"a_word_not_invented_yet", unintelligible, "status",
         status(200, {{"factorResult", "GRANTED"}})},
        {"an_unwell_okta", unwell, "status", status(503, okta_error("E0000010"))},
        {"a_revoked_token", misconfigured, "status", status(401, okta_error("E0000011"))},
        {"a_revoked_token_cut_short", misconfigured, "status",
         cut(status(401, okta_error("E0000011")))},
        {"a_refusal_in_a_damaged_body", misconfigured, "status",
         status(403, "not gzip", {{"Content-Encoding", "gzip"}})},
        {"a_success_in_a_damaged_body", unintelligible, "status",
         status(200, "not gzip", {{"Content-Encoding", "gzip"}})},
        {"a_missing_role", misconfigured, "status", status(403, okta_error("E0000006"))},
        {"an_error_not_invented_yet", misconfigured, "status", status(403, okta_error("E0009999"))},
    };
}

// What a client must put up with.
std::vector<Fault> odd_answers() {
    return {{"lower_case_headers", "", "lower_case"},
            {"repeated_headers", "", "repeated_headers"},
            {"nulls_and_unknown_fields", "", "null_fields"}};
}

std::vector<Request> requests() {
    const std::string verify = "ID/factors/[^/]+/verify$";
    return {
        {"code", "finding_the_user", "GET", "LOGIN$"},
        {"code", "listing_factors", "GET", "ID/factors$"},
        {"code", "verifying", "POST", verify},
        {"code", "reading_the_user_again", "GET", "ID$"},
        {"push", "finding_the_user", "GET", "LOGIN$"},
        {"push", "listing_factors", "GET", "ID/factors$"},
        {"push", "sending_the_push", "POST", verify, true},
        {"push", "polling", "GET", "ID/factors/[^/]+/transactions/", true},
        {"push", "reading_the_user_again", "GET", "ID$"},
    };
}

std::vector<Case> each_of(const std::vector<Fault>& faults) {
    std::vector<Case> all;
    for (const auto& fault : faults)
        for (const auto& request : requests())
            all.push_back({fault, request});
    return all;
}

// A reader that takes a second for it holds up everybody: these come beside all others.
std::string a_million_bytes(const std::string& piece) {
    std::string text = "[" + piece;
    while (text.size() < 1'000'000)
        text += ',' + piece;
    return text + ']';
}

std::vector<Case> harmful_cases() {
    auto all = each_of(harmful_faults());
    const auto listing = requests().at(1);
    all.push_back({{"a_crowd_of_objects", "okta-unintelligible", "status",
                    status(200, a_million_bytes("{}"))},
                   listing});
    all.push_back(
        {{"a_deep_list", "okta-unintelligible", "status", status(200, std::string(1'000'000, '['))},
         listing});
    for (const auto& request : requests())
        if (request.reads_links)
            all.push_back({{"foreign_links", "misconfigured", "foreign_links"}, request});
    return all;
}

std::string with(std::string text, const std::string& word, const std::string& value) {
    if (const auto at = text.find(word); at != text.npos) text.replace(at, word.size(), value);
    return text;
}

json order(const Case& broken, const Person& person) {
    auto path = with(with(broken.request.path, "ID", person.id), "LOGIN", person.login);
    return {{"kind", broken.fault.kind},
            {"method", broken.request.method},
            {"path", "^/api/v1/users/" + path},
            {"value", broken.fault.value}};
}

struct Attempt {
    Person person;
    test::PamResult broken, mended;
    std::string reason;
};

// Carried out side by side, for most of the time is spent waiting; judged one by one.
class Faults : public MachineTest, public testing::WithParamInterface<Case> {
  protected:
    using Attempts = std::map<std::string, Attempt>;

    static void SetUpTestSuite() {
        set_up({.okta = "connect_timeout = \"2s\"\nrequest_timeout = \"2s\"\n",
                .login = "timeout = \"20s\"\n"});
    }
    static void TearDownTestSuite() {
        attempts_.clear();
        MachineTest::TearDownTestSuite();
    }

    static test::PamResult log_in(const Case& broken, const Person& person,
                                  const Deed& at_the_number) {
        test::PamLogin login;
        login.user = person.name;
        login.answer = [&](int, const std::string& text) -> std::optional<std::string> {
            const Asked asked{org(), person, text};
            if (text.find("Code from") != text.npos) return reads("token:software:totp")(asked);
            if (text.find(", tap ") != text.npos) return at_the_number(asked);
            return std::nullopt;
        };
        return machine().log_in(broken.request.flow == "code" ? Door::socket : Door::bus, login);
    }

    static void for_each(const std::vector<Case>& cases,
                         const std::function<void(const Case&, Attempt&)>& work) {
        std::vector<std::thread> workers;
        std::atomic<std::size_t> next = 0;
        for (int i = 0; i < 24; ++i)
            workers.emplace_back([&] {
                for (auto at = next++; at < cases.size(); at = next++)
                    work(cases[at], attempts_.at(cases[at].name()));
            });
        for (auto& worker : workers)
            worker.join();
    }

    static Attempt attempt(const Case& broken, const std::vector<Case>& all) {
        if (!attempts_.contains(broken.name())) carry_out(all);
        return attempts_.at(broken.name());
    }

    static void carry_out(const std::vector<Case>& cases) {
        for (const auto& broken : cases) {
            auto& attempt = attempts_[broken.name()];
            attempt.person = org().add({broken.request.flow == "code" ? totp() : push()});
            org().break_down(order(broken, attempt.person));
        }
        for_each(cases, [](const Case& broken, Attempt& attempt) {
            // A foreign link matters as long as there is something to wait for.
            const bool waits = broken.fault.kind == "foreign_links";
            attempt.broken = log_in(broken, attempt.person, waits ? enter() : approves());
            attempt.reason = daemon().recorded(attempt.person.name, "REASON");
        });
        org().mend();
        machine().await_okta();
        for_each(cases, [](const Case& broken, Attempt& attempt) {
            attempt.mended = log_in(broken, attempt.person, approves());
        });
    }

    static Attempts attempts_;
};

Faults::Attempts Faults::attempts_;

class OddAnswers : public Faults {};

TEST_P(OddAnswers, are_put_up_with) {
    const auto result = attempt(GetParam(), each_of(odd_answers())).broken;

    EXPECT_EQ(test::pam_name(result.authenticate), "PAM_SUCCESS") << test::transcript(result);
}

TEST_P(Faults, let_nobody_in) {
    const auto made = attempt(GetParam(), harmful_cases());

    EXPECT_EQ(test::pam_name(made.broken.authenticate), "PAM_AUTHINFO_UNAVAIL")
        << test::transcript(made.broken);
    EXPECT_EQ(made.reason, GetParam().fault.reason);
    EXPECT_LT(made.broken.time, std::chrono::seconds(25));
    EXPECT_EQ(test::pam_name(made.mended.authenticate), "PAM_SUCCESS")
        << "once it is over: " << test::transcript(made.mended);
}

const auto by_name = [](const auto& of) { return of.param.name(); };

INSTANTIATE_TEST_SUITE_P(, OddAnswers, testing::ValuesIn(each_of(odd_answers())), by_name);
INSTANTIATE_TEST_SUITE_P(, Faults, testing::ValuesIn(harmful_cases()), by_name);

}  // namespace
}  // namespace okta_factor::integration
