// SPDX-License-Identifier: MIT
#include "ctl/status_text.h"

#include <gtest/gtest.h>

namespace okta_factor::ctl {
namespace {

using nlohmann::ordered_json;

constexpr std::uint64_t noon = 1'763'812'800'000'000;  // 2025-11-22T12:00:00Z
constexpr std::uint64_t minute = 60'000'000;

TEST(StatusText, SaysEverythingTheDaemonSays) {
    const ordered_json details{{"credential", "oauth-dpop"},
                               {"credential_valid_until", noon + 30 * minute},
                               {"scopes", {"okta.users.read", "okta.users.manage"}},
                               {"clock_skew_ms", 7'200'000},
                               {"quota_limit", 600},
                               {"quota_remaining", 580},
                               {"quota_reset", noon + minute},
                               {"state_directory", false},
                               {"configuration", "last-accepted"},
                               {"failures",
                                {{{"time", noon - 2 * minute},
                                  {"user", "ada"},
                                  {"service", "sshd"},
                                  {"reason", "push-rejected"},
                                  {"detail", ""},
                                  {"request_id", "req1"}}}},
                               {"limits",
                                {{{"okta_user_id", "00u1"},
                                  {"okta_login", "ada@acme.com"},
                                  {"kind", "wrong-codes"},
                                  {"seconds_left", 130}}}}};
    EXPECT_EQ(
        status_text(details, noon),
        "Configuration: the last accepted one: the one on disk cannot be used (okta-factorctl "
        "check)\n"
        "Credentials:   OAuth 2.0 service app with DPoP, valid until 2025-11-22T12:30:00Z, "
        "scopes okta.users.read okta.users.manage\n"
        "Clock:         7200 s behind Okta's\n"
        "Quota:         580 of 600 requests left, until 2025-11-22T12:01:00Z\n"
        "State:         no state directory: no recovery codes, no last accepted "
        "configuration, wrong codes forgotten at a restart\n"
        "Limits in force:\n"
        "  ada@acme.com  wrong-codes  for 2 min 10 s\n"
        "Last failures:\n"
        "  2025-11-22T11:58:00Z  ada  sshd  push-rejected  [req1]  (2 min 0 s ago)\n");
}

TEST(StatusText, TellsADamagedBookFromAMissingFolder) {
    EXPECT_EQ(status_text({{"state_directory", true}}, noon), "");
    EXPECT_EQ(
        status_text({{"state_directory", true}, {"recovery_codes_problem", "it is damaged"}}, noon),
        "State:         it is damaged\n");
}

TEST(StatusText, PassesOverWhatIsNotSaid) {
    EXPECT_EQ(status_text(ordered_json::object(), noon), "");
}

TEST(SessionsText, ShowsOneLineForEach) {
    const ordered_json sessions{{{"state", "running"},
                                 {"user", "ada"},
                                 {"uid", 1000},
                                 {"service", "sshd"},
                                 {"rhost", "192.0.2.7"},
                                 {"since", noon}},
                                {{"state", "remembered"},
                                 {"user", "bob"},
                                 {"target", "root"},
                                 {"service", "sudo"},
                                 {"tty", "pts/3"},
                                 {"factor", "push"},
                                 {"since", noon},
                                 {"until", noon + 15 * minute}}};
    EXPECT_EQ(sessions_text(sessions),
              "running  ada  sshd  192.0.2.7  since 2025-11-22T12:00:00Z\n"
              "remembered  bob -> root  sudo  pts/3  push  since 2025-11-22T12:00:00Z  until "
              "2025-11-22T12:15:00Z\n");
    EXPECT_EQ(sessions_text(ordered_json::array()),
              "Nobody is logging in, and nobody is remembered.\n");
}

}  // namespace
}  // namespace okta_factor::ctl
