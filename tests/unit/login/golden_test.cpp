// SPDX-License-Identifier: MIT
// Dialogues as a person sees them, kept in golden/*.txt. UPDATE_GOLDEN=1 writes them anew; read the
// difference.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/unit/login/stage.h"

namespace okta_factor::test {
namespace {

using okta::FactorResult;
using okta::Meaning;

void everything(Stage& stage) {
    stage.okta->enrolled.usable = {push_factor(), totp_factor(), sms_factor(), email_factor(),
                                   question_factor()};
    stage.okta->codes = {
        {"ost1", "123456"}, {"sms1", "654321"}, {"emf1", "111222"}, {"ufs1", "Rex"}};
}

void approve(Stage& stage) {
    stage.meanwhile("42 is tapped on the phone", [&] { stage.okta->push = FactorResult::success; });
}

void sudo(Stage& stage) {
    stage.facts.service = "sudo";
    stage.facts.target = "root";
    stage.facts.silent = true;
}

struct Scene {
    const char* name;
    const char* title;
    void (*play)(Stage&);
};

const Scene scenes[] = {
    {"ssh-push-number", "SSH: a push with a number, approved before Enter",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("1");
         approve(s);
         s.type("");
     }},
    {"ssh-push-enter-first", "SSH: Enter first, then the phone",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("1");
         s.type("");
         approve(s);
     }},
    {"ssh-code-at-menu", "SSH: a code typed at the menu",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("123 456");
     }},
    {"ssh-code-while-push-waits", "SSH: the phone has no network, a code is typed instead",
     [](Stage& s) {
         everything(s);
         s.policy.login.autopush = true;
         s.begin();
         s.let_pass(std::chrono::seconds{10}, "nothing arrives on the phone");
         s.type("123456");
     }},
    {"ssh-wrong-code", "SSH: a wrong code, then the right one",
     [](Stage& s) {
         s.okta->enrolled.usable = {totp_factor()};
         s.okta->codes = {{"ost1", "123456"}};
         s.begin();
         s.type("000000");
         s.type("123456");
     }},
    {"ssh-too-many-tries", "SSH: three wrong answers",
     [](Stage& s) {
         s.okta->enrolled.usable = {totp_factor()};
         s.begin();
         s.type("000000");
         s.type("12345");
         s.type("000001");
     }},
    {"ssh-push-rejected", "SSH: rejected on the phone",
     [](Stage& s) {
         s.okta->enrolled.usable = {push_factor()};
         s.begin();
         s.meanwhile("a number that is not 42 is tapped",
                     [&] { s.okta->push = FactorResult::rejected; });
         s.type("");
     }},
    {"ssh-push-expired", "SSH: nobody answers the phone",
     [](Stage& s) {
         s.okta->enrolled.usable = {push_factor()};
         s.begin();
         s.type("");
         s.meanwhile("the push expires", [&] { s.okta->push = FactorResult::timeout; });
     }},
    {"ssh-text-message", "SSH: a text message, sent again",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("3");
         s.let_pass(std::chrono::seconds{12});
         s.type("");
         s.let_pass(std::chrono::seconds{20});
         s.type("r");
         s.type("654321");
     }},
    {"ssh-question", "SSH: the security question, not echoed",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("5");
         s.type("");
         s.type("Fido");
         s.type("Rex");
     }},
    {"ssh-only-a-question", "SSH: an echoed prompt comes before the hidden one",
     [](Stage& s) {
         s.okta->enrolled.usable = {question_factor()};
         s.okta->codes = {{"ufs1", "Rex"}};
         s.begin();
         s.type("");
         s.type("Rex");
     }},
    {"ssh-question-and-back", "SSH: m before the question leads back to the menu",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("5");
         s.type("m");
         s.type("123456");
     }},
    {"ssh-answer-out-of-turn", "SSH: the answer is typed where it is shown",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("5");
         s.type("Rex");
     }},
    {"sudo-question", "sudo: what is hidden is said before, whatever sudo -p makes of the prompt",
     [](Stage& s) {
         sudo(s);
         everything(s);
         s.begin();
         s.type("5");
         s.type("");
         s.type("Rex");
     }},
    {"sudo-only-a-question",
     "sudo: a host that answers by itself does not get to the hidden prompt",
     [](Stage& s) {
         sudo(s);
         s.okta->enrolled.usable = {question_factor()};
         s.begin();
         s.type("m");
     }},
    {"ssh-wrong-number", "SSH: a line that is not in the menu",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.type("7");
         s.type("4");
         s.type("111222");
     }},
    {"ssh-several-phones", "SSH: two phones, and one of them chosen",
     [](Stage& s) {
         s.okta->enrolled.usable = {push_factor("opf1", "Gibson"),
                                    push_factor("opf2", "Alice\xE2\x80\x99s iPad")};
         s.begin();
         s.type("2");
         approve(s);
         s.type("");
     }},
    {"ssh-next-code", "SSH: the RSA token's next code is wanted",
     [](Stage& s) {
         s.okta->enrolled.usable = {rsa_factor()};
         s.okta->codes = {{"rsa1", "87654321"}};
         s.okta->verify_failure = FakeOkta::failed(Meaning::next_code, "E0000113").value();
         s.begin();
         s.type("12345678");
         s.okta->verify_failure.reset();
         s.type("87654321");
     }},
    {"ssh-yubikey", "SSH: the YubiKey types",
     [](Stage& s) {
         s.okta->enrolled.usable = {yubikey_factor()};
         s.okta->codes = {{"ykf1", "ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugded"}};
         s.begin();
         s.type("CCCCCCBCGUJHINGJRDEJHGFNUETRGIGVEJHHGBKUGDED");
     }},
    {"ssh-no-factor", "SSH: nothing is set up", [](Stage& s) { s.begin(); }},
    {"ssh-only-browser-factors", "SSH: a security key only",
     [](Stage& s) {
         s.okta->enrolled.others = true;
         s.begin();
     }},
    {"ssh-unknown-user", "SSH: Okta does not know the person",
     [](Stage& s) {
         s.facts.user = "mallory";
         s.begin();
     }},
    {"ssh-suspended-user", "SSH: a suspended person reads the same",
     [](Stage& s) {
         s.okta->user.status = okta::UserStatus::suspended;
         s.begin();
     }},
    {"ssh-okta-unreachable", "SSH: Okta cannot be reached",
     [](Stage& s) {
         s.okta->find_failure = FakeOkta::failed(Meaning::unreachable).value();
         s.begin();
     }},
    {"ssh-recovery-code", "SSH: Okta is away, a recovery code counts",
     [](Stage& s) {
         s.policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
         s.okta->find_failure = FakeOkta::failed(Meaning::unreachable).value();
         s.begin();
         s.type("123456");
         s.type("0000-0000-0000-0000");
         s.type("o4hm asw9 nf6y yo93");
     }},
    {"ssh-recovery-code-after-menu", "SSH: Okta goes away in the middle",
     [](Stage& s) {
         everything(s);
         s.policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
         s.begin();
         s.okta->goes_away();
         s.type("123456");
         s.type(Stage::code_of_alice);
     }},
    {"ssh-recovery-codes-wrong", "SSH: Okta is away, and three wrong recovery codes",
     [](Stage& s) {
         s.policy.login.when_unreachable = policy::WhenUnreachable::recovery_code;
         s.okta->find_failure = FakeOkta::failed(Meaning::unwell).value();
         s.begin();
         for (int i = 0; i < 3; ++i)
             s.type("0000-0000-0000-0000");
     }},
    {"ssh-timeout", "SSH: nobody types anything, and Enter comes too late",
     [](Stage& s) {
         everything(s);
         s.begin();
         s.let_pass(std::chrono::seconds{61});
         s.type("123456");
     }},
    {"sudo-push", "sudo: a push without a number needs no Enter",
     [](Stage& s) {
         sudo(s);
         s.okta->enrolled.usable = {push_factor()};
         s.okta->number.reset();
         s.begin();
         s.meanwhile("approved on the phone", [&] { s.okta->push = FactorResult::success; });
     }},
    {"sudo-push-number", "sudo: a number is shown though sudo asked for silence",
     [](Stage& s) {
         sudo(s);
         everything(s);
         s.policy.login.autopush = true;
         s.begin();
         s.type("");
         approve(s);
     }},
    {"sudo-push-rejected", "sudo: rejected, and not asked again",
     [](Stage& s) {
         sudo(s);
         s.okta->enrolled.usable = {push_factor()};
         s.okta->number.reset();
         s.begin();
         s.meanwhile("rejected on the phone", [&] { s.okta->push = FactorResult::rejected; });
     }},
    {"sudo-code", "sudo: a code",
     [](Stage& s) {
         sudo(s);
         everything(s);
         s.begin();
         s.type("2");
         s.type("123456");
     }},
};

class Golden : public testing::TestWithParam<Scene> {};

std::string golden_path(const std::string& name) {
    return std::string{GOLDEN_FOLDER} + "/" + name + ".txt";
}

TEST_P(Golden, transcript_is_as_kept) {
    const auto& scene = GetParam();
    Stage stage;
    scene.play(stage);
    const auto transcript = "# " + std::string{scene.title} + "\n\n" + stage.transcript();
    if (std::getenv("UPDATE_GOLDEN")) std::ofstream{golden_path(scene.name)} << transcript;
    std::stringstream kept;
    kept << std::ifstream{golden_path(scene.name)}.rdbuf();
    EXPECT_EQ(kept.str(), transcript);
    EXPECT_EQ(stage.audit.size(), 1U) << "every login leaves one record";
}

std::string test_name(const testing::TestParamInfo<Scene>& info) {
    std::string name = info.param.name;
    for (auto& c : name)
        if (c == '-') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Dialogue, Golden, testing::ValuesIn(scenes), test_name);

}  // namespace
}  // namespace okta_factor::test
