// SPDX-License-Identifier: MIT
// The groups that the daemon is told are all of them, or it is told none.
#include "tests/integration/module/module_test.h"
#include "tests/support/name_services.h"

namespace okta_factor::test {
namespace {

using testing::Contains;
using testing::Not;

constexpr char of_the_machine[] = "group: files\n";
constexpr char with_a_directory[] = "passwd: files\ngroup: files oktatest # a directory\n";

using Environment = std::map<std::string, std::string>;

Environment answering(const std::string& status, const std::string& gid = "7654321") {
    return {{"OKTATEST_STATUS", status}, {"OKTATEST_GID", gid}};
}

class ToldGroups : public ModuleTest {
  protected:
    /// What the daemon is told of root, in the group root alone.
    json told(const std::string& services, const Environment& environment,
              const std::string& group = "root:x:0:\nother:x:7:\n") {
        const auto login = through(alone(by_socket()));
        with_name_services({{"/etc/nsswitch.conf", services}, {"/etc/group", group}}, environment,
                           [&] { return run_pam_login(login).authenticate; });
        return fake_.expect_call("StartLogin")["login"];
    }
    void expect_unknown(const std::string& services, const Environment& environment) {
        const auto facts = told(services, environment);
        EXPECT_FALSE(facts.contains("groups")) << services << facts;
        EXPECT_EQ(facts["user"], "root");
    }

    FakeDaemon fake_ = daemon({verdict("granted")});
};

TEST_F(ToldGroups, AreThoseOfAnAnsweringServiceToo) {
    EXPECT_THAT(told(with_a_directory, answering("SUCCESS"))["groups"],
                testing::ElementsAre("root", "contractors"));
    EXPECT_THAT(told(with_a_directory, answering("NOTFOUND"))["groups"],
                testing::ElementsAre("root"));
}

TEST_F(ToldGroups, AreUnknownWhileAServiceDoesNotAnswer) {
    for (const char* status : {"UNAVAIL", "TRYAGAIN"}) {
        expect_unknown(with_a_directory, answering(status));
        expect_unknown("initgroups: files [SUCCESS=continue] oktatest\ngroup: files\n",
                       answering(status));
        expect_unknown("group:files[NOTFOUND=continue] oktatest\n", answering(status));
        expect_unknown("group: files\ngroup: oktatest\n", answering(status));
        expect_unknown("group: compat\ngroup_compat: oktatest\n", answering(status));
    }
}

TEST_F(ToldGroups, AreUnknownWhereAServiceCannotBeLoaded) {
    expect_unknown("group: files oktanosuch\n", {});
}

TEST_F(ToldGroups, AreUnknownWhereTheServicesMakeNoSense) {
    expect_unknown("group: files [SUCCESS=\n", {});
    expect_unknown("group: files ../tmp/x\n", {});
    expect_unknown("group: files " + std::string(100, 'x') + "\n", {});
}

// Dead when glibc asked and back a moment later, as one that somebody floods.
TEST_F(ToldGroups, AreUnknownWhereAServiceKnowsMoreThanWasTold) {
    auto flapping = answering("SUCCESS");
    flapping["OKTATEST_DEAD_FIRST"] = "1";
    expect_unknown(with_a_directory, flapping);
    expect_unknown("initgroups: oktatest files\ngroup: files\n", flapping);
}

TEST_F(ToldGroups, AreUnknownWhereTheNameOfOneIsNotToBeHad) {
    auto nameless = answering("SUCCESS");
    nameless["OKTATEST_NO_NAMES"] = "1";
    expect_unknown(with_a_directory, nameless);
    const auto by_files = "initgroups: oktatest\ngroup: files\n";  // truly without a name
    EXPECT_THAT(told(by_files, nameless)["groups"], testing::ElementsAre("root"));
}

TEST_F(ToldGroups, NeedNoProofOfServicesThatReadLocalFiles) {
    for (const char* services :
         {"", "group: files systemd\n", "group: compat systemd\n", "group: compat\n",
          "group: db files\n", "initgroups: files\ngroup: files mymachines\n",
          "group: files [SUCCESS=merge] systemd\n", of_the_machine})
        EXPECT_THAT(told(services, {})["groups"], Contains("root")) << services;
}

TEST_F(ToldGroups, HaveNoBoundThatALongLineCouldReach) {
    std::string members = "root";
    for (int i = 0; i < 5000; ++i)
        members += ",member" + std::to_string(i);
    EXPECT_THAT(
        told(of_the_machine, {}, "root:x:0:\nbig:x:8:" + members + "\nlast:x:9:root\n")["groups"],
        testing::ElementsAre("root", "big", "last"));
}

}  // namespace
}  // namespace okta_factor::test
