// SPDX-License-Identifier: MIT
// Who does not get in, what they are told, and what the record says; and mistakes that are
// forgiven.
#include <security/pam_appl.h>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

struct Refusal {
    std::string name;
    std::vector<json> factors;
    json user;
    std::string reason;  // REASON= of the record
    std::string told;    // part of the last message
    std::vector<Turn> turns{};
};

void PrintTo(const Refusal& refusal, std::ostream* out) {
    *out << refusal.name;
}

const std::string common_sentence = "Okta could not verify this login.";

std::vector<Refusal> refusals() {
    const json webauthn{{"factorType", "webauthn"}};
    const json none = json::object();
    const auto status = [](const char* word) { return json{{"status", word}}; };
    std::vector<Refusal> all{
        {"only_webauthn", {webauthn}, none, "only-browser-factors", "in a browser only"},
        {"no_factor", {}, none, "no-factor", "Nothing is set up in Okta"},
        {"a_factor_not_activated",
         {json{{"factorType", "push"}, {"status", "PENDING_ACTIVATION"}}},
         none,
         "no-factor",
         "Nothing is set up in Okta"},
        {"locked_out", {totp()}, status("LOCKED_OUT"), "account-locked", "account is locked"},
        {"password_expired",
         {totp()},
         status("PASSWORD_EXPIRED"),
         "password-expired",
         "password has expired"},
        {"a_rejected_push",
         {push()},
         none,
         "push-rejected",
         "rejected on the phone",
         {{"tap ", rejects()}}},
        {"three_wrong_codes",
         {totp()},
         none,
         "too-many-tries",
         "Too many wrong answers",
         {{"Code from", types("000000")},
          {"Code from", types("000000")},
          {"Code from", types("000000")}}},
        {"a_wrong_number_tapped",
         {push()},
         none,
         "push-rejected",
         "rejected on the phone",
         {{"tap ",
           [](const Asked& asked) {
               const auto waiting = asked.org.wait_for_push(asked.person);
               asked.org.approve(asked.person, (waiting.number.value() + 1) % 100);
               return std::string{};
           }}}},
    };
    for (const char* word :
         {"SUSPENDED", "DEPROVISIONED", "STAGED", "PROVISIONED", "RECOVERY", "HIBERNATING"})
        all.push_back({std::string("a_user_who_is_") + word,
                       {totp()},
                       status(word),
                       "user-not-active",
                       common_sentence});
    return all;
}

class Refusals : public MachineTest,
                 public testing::WithParamInterface<std::tuple<Refusal, Door>> {};

TEST_P(Refusals, say_why_and_are_final) {
    const auto& [refusal, door] = GetParam();
    const Visit visit{org().add(refusal.factors, refusal.user), refusal.turns};

    const auto result = talk(machine(), door, visit);

    EXPECT_EQ(test::pam_name(result.authenticate), "PAM_MAXTRIES") << test::transcript(result);
    EXPECT_EQ(daemon().recorded(visit.person.name, "REASON"), refusal.reason);
    ASSERT_FALSE(result.messages.empty());
    EXPECT_EQ(result.messages.back().style, PAM_ERROR_MSG);
    EXPECT_NE(result.messages.back().text.find(refusal.told), std::string::npos)
        << test::transcript(result);
}

INSTANTIATE_TEST_SUITE_P(, Refusals,
                         testing::Combine(testing::ValuesIn(refusals()),
                                          testing::Values(Door::socket, Door::bus)),
                         [](const auto& of) {
                             return std::get<0>(of.param).name + "_at_the_" +
                                    name_of(std::get<1>(of.param));
                         });

// Refusals that are no matter of the door.
class RefusalsInDetail : public MachineTest {
  protected:
    static std::string result_of(const Visit& visit) {
        return test::transcript(talk(machine(), Door::socket, visit));
    }
};

TEST_F(RefusalsInDetail, an_unknown_user_is_told_what_a_suspended_one_is) {
    const auto suspended = result_of({org().add({totp()}, {{"status", "SUSPENDED"}}), {}});
    const auto unknown = result_of({{"stranger", "stranger@acme.com", ""}, {}});

    EXPECT_EQ(unknown, suspended);
    EXPECT_EQ(daemon().recorded("stranger", "REASON"), "user-unknown");
}

TEST_F(RefusalsInDetail, a_user_suspended_while_the_push_waits_does_not_get_in) {
    const Visit visit{org().add({push()}),
                      {{"tap ", [](const Asked& asked) {
                            const auto waiting = asked.org.wait_for_push(asked.person);
                            asked.org.change(asked.person, {{"status", "SUSPENDED"}});
                            asked.org.approve(asked.person, waiting.number);
                            return std::string{};
                        }}}};

    EXPECT_NE(result_of(visit).find("PAM_MAXTRIES"), std::string::npos);
    EXPECT_EQ(daemon().recorded(visit.person.name, "REASON"), "user-not-active");
}

