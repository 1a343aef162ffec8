// SPDX-License-Identifier: MIT
// Every factor that can be verified from a terminal lets its owner in, through both doors.
#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

struct FactorCase {
    std::string name;
    std::vector<json> factors;
    std::vector<Turn> turns;
    std::string recorded;  // FACTOR= of the audit record
    std::string service = "sshd";
};

void PrintTo(const FactorCase& factor, std::ostream* out) {
    *out << factor.name;
}

json answered_by(const std::string& type, const json& more) {
    json factor{{"factorType", type}};
    factor.update(more);
    return factor;
}

json delivered(const std::string& type) {
    return answered_by(type, {{"profile", {{type == "email" ? "email" : "phoneNumber", "*"}}}});
}

json security_question() {
    return answered_by(
        "question",
        {{"answer", "Brussels sprouts"},
         {"profile",
          {{"question", "disliked_food"}, {"questionText", "Which food could you not stand?"}}}});
}

Deed answers() {
    return [](const Asked& asked) {
        asked.org.keep_secret("Brussels sprouts");
        return std::string{"Brussels sprouts"};
    };
}

std::vector<FactorCase> cases() {
    const json custom{{"provider", "CUSTOM"},
                      {"vendorName", "Entrust Datacard"},
                      {"secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}};
    const json rsa{{"provider", "RSA"}, {"codes", {"12345678"}}, {"next_code", "87654321"}};
    const json vip{{"provider", "SYMANTEC"}, {"codes", {"112233"}}};
    const json yubikey{{"codes", {"cccccceukngdfgkukfctkcvfidnetljjiknckkcjulji"}}};
    return {
        {"push_with_number", {push()}, {{"tap ", approves()}}, "push"},
        {"push_without_number",
         {push("Nexus", false)},
         {{"Approve the request in Okta Verify on Nexus, then press Enter", approves()}},
         "push"},
        {"push_with_number_in_sudo", {push()}, {{"tap ", approves()}}, "push", "sudo"},
        {"push_without_number_in_sudo",
         {push("Nexus", false)},
         {{"Approve the request in Okta Verify on Nexus.", approves()}},
         "push",
         "sudo"},
        {"push_to_the_second_phone",
         {push("Gibson"), push("Tablet")},
         {{"Choose 1-2", types("2")}, {"Okta Verify on Tablet, tap ", approves()}},
         "push"},
        {"totp_of_okta", {totp()}, {{"Code from Okta Verify", reads(totp_type)}}, "totp"},
        {"totp_of_google",
         {totp("GOOGLE")},
         {{"Code from Google Authenticator", reads(totp_type)}},
         "totp"},
        {"totp_of_google_beside_okta",
         {totp(), totp("GOOGLE")},
         {{"Choose 1-2", types("2")},
          {"Code from Google Authenticator", reads(totp_type, "GOOGLE")}},
         "totp"},
        {"hotp",
         {answered_by("token:hotp", custom)},
         {{"Code from your Entrust Datacard token", reads("token:hotp")}},
         "hotp"},
        {"rsa_with_next_code",
         {answered_by("token", rsa)},
         {{"Code from your RSA SecurID token", reads("token")},
          {"shows its next code", reads("token")}},
         "token"},
        {"symantec_vip",
         {answered_by("token", vip)},
         {{"Code from Symantec VIP", reads("token")}},
         "token"},
        {"yubikey",
         {answered_by("token:hardware", yubikey)},
         {{"Touch your YubiKey", reads("token:hardware")}},
         "hardware"},
        {"sms", {delivered("sms")}, {{"Code from the text message", receives()}}, "sms"},
        {"call", {delivered("call")}, {{"Code from the call", receives()}}, "call"},
        {"email", {delivered("email")}, {{"Code from the email", receives()}}, "email"},
        {"question",
         {security_question()},
         {{"Press Enter, then type", enter()}, {"Which food could you not stand?", answers()}},
         "question"},
        {"code_typed_at_the_menu",
         {push(), totp()},
         {{"or type a code", reads(totp_type)}},
         "totp"},
        {"code_typed_while_a_push_waits",
         {push(), totp()},
         {{"Choose 1-2", types("1")}, {"(or type a code)", reads(totp_type)}},
         "totp"},
        {"factors_not_invented_yet_are_passed_over",
         {answered_by("hologram", {{"provider", "OKTA"}}), answered_by("webauthn", json::object()),
          totp()},
         {{"Code from Okta Verify", reads(totp_type)}},
         "totp"},
    };
}

class Factors : public MachineTest,
                public testing::WithParamInterface<std::tuple<FactorCase, Door>> {};

TEST_P(Factors, let_their_owner_in) {
    const auto& [factor, door] = GetParam();
    const Visit visit{org().add(factor.factors), factor.turns, factor.service};

    const auto result = talk(machine(), door, visit);

    EXPECT_EQ(test::pam_name(result.authenticate), "PAM_SUCCESS") << test::transcript(result);
    EXPECT_EQ(daemon().recorded(visit.person.name, "VERDICT"), "granted");
    EXPECT_EQ(daemon().recorded(visit.person.name, "FACTOR"), factor.recorded);
    EXPECT_EQ(daemon().recorded(visit.person.name, "OKTA_USER_ID"), visit.person.id);
}

INSTANTIATE_TEST_SUITE_P(, Factors,
                         testing::Combine(testing::ValuesIn(cases()),
                                          testing::Values(Door::socket, Door::bus)),
                         [](const auto& of) {
                             return std::get<0>(of.param).name + "_at_the_" +
                                    name_of(std::get<1>(of.param));
                         });

}  // namespace
}  // namespace okta_factor::integration
