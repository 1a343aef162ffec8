// SPDX-License-Identifier: MIT
// explain: which rule decides about a login, why each earlier one does not, what will happen.
#include <memory>

#include "common/pam_services.h"
#include "ctl/accounts.h"
#include "ctl/command.h"
#include "ctl/configuration.h"
#include "ctl/explanation.h"
#include "ctl/failure.h"
#include "ctl/login_options.h"

namespace okta_factor::ctl {
namespace {

struct Options {
    std::string config;
    std::string user, service, rhost, tty, target, completed;
    std::vector<std::string> groups, okta_groups;
};

std::optional<std::string> given(const std::string& option) {
    return option.empty() ? std::nullopt : std::optional{option};
}

policy::LoginFacts facts_from(const Options& options) {
    auto facts = facts_of(options.user, options.service);
    if (!options.groups.empty()) facts.groups = options.groups;
    facts.rhost = given_address(options.rhost, options.service);
    facts.tty = given_terminal(options.tty, options.service);
    if (options.target != options.user) facts.target = given(options.target);  // as the module does
    if (pam_services::is_sshd(options.service)) facts.completed = given(options.completed);
    return facts;
}

void explain_login(const Options& options, Console& console) {
    const auto facts = facts_from(options);
    const auto policy = read_as_daemon(options.config);
    if (!policy) throw ConfigurationRefused{policy.error()};
    policy::OktaGroups okta_groups;
    if (!options.okta_groups.empty())
        okta_groups = {policy::OktaGroups::State::known, options.okta_groups};

    const auto explanation = explain(*policy, facts, okta_groups);
    if (console.json)
        console.out << to_json(explanation, *policy)
                           .dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                    << '\n';
    else
        console.out << to_text(explanation, *policy);
    console.exit_code = explanation.goes_on() ? fine : refused;
}

}  // namespace

void add_explain(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand(
        "explain", "Say which rule decides about a login, why, and what will happen");
    const auto options = std::make_shared<Options>();
    command->add_option("--user", options->user, "Who logs in: for sudo, the person who asks")
        ->required();
    command->add_option("--service", options->service, "The PAM service: sshd, sudo, sudo-i, ...")
        ->required();
    command->add_option("--group", options->groups,
                        "A Linux group of theirs; again for more (default: as on this machine)");
    command->add_option("--rhost", options->rhost, "The numeric address they come from");
    command->add_option("--tty", options->tty,
                        "Their terminal: tty1, pts/0, ... (default for sshd: ssh)");
    command->add_option("--completed", options->completed,
                        "What sshd accepted before, as in SSH_AUTH_INFO_0: \"publickey TYPE KEY\"");
    command->add_option("--target", options->target, "The account they become");
    command->add_option("--okta-group", options->okta_groups,
                        "An Okta group of theirs; again for more");
    add_config_option(*command, options->config);
    command->callback([options, &console] { explain_login(*options, console); });
}

}  // namespace okta_factor::ctl
