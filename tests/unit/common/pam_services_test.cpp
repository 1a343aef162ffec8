// SPDX-License-Identifier: MIT
#include "common/pam_services.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor::pam_services {
namespace {

TEST(PamServices, ThoseOfALocalPersonTellNoAddressOfAClient) {
    for (const char* service : {"sudo", "sudo-i", "su", "su-l", "doas", "runuser", "runuser-l",
                                "polkit-1", "pkexec", "login", "remote", "gdm", "gdm-password",
                                "lightdm", "lightdm-greeter", "sddm", "cron", "chsh"})
        EXPECT_FALSE(tells_client_address(service)) << service;
    for (const char* service : {"sshd", "dovecot", "cockpit", "vsftpd", "xrdp-sesman", "", "gdmx"})
        EXPECT_TRUE(tells_client_address(service)) << service;
}

TEST(PamServices, SshdIsSshdByAnyNameThatItsBinaryMayHave) {
    EXPECT_TRUE(is_sshd("sshd"));
    EXPECT_TRUE(is_sshd("sshd-internal"));
    for (const char* service : {"", "ssh", "sudo", "login", "xsshd", "dovecot"})
        EXPECT_FALSE(is_sshd(service)) << service;
}

TEST(PamServices, StepUpNamesTheInvokerButInPolkit) {
    for (const char* service : {"sudo", "sudo-i", "su", "su-l", "doas", "runuser", "runuser-l"}) {
        EXPECT_TRUE(is_step_up(service)) << service;
        EXPECT_TRUE(tells_invoker(service)) << service;
        EXPECT_TRUE(is_own_process(service)) << service;
    }
    for (const char* service : {"polkit-1", "pkexec"}) {
        EXPECT_TRUE(is_step_up(service)) << service;
        EXPECT_FALSE(tells_invoker(service)) << service;
        EXPECT_FALSE(is_own_process(service)) << service;
    }
    EXPECT_FALSE(is_step_up("sshd"));
    EXPECT_FALSE(is_step_up("sudoers"));
}

TEST(PamServices, ConsoleAndDisplayManagersAreAtTheMachine) {
    for (const char* service : {"login", "gdm-password", "lightdm", "sddm", "xdm"})
        EXPECT_TRUE(is_at_the_machine(service)) << service;
    for (const char* service : {"remote", "sshd", "sudo", "kde", "loginx", ""})
        EXPECT_FALSE(is_at_the_machine(service)) << service;
}

TEST(PamServices, OnlySudoIsSudo) {
    EXPECT_TRUE(is_sudo("sudo"));
    EXPECT_TRUE(is_sudo("sudo-i"));
    EXPECT_FALSE(is_sudo("su"));
    EXPECT_FALSE(is_sudo("sudo-x"));
}

}  // namespace
}  // namespace okta_factor::pam_services
