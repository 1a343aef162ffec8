// SPDX-License-Identifier: MIT
// Recovery codes on a real disk: made, used once while Okta is away, gone for good.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/protocol.h"
#include "tests/integration/daemon/begun_daemon.h"

namespace okta_factor::integration {
namespace {

using bus::check;
using namespace protocol;

const Configuration with_codes{.login = "when_unreachable = \"recovery-code\"\n"};
constexpr char prompt[] = "Okta cannot be reached. Enter a recovery code: ";

std::vector<std::string> create(Caller& caller, const std::string& user, unsigned count) {
    const auto call = caller.message(manager_path, manager_interface, "CreateRecoveryCodes");
    check(sd_bus_message_append(call.get(), "su", user.c_str(), count), "asking for codes");
    const auto answer = caller.call(call);
    EXPECT_EQ(error_of(answer), "");
    std::vector<std::string> codes;
    const char* code = nullptr;
    check(sd_bus_message_enter_container(answer.get(), 'a', "s"), "codes");
    while (check(sd_bus_message_read_basic(answer.get(), 's', &code), "a code") > 0)
        codes.emplace_back(code);
    return codes;
}

class Recovery : public BegunDaemon {
  protected:
    Recovery() : person_(org_.add({totp()})) { start(with_codes); }

    std::vector<std::string> create(unsigned count) {
        auto root = caller();
        return integration::create(root, person_.name, count);
    }
    void okta_goes_away() { org_.break_down({{"kind", "refuse"}}); }
    /// What comes of a login at which `code` is typed.
    std::string verdict(const std::string& code) {
        auto host = caller();
        const auto step = host.start_login(facts(person_));
        if (step.expects != "reply") return step.verdict;
        EXPECT_EQ(step.last_text(), prompt);
        const auto end = host.reply(step.login, code);
        return end.expects == "done" ? end.verdict : end.expects;
    }
    [[nodiscard]] std::string reason() { return daemon().recorded(person_.name, "REASON"); }

    const Person person_;
};

TEST_F(Recovery, a_code_lets_in_once_while_okta_is_away_and_never_again) {
    const auto codes = create(2);
    ASSERT_EQ(codes.size(), 2U);
    okta_goes_away();

    EXPECT_EQ(verdict(codes[0]), "granted");
    EXPECT_EQ(reason(), "recovery-code-accepted");
    EXPECT_EQ(verdict(codes[0]), "reply") << "asked again";

    start(with_codes);
    EXPECT_EQ(verdict(codes[0]), "reply") << "asked again";
    EXPECT_EQ(verdict(codes[1]), "granted");
    EXPECT_EQ(verdict(codes[1]), "unavailable") << "none is left";
    for (const auto& code : codes)
        EXPECT_EQ(daemon().log().find(code), std::string::npos);
}

TEST_F(Recovery, nobody_is_asked_for_a_code_while_okta_is_there) {
    create(1);
    auto host = caller();
    const auto step = host.start_login(facts(person_));
    EXPECT_NE(step.last_text().find("Code from"), std::string::npos);
    EXPECT_EQ(host.reply(step.login, org_.code(person_, "token:software:totp")).verdict, "granted");
}

TEST_F(Recovery, okta_that_goes_away_at_the_prompt_makes_a_code_good) {
    const auto codes = create(1);
    auto host = caller();
    const auto login = host.start_login(facts(person_)).login;
    const auto code = org_.code(person_, "token:software:totp");
    okta_goes_away();

    EXPECT_EQ(host.reply(login, code).last_text(), prompt);
    EXPECT_EQ(host.reply(login, codes[0]).verdict, "granted");
}

TEST_F(Recovery, two_logins_that_race_for_one_code_let_one_in) {
    const auto codes = create(2);
    okta_goes_away();
    std::vector<Caller> hosts;
    std::vector<std::string> logins;
    for (int i = 0; i < 4; ++i) {
        hosts.push_back(caller());
        logins.push_back(hosts.back().start_login(facts(person_)).login);
    }
    std::vector<Caller::Pending> replies;
    for (std::size_t i = 0; i < hosts.size(); ++i)
        replies.push_back(hosts[i].begin_reply(logins[i], codes[0]));

    int granted = 0;
    for (auto& reply : replies)
        granted += reply.step().verdict == "granted";
    EXPECT_EQ(granted, 1);
}

TEST_F(Recovery, a_disk_that_fails_lets_nobody_in) {
    const auto codes = create(1);
    okta_goes_away();
    std::filesystem::remove_all(daemon().state_folder());

    EXPECT_EQ(verdict(codes[0]), "unavailable");
    EXPECT_EQ(reason(), "recovery-code-not-kept");
    EXPECT_NE(daemon().log().find("cannot be opened"), std::string::npos);
}

TEST_F(Recovery, a_damaged_file_is_refused_and_left_as_it_is) {
    const auto codes = create(1);
    const auto file = daemon().state_folder() + "/recovery-codes.json";
    const auto half = std::filesystem::file_size(file) / 2;
    std::filesystem::resize_file(file, half);
    start(with_codes);
    EXPECT_NE(daemon().log().find(file + ": it is damaged"), std::string::npos);

    auto root = caller();
    const auto call = root.message(manager_path, manager_interface, "CreateRecoveryCodes");
    check(sd_bus_message_append(call.get(), "su", person_.name.c_str(), 1U), "asking for codes");
    EXPECT_NE(error_of(root.call(call)), "");
    okta_goes_away();
    EXPECT_EQ(verdict(codes[0]), "unavailable");
    EXPECT_EQ(reason(), "unreachable");
    EXPECT_EQ(std::filesystem::file_size(file), half);
}

// By the administrator's tool, through PAM.
class RecoveryTool : public testing::Test {
  protected:
    RecoveryTool() : machine_(with_codes), person_(machine_.org().add({totp()})) {}

