// SPDX-License-Identifier: MIT
// A rule that spares all but a group, on a machine whose name services may be down.
#include "tests/integration/daemon/machine.h"
#include "tests/support/name_services.h"

namespace okta_factor::integration {
namespace {

constexpr char all_but_contractors[] = R"(
[[rule]]
name = "staff"
users = ["root", "daemon"]
services = ["sudo", "su"]
groups = ["!contractors"]
action = "skip"

[[rule]]
name = "admins"
groups = ["wheel", "root"]
)";

class NameServices : public MachineTest {
  protected:
    static void SetUpTestSuite() {
        Configuration configuration;
        configuration.more = all_but_contractors;
        set_up(configuration);
    }

    /// The verdict on root, who steps up by sudo.
    static std::string verdict(const std::string& services, const std::string& status) {
        test::PamLogin login;
        login.service = "sudo";
        login.user = "root";
        login.ruser = "root";
        test::with_name_services({{"/etc/nsswitch.conf", services}, {"/etc/group", "root:x:0:\n"}},
                                 {{"OKTATEST_STATUS", status}, {"OKTATEST_GID", "7654321"}}, [&] {
                                     return machine().log_in(Door::socket, login).authenticate;
                                 });
        return daemon().recorded("root", "VERDICT");
    }
};

TEST_F(NameServices, OfLocalFilesLetTheRuleSpare) {
    EXPECT_EQ(verdict("group: files\n", ""), "skipped");
    EXPECT_EQ(verdict("group: files systemd\n", ""), "skipped");
}

TEST_F(NameServices, ThatAnswerLetTheRuleDecide) {
    EXPECT_EQ(verdict("group: files oktatest\n", "NOTFOUND"), "skipped");
    EXPECT_NE(verdict("group: files oktatest\n", "SUCCESS"), "skipped");
}

TEST_F(NameServices, ThatAreDownSpareNobody) {
    for (const char* status : {"UNAVAIL", "TRYAGAIN"}) {
        EXPECT_EQ(verdict("group: files oktatest\n", status), "unavailable") << status;
        EXPECT_EQ(verdict("initgroups: files [SUCCESS=continue] oktatest\n", status),
                  "unavailable");
    }
    EXPECT_EQ(verdict("group: files oktanosuch\n", ""), "unavailable");
}

}  // namespace
}  // namespace okta_factor::integration
