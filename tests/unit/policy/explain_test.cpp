// SPDX-License-Identifier: MIT
// okta-factorctl as it is typed, and what it prints: golden/ is meant to be read.
// UPDATE_GOLDEN=1 in the environment writes the files anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "ctl/run.h"
#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

struct Result {
    int exit_code;
    std::string out;
    std::string err;
};

Result run(std::vector<std::string> arguments) {
    std::vector<const char*> argv{"okta-factorctl"};
    for (const auto& argument : arguments)
        argv.push_back(argument.c_str());
    std::ostringstream out;
    std::ostringstream err;
    const int exit_code = ctl::run(static_cast<int>(argv.size()), argv.data(), out, err);
    return {exit_code, out.str(), err.str()};
}

std::string contents(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

class Ctl : public testing::Test {
  protected:
    Ctl() { setenv("CREDENTIALS_DIRECTORY", folder_.path().c_str(), 1); }
    ~Ctl() override { unsetenv("CREDENTIALS_DIRECTORY"); }

    Result explain(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "explain");
        arguments.insert(arguments.end(), {"--config", office_});
        auto result = run(arguments);
        const auto prefix = folder_.path().string() + "/";
        for (auto at = result.out.find(prefix); at != std::string::npos;
             at = result.out.find(prefix))
            result.out.erase(at, prefix.size());
        return result;
    }

    Folder folder_;
    std::string office_ =
        folder_.write("office.conf", contents(GOLDEN_FOLDER "/office.conf")).string();
};

struct Golden {
    const char* file;
    std::vector<std::string> arguments;
    int exit_code;
};

TEST_F(Ctl, ExplainsLogins) {
    const Golden all[] = {
        {"admin-sudo",
         {"--user", "alice", "--service", "sudo", "--group", "wheel", "--tty", "pts/0", "--target",
          "root"},
         0},
        {"root-console",
         {"--user", "root", "--service", "login", "--group", "root", "--tty", "tty1"},
         0},
        {"backup-without-address",
         {"--user", "backup", "--service", "sshd", "--group", "backup"},
         1},
        {"needs-okta-groups",
         {"--user", "alice", "--service", "sshd", "--group", "users", "--rhost", "192.0.2.7"},
         0},
        {"contractor",
         {"--user", "mallory", "--service", "sshd", "--group", "users", "--rhost", "192.0.2.7",
          "--okta-group", "Contractors"},
         1},
        {"strange-name", {"--user", "a/b", "--service", "su", "--group", "users"}, 1},
    };
    for (const auto& [file, arguments, exit_code] : all) {
        const auto path = std::string{GOLDEN_FOLDER "/"} + file + ".txt";
        const auto result = explain(arguments);
        EXPECT_EQ(result.exit_code, exit_code) << file;
        if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream{path} << result.out;
        EXPECT_EQ(result.out, contents(path)) << file;
        EXPECT_EQ(result.err, "");
    }
}

TEST_F(Ctl, ExplainsLoginsAsJson) {
    const auto result =
        explain({"--user", "alice", "--service", "sudo", "--group", "sudo", "--json"});
    const auto json = nlohmann::json::parse(result.out);
    EXPECT_EQ(json["outcome"], "require");
    EXPECT_EQ(json["rule"], "admins step up");
    EXPECT_EQ(json["where"], "office.conf:18");
    EXPECT_EQ(json["okta_login"], "alice@acme.com");
    EXPECT_EQ(json["settings"]["remember"], "15m");
    EXPECT_EQ(json["rules"][0]["matches"], "no");
    EXPECT_EQ(json["rules"].size(), 2U);
    EXPECT_EQ(result.exit_code, 0);
}

TEST_F(Ctl, TakesTheGroupsOfThisMachineWhereNoneAreGiven) {
    const auto result = explain({"--user", "root", "--service", "su"});
    EXPECT_NE(result.out.find("groups root"), std::string::npos) << result.out;
    const auto nobody = explain({"--user", "no-such-user", "--service", "su"});
    EXPECT_NE(nobody.out.find("groups not known"), std::string::npos) << nobody.out;
}

TEST_F(Ctl, SaysOfALoginBySshdWhatSshdWould) {
    const auto ssh = explain({"--user", "alice", "--service", "sshd"});
    EXPECT_NE(ssh.out.find("terminal ssh"), std::string::npos) << ssh.out;
    const auto other =
        explain({"--user", "alice", "--service", "sshd", "--tty", "/dev/tty1", "--rhost", "::1"});
    EXPECT_NE(other.out.find("address ::1, terminal tty1"), std::string::npos) << other.out;
    const auto strange = explain({"--user", "alice", "--service", "sshd", "--rhost", "client"});
    EXPECT_EQ(strange.exit_code, 1);
    EXPECT_EQ(strange.err, "okta-factorctl: --rhost takes a numeric address\n");
}

