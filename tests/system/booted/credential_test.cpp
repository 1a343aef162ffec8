// SPDX-License-Identifier: MIT
// The token as a systemd credential, as okta-factord(8) tells it, where the configuration names no
// file.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

constexpr char token[] = "00emulated-api-token";

class Credential : public BootedTest {
  protected:
    void SetUp() override {
        machine().must("sed -i 's|^api_token_file|#api_token_file|' /etc/okta-factor.conf");
    }
    void TearDown() override {
        machine().must(
            "sed -i 's|^#api_token_file|api_token_file|' /etc/okta-factor.conf && "
            "rm -rf /etc/credstore /etc/okta-factor/api-token.cred "
            "/etc/systemd/system/okta-factord.service.d/credential.conf && "
            "systemctl daemon-reload && systemctl restart okta-factord");
        EXPECT_TRUE(machine().becomes_true("okta-factorctl status"));
        BootedTest::TearDown();
    }
    static void store_token() {
        machine().must("install -d -m 0700 /etc/credstore");
        machine().write("/etc/credstore/okta-api-token", token);
        machine().must("chmod 0600 /etc/credstore/okta-api-token");
    }
    static void expect_that_alice_gets_in() {
        machine().must("systemctl restart okta-factord");
        EXPECT_TRUE(machine().becomes_true("okta-factorctl status"))
            << machine().run("okta-factorctl status").output;
        const auto terminal = alice_logs_in("ssh alice@localhost id -un");
        EXPECT_EQ(terminal->finish(), 0) << terminal->transcript();
    }
};

TEST_F(Credential, InTheStoreLetsTheDaemonProveItself) {
    store_token();
    expect_that_alice_gets_in();
}

TEST_F(Credential, EncryptedLetsTheDaemonProveItself) {
    machine().must(std::string{"printf '%s\\n' "} + token +
                   " | systemd-creds encrypt --name=okta-api-token - "
                   "/etc/okta-factor/api-token.cred");
    machine().must("! grep -q emulated /etc/okta-factor/api-token.cred");
    machine().must("mkdir -p /etc/systemd/system/okta-factord.service.d");
    machine().write("/etc/systemd/system/okta-factord.service.d/credential.conf",
                    "[Service]\nLoadCredential=\n"
                    "LoadCredentialEncrypted=okta-api-token:/etc/okta-factor/api-token.cred\n");
    machine().must("systemctl daemon-reload");
    expect_that_alice_gets_in();
}

TEST_F(Credential, LostLetsNobodyInAndSaysWhy) {
    store_token();
    machine().must("systemctl restart okta-factord && okta-factorctl check");
    machine().must("rm -r /etc/credstore && systemctl restart okta-factord");
    const auto terminal = machine().types("ssh -o NumberOfPasswordPrompts=1 bob@localhost id -un");
    EXPECT_EQ(terminal->finish(), 255) << terminal->transcript();
    EXPECT_TRUE(
        machine().becomes_true("journalctl -b -p err -u okta-factord | grep -q 'okta-api-token'"));
}

}  // namespace
}  // namespace okta_factor::booted