TEST_F(RefusalsInDetail, a_user_suspended_before_the_code_does_not_get_in_on_a_cached_id) {
    const Visit first{org().add({totp()}), {{"Code from", reads(totp_type)}}};
    ASSERT_NE(result_of(first).find("PAM_SUCCESS"), std::string::npos);

    org().change(first.person, {{"status", "SUSPENDED"}});
    const Visit again{first.person, {{"Code from", reads(totp_type)}}};

    EXPECT_NE(result_of(again).find("PAM_MAXTRIES"), std::string::npos);
}

TEST_F(RefusalsInDetail, a_wrong_code_then_the_right_one_is_forgiven) {
    const Visit visit{org().add({totp()}),
                      {{"Code from", types("000000")},
                       {"2 tries left", enter()},
                       {"Code from", reads(totp_type)}}};

    EXPECT_NE(result_of(visit).find("PAM_SUCCESS"), std::string::npos);
}

TEST_F(RefusalsInDetail, a_wrong_answer_then_the_right_one_is_forgiven) {
    const json question{{"factorType", "question"},
                        {"answer", "Chess"},
                        {"profile", {{"questionText", "First prize?"}}}};
    org().keep_secret("Checkers");
    org().keep_secret("Chess");
    const Visit visit{org().add({question}),
                      {{"Press Enter", enter()},
                       {"First prize?", types("Checkers")},
                       {"Wrong answer", enter()},
                       {"First prize?", types("chess")}}};

    EXPECT_NE(result_of(visit).find("PAM_SUCCESS"), std::string::npos);
}

TEST_F(RefusalsInDetail, a_code_that_is_none_never_reaches_okta) {
    const auto person = org().add({totp()});
    org().forget_requests();

    const auto said = result_of({person,
                                 {{"Code from", types("12345")},
                                  {"Code from", types("1234567")},
                                  {"Code from", types(std::string(511, '9'))}}});

    EXPECT_NE(said.find("has 6 digits"), std::string::npos) << said;
    for (const auto& request : org().requests())
        EXPECT_EQ(request.at("method"), "GET") << request;
}

// Okta locks the account at the fifth wrong code in a row.
TEST_F(RefusalsInDetail, the_fifth_wrong_code_is_not_sent_to_okta) {
    const auto person = org().add({totp()});
    const Turn wrong{"Code from", types("000000")};
    const Turn right{"Code from", reads(totp_type)};
    ASSERT_NE(result_of({person, {wrong, wrong, wrong}}).find("PAM_MAXTRIES"), std::string::npos);

    const auto said = result_of({person, {wrong, right}});

    EXPECT_NE(said.find("Codes are accepted again in"), std::string::npos) << said;
    EXPECT_EQ(daemon().recorded(person.name, "REASON"), "wrong-codes-limited");
    json verifications;
    for (const auto& request : org().requests())
        if (request.at("method") == "POST") verifications.push_back(request);
    EXPECT_EQ(verifications.back().at("status"), 403) << "the fourth wrong code was the last";
}

TEST_F(RefusalsInDetail, pushes_pause_after_a_rejected_one) {
    const auto person = org().add({push()});
    ASSERT_NE(result_of({person, {{"tap ", rejects()}}}).find("PAM_MAXTRIES"), std::string::npos);

    const auto said = result_of({person, {}});

    EXPECT_NE(said.find("The next one can be sent in"), std::string::npos) << said;
    EXPECT_EQ(daemon().recorded(person.name, "REASON"), "pushes-paused");
}

TEST_F(RefusalsInDetail, a_push_that_nobody_answers_expires) {
    org().set_push({{"expires_in", 1}});
    const Visit visit{org().add({push()}), {{"tap ", enter()}}};

    const auto said = result_of(visit);

    org().set_push({{"expires_in", 300}});
    EXPECT_NE(said.find("not answered in time"), std::string::npos) << said;
    EXPECT_NE(said.find("PAM_MAXTRIES"), std::string::npos) << said;
}

TEST_F(RefusalsInDetail, another_message_has_to_wait_and_the_first_stays_good) {
    const json sms{{"factorType", "sms"}, {"profile", {{"phoneNumber", "*"}}}};
    const Visit visit{org().add({sms}),
                      {{"Code from the text message", enter()},
                       {"can be sent in", enter()},
                       {"Code from the text message", receives()}}};

    EXPECT_NE(result_of(visit).find("PAM_SUCCESS"), std::string::npos);
}

TEST_F(RefusalsInDetail, an_end_of_input_at_the_prompt_cancels_the_push) {
    const auto person = org().add({push()});
    test::PamLogin login;
    login.user = person.name;  // and no reply to its prompt

    const auto result = machine().log_in(Door::socket, login);

    EXPECT_EQ(test::pam_name(result.authenticate), "PAM_CONV_ERR");
    static_cast<void>(org().wait_for_request("DELETE", person.id));
    EXPECT_EQ(daemon().recorded(person.name, "REASON"), "cancelled");
}

}  // namespace
}  // namespace okta_factor::integration
