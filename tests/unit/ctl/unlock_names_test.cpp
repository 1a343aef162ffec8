// SPDX-License-Identifier: MIT
#include "ctl/unlock_names.h"

#include <gmock/gmock.h>

namespace okta_factor::ctl {
namespace {

using testing::ElementsAre;

std::optional<std::string> at_acme(const std::string& name) {
    if (name.empty() || name.find('@') != std::string::npos) return std::nullopt;
    return name + "@acme.com";
}

const nlohmann::ordered_json limits{
    {{"okta_user_id", "recovery:alice"}, {"okta_login", "alice"}, {"kind", "recovery-codes"}},
    {{"okta_user_id", "recovery:bob"}, {"okta_login", "bob"}, {"kind", "recovery-codes"}},
    {{"okta_user_id", "00u1"}, {"okta_login", "alice@acme.com"}, {"kind", "wrong-codes"}}};

TEST(UnlockNames, ALinuxNameStandsForItsOktaLoginToo) {
    EXPECT_THAT(names_to_unlock("alice", limits, at_acme), ElementsAre("alice", "alice@acme.com"));
}

TEST(UnlockNames, AnOktaLoginStandsForThoseWhoseRecoveryCodesAreLimited) {
    EXPECT_THAT(names_to_unlock("Alice@acme.com", limits, at_acme),
                ElementsAre("Alice@acme.com", "alice"));
    EXPECT_THAT(names_to_unlock("eve@acme.com", limits, at_acme), ElementsAre("eve@acme.com"));
}

TEST(UnlockNames, AUserIdStandsForItself) {
    const auto nobody = [](const std::string&) { return std::optional<std::string>{}; };
    EXPECT_THAT(names_to_unlock("00u1", limits, nobody), ElementsAre("00u1"));
}

}  // namespace
}  // namespace okta_factor::ctl