    static constexpr int okta_unreachable = 1;  // exit status of `status`

    json ctl(std::vector<std::string> arguments, int expected_status = 0) {
        const auto output = machine_.folder() / "ctl.out";
        std::filesystem::remove(output);
        test::Command command{
            .arguments = {OKTA_FACTOR_CTL, "--json"},
            .environment = {{{"DBUS_SYSTEM_BUS_ADDRESS", machine_.bus().address()}}},
            .output = output};
        for (auto& argument : arguments)
            command.arguments.push_back(std::move(argument));
        EXPECT_EQ(test::ChildProcess(std::move(command)).wait(std::chrono::seconds(30)),
                  expected_status);
        std::stringstream text;
        text << std::ifstream(output).rdbuf();
        const auto whole = text.str();  // a note may stand before it
        return json::parse(whole.substr(std::min(whole.find_first_of("{["), whole.size())), nullptr,
                           false);
    }

    Machine machine_;
    Person person_;
};

TEST_F(RecoveryTool, makes_counts_and_revokes_codes) {
    const auto made = ctl({"recovery", "create", person_.name, "--count", "3"});
    EXPECT_EQ(made["user"], person_.name);
    ASSERT_EQ(made["codes"].size(), 3U);
    EXPECT_EQ(ctl({"recovery", "list"}), (json{{{"user", person_.name}, {"left", 3}}}));
    for (const auto& code : made["codes"])
        machine_.org().keep_secret(code);
    machine_.org().break_down({{"kind", "refuse"}});

    const auto first = talk(machine_, Door::socket, {person_, {{prompt, types(made["codes"][0])}}});
    EXPECT_EQ(test::pam_name(first.authenticate), "PAM_SUCCESS") << test::transcript(first);
    EXPECT_EQ(ctl({"recovery", "revoke", person_.name}),
              (json{{"user", person_.name}, {"revoked", 2}}));
    const auto second = talk(machine_, Door::bus, {person_, {}});
    EXPECT_EQ(test::pam_name(second.authenticate), "PAM_AUTHINFO_UNAVAIL");
    EXPECT_EQ(ctl({"recovery", "list"}), json::array());
    machine_.inspect();
}

TEST_F(RecoveryTool, shows_and_clears_the_limit_of_wrong_codes) {
    constexpr int wrong_codes = 4;  // of [limits]
    const auto made = ctl({"recovery", "create", person_.name, "--count", "1"});
    machine_.daemon().configure({.login = with_codes.login + "tries = 1\n"});
    ctl({"reload"});
    machine_.org().break_down({{"kind", "refuse"}});
    const auto end_of_login = [&](std::vector<Turn> turns) {
        const auto result = talk(machine_, Door::socket, {person_, std::move(turns)});
        return test::pam_name(result.authenticate);
    };
    for (int i = 0; i < wrong_codes; ++i)
        EXPECT_EQ(end_of_login({{prompt, types("0000-0000-0000-0000")}}), "PAM_MAXTRIES");
    const auto limits = ctl({"status"}, okta_unreachable)["limits"];
    ASSERT_EQ(limits.size(), 1U) << limits;
    EXPECT_EQ(limits[0]["kind"], "recovery-codes") << limits;
    EXPECT_EQ(end_of_login({}), "PAM_MAXTRIES") << "without being asked";

    EXPECT_EQ(ctl({"unlock", person_.name}), (json{{"user", person_.name}, {"cleared", true}}));
    EXPECT_EQ(ctl({"status"}, okta_unreachable)["limits"], json::array());
    EXPECT_EQ(end_of_login({{prompt, types(made["codes"][0])}}), "PAM_SUCCESS");
}

}  // namespace
}  // namespace okta_factor::integration
