// SPDX-License-Identifier: MIT
// Whatever is in the configuration files: refused with a place for each mistake, or taken and then
// decided by.
#include "daemon/policy/config_reader.h"
#include "daemon/policy/identity.h"
#include "daemon/policy/rules.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

namespace {

// A drop-in follows the main file after a line of its own.
std::vector<policy::SourceText> sources_in(std::string_view input) {
    constexpr std::string_view cut = "\n%%\n";
    const auto at = input.find(cut);
    std::vector<policy::SourceText> sources{{"main", std::string{input.substr(0, at)}}};
    if (at != std::string_view::npos)
        sources.push_back({"drop-in", std::string{input.substr(at + cut.size())}});
    return sources;
}

void expect_explained(const policy::Mistakes& mistakes) {
    fuzz::require(!mistakes.empty());
    for (const auto& mistake : mistakes) {
        fuzz::require(!mistake.file.empty() && !mistake.text.empty());
        fuzz::require((mistake.line == 0) == (mistake.column == 0));
        fuzz::require(policy::to_string(mistake).find('\0') == std::string::npos);
    }
}

void expect_decided(const policy::Policy& policy, const policy::LoginFacts& facts) {
    for (const auto state :
         {policy::OktaGroups::State::not_fetched, policy::OktaGroups::State::not_to_be_had,
          policy::OktaGroups::State::known}) {
        policy::OktaGroups groups;
        groups.state = state;
        const auto decision = policy::decide(policy, facts, groups);
        fuzz::require(state == policy::OktaGroups::State::not_fetched ||
                      decision.outcome != policy::Outcome::needs_okta_groups);
        // Only a rule that says so, in words, lets anybody by.
        if (decision.outcome == policy::Outcome::skip)
            fuzz::require(decision.rule &&
                          policy.rules.at(*decision.rule).action == policy::Action::skip);
        fuzz::require(!decision.rule_name.empty());
    }
    static_cast<void>(policy::okta_login(policy.identity, facts));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = policy::parse_configuration(sources_in(fuzz::text(data, size)));
    if (!read) {
        expect_explained(read.error());
        return 0;
    }
    policy::LoginFacts little;
    little.user = "alice";
    little.service = "sshd";
    expect_decided(*read, little);
    policy::LoginFacts much = little;
    much.service = "sudo";
    much.uid = 1000;
    much.groups = {"sudo", "users"};
    much.target = "root";
    much.tty = "pts/1";
    much.rhost = "10.1.2.3";
    much.completed = "publickey ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==\n";
    expect_decided(*read, much);
    return 0;
}
