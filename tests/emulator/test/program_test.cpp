// SPDX-License-Identifier: MIT
// The program as an administrator starts it.
#include <gtest/gtest.h>
#include <httplib.h>
#include <signal.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/emulator/answer.h"
#include "tests/support/child_process.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::emulator {
namespace {

using namespace std::chrono_literals;

class Program : public testing::Test {
  protected:
    test::ChildProcess start(const std::string& org, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments{OKTA_EMULATOR,    "--org",         org,
                                           "--tls-dir",      folder_ / "tls", "--ready-file",
                                           folder_ / "ready"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return test::ChildProcess({.arguments = arguments, .output = folder_ / "output"});
    }
    Json ready(test::ChildProcess& program) {
        for (int i = 0; i < 3000 && program.running(); ++i, std::this_thread::sleep_for(10ms))
            if (std::filesystem::exists(folder_ / "ready")) {
                std::ifstream file(folder_ / "ready");
                return Json::parse(file);
            }
        return nullptr;
    }
    std::string output() const {
        std::ifstream file(folder_ / "output");
        return {std::istreambuf_iterator<char>(file), {}};
    }

    test::TempDir folder_;
};

TEST_F(Program, SaysWhereItIsServesTheExampleOrgAndEndsOnSigterm) {
    auto program = start(OKTA_EMULATOR_EXAMPLE);
    const Json where = ready(program);
    ASSERT_TRUE(where.is_object()) << output();
    EXPECT_EQ(Json::parse(output()), where);
    EXPECT_EQ(where["pid"], program.pid());

    httplib::Client client(where["org_url"].get<std::string>());
    client.set_ca_cert_path(where["ca_file"].get<std::string>());
    client.enable_server_certificate_verification(true);
    const httplib::Headers headers{{"Authorization", "SSWS 00-example-api-token"}};
    const auto user = client.Get("/api/v1/users/alice%40acme.com", headers);
    ASSERT_TRUE(user);
    EXPECT_EQ(user->status, 200);
    EXPECT_EQ(program.stop(), 0);
}

TEST_F(Program, EndsWhileSomebodyWaits) {
    auto program = start(OKTA_EMULATOR_EXAMPLE);
    const Json where = ready(program);
    ASSERT_TRUE(where.is_object()) << output();
    httplib::Client control(where["control_url"].get<std::string>());
    control.Post("/control/faults", R"({"kind": "drop"})", "application/json");
    std::thread waiting([&] {
        httplib::Client client(where["control_url"].get<std::string>());
        client.set_read_timeout(60);
        client.Get("/control/wait?what=push&timeout_ms=60000");
    });
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(30s), 0);
    waiting.join();
}

TEST_F(Program, KeepsItsKeysToItselfAndItsCaAcrossRestarts) {
    const auto contents = [this](const char* name) {
        std::ifstream file(folder_ / "tls" + ("/" + std::string(name)));
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    auto first = start(OKTA_EMULATOR_EXAMPLE);
    ASSERT_TRUE(ready(first).is_object()) << output();
    first.stop();
    const std::string ca = contents("ca.pem");
    for (const char* name : {"/ca-key.pem", "/server-key.pem"}) {
        struct stat info {};
        ASSERT_EQ(stat((folder_ / "tls" + name).c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0600U) << name;
    }
    std::filesystem::remove(folder_ / "ready");
    auto second = start(OKTA_EMULATOR_EXAMPLE, {"--host", "acme.okta.test"});
    ASSERT_TRUE(ready(second).is_object()) << output();
    EXPECT_EQ(contents("ca.pem"), ca);
}

TEST_F(Program, SaysWhatIsWrongWithAnOrgFile) {
    struct Case {
        const char* text;
        const char* complaint;
    };
    for (const auto& [text, complaint] :
         {Case{"{", "parse error"}, Case{R"({"users": [{}]})", "login"},
          Case{R"({"users": [{"login": "a@b", "factors": [{"factorType": "token:hotp"}]}]})",
               "user a@b: token:hotp wants a secret"},
          Case{R"({"push": {"auto": "maybe"}})", "push.auto"},
          Case{R"({"oauth_clients": [{"client_id": "x", "public_key_pem": "no"}]})", "PEM"}}) {
        const std::string org = folder_ / "org.json";
        std::ofstream(org) << text;
        std::filesystem::remove(folder_ / "output");
        auto program = start(org);
        EXPECT_EQ(program.wait(30s), 1) << text;
        EXPECT_NE(output().find(complaint), std::string::npos) << output();
        EXPECT_FALSE(std::filesystem::exists(folder_ / "ready"));
    }
}

}  // namespace
}  // namespace okta_factor::emulator