// As the module, which leaves it out where a local person logs in.
TEST_F(Ctl, KnowsNoAddressWhereALocalPersonLogsIn) {
    for (const std::string service : {"sudo", "login", "gdm-password"})
        EXPECT_THAT(run({"explain", "--user", "a", "--service", service, "--rhost", "10.1.0.1",
                         "--config", office_})
                        .out,
                    testing::HasSubstr("address not known"))
            << service;
    EXPECT_THAT(run({"explain", "--user", "a", "--service", "dovecot", "--rhost", "10.1.0.1",
                     "--config", office_})
                    .out,
                testing::HasSubstr("address 10.1.0.1"));
}

TEST_F(Ctl, SaysWhomAKeyStandsFor) {
    const auto file =
        folder_
            .write("keys.conf", least +
                                    "[[identity.key]]\nfingerprint = "
                                    "\"SHA256:Dk3Bl7/+biAUlyJvz60Q3lf4DjGhcN4mT1QX+nQyRuA\"\n"
                                    "login = \"alice@acme.com\"\n")
            .string();
    const auto result = run({"explain", "--user", "deploy", "--service", "sshd", "--completed",
                             "publickey ssh-ed25519 "
                             "AAAAC3NzaC1lZDI1NTE5AAAAIDYWbnEqWww3BrOYh8Mkm66aOtypetI+0z7C0+MNPiBh",
                             "--config", file});
    EXPECT_NE(result.out.find("alice@acme.com"), std::string::npos) << result.out;
}

TEST_F(Ctl, ChecksAGoodConfigurationInSilence) {
    const auto file = folder_.write("good.conf", "[okta]\norg_url = \"https://a.b\"\n").string();
    folder_.write("okta-api-token", "x");
    const auto result = run({"check", "--config", file});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out + result.err, "");
    const auto json = nlohmann::json::parse(run({"--json", "check", "--config", file}).out);
    EXPECT_EQ(json["ok"], true);
    EXPECT_TRUE(json["mistakes"].empty());
}

TEST_F(Ctl, ListsEveryMistakeOfABadConfiguration) {
    const auto file = folder_.write("bad.conf", least + "dpop = 1\nx = 1\n").string();
    const auto result = run({"check", "--config", file});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.out, file + ":4:8: dpop must be true or false, not a number\n" + file +
                              ":5:1: unknown key \"x\" in [okta]\n");
    const auto json = nlohmann::json::parse(run({"check", "--json", "--config", file}).out);
    EXPECT_EQ(json["ok"], false);
    EXPECT_EQ(json["mistakes"][1]["line"], 5);
    EXPECT_EQ(json["mistakes"][1]["text"], "unknown key \"x\" in [okta]");

    const auto explained = run({"explain", "--user", "a", "--service", "b", "--config", file});
    EXPECT_EQ(explained.exit_code, 1);
    EXPECT_EQ(explained.out, "");
    EXPECT_EQ(explained.err, result.out);

    const auto as_json =
        run({"explain", "--user", "a", "--service", "b", "--config", file, "--json"});
    EXPECT_EQ(as_json.exit_code, 1);
    EXPECT_EQ(as_json.err, "");
    EXPECT_NE(nlohmann::json::parse(as_json.out)["error"], "");
    EXPECT_EQ(nlohmann::json::parse(as_json.out)["mistakes"], json["mistakes"]);
}

TEST_F(Ctl, KnowsTheCredentialsThatSystemdGives) {
    const auto file = folder_.write("c.conf", "[okta]\norg_url = \"https://a\"\n").string();
    EXPECT_EQ(run({"check", "--config", file}).exit_code, 1);
    folder_.write("okta-api-token", "x");
    EXPECT_EQ(run({"check", "--config", file}).exit_code, 0);
}

TEST_F(Ctl, AFailureIsJsonWhereJsonIsAskedFor) {
    const auto bus = "unix:path=" + folder_.path().string() + "/no-bus";
    setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.c_str(), 1);
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"reload"}, {"status"}, {"sessions"}, {"recovery", "list"}, {"unlock", "a"}}) {
        auto with_json = arguments;
        with_json.emplace_back("--json");
        const auto result = run(with_json);
        EXPECT_EQ(result.exit_code, 1);
        EXPECT_EQ(result.err, "");
        const auto json = nlohmann::json::parse(result.out);
        EXPECT_NE(json["error"].get<std::string>().find("cannot reach the system bus"),
                  std::string::npos);
        EXPECT_EQ(run(arguments).err, "okta-factorctl: " + json["error"].get<std::string>() + '\n');
    }
    unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
}

TEST_F(Ctl, ExitsWithTwoForWrongUsageAndWithZeroForHelp) {
    for (const auto& wrong : std::vector<std::vector<std::string>>{
             {}, {"chekc"}, {"check", "--bogus"}, {"explain", "--user", "a"}, {"check", "extra"}}) {
        const auto result = run(wrong);
        EXPECT_EQ(result.exit_code, 2);
        EXPECT_NE(result.err, "");
    }
    const auto help = run({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_NE(help.out.find("Exit codes"), std::string::npos);
}

}  // namespace
}  // namespace okta_factor::policy
