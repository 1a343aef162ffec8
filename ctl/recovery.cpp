// SPDX-License-Identifier: MIT
// recovery: one-time codes for a Linux user, good while Okta cannot be reached and the policy says
// when_unreachable = "recovery-code".
#include <pwd.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "ctl/command.h"
#include "ctl/manager.h"

namespace okta_factor::ctl {
namespace {

using nlohmann::ordered_json;

constexpr std::uint32_t usual_count = 8;

void print(const ordered_json& report, Console& console) {
    console.out << report.dump(2, ' ', false, ordered_json::error_handler_t::replace) << '\n';
}

// Codes belong to the name that the module sends: pw_name, however it was spelt here.
std::string account_name(const std::string& user) {
    const auto* account = getpwnam(user.c_str());
    return account ? account->pw_name : user;
}

void create(const std::string& given, std::uint32_t count, Console& console) {
    if (!getpwnam(given.c_str()))
        console.err << "Note: this machine knows no account " << given << " now.\n";
    const auto user = account_name(given);
    const auto codes = Manager{}.create_recovery_codes(user, count);
    if (console.json) {
        auto list = ordered_json::array();
        for (const auto& code : codes)
            list.push_back(code.reveal());
        print({{"user", user}, {"codes", std::move(list)}}, console);
        return;
    }
    console.out << "Recovery codes for " << user
                << ". Each is good once. They are not shown again.\n\n";
    for (const auto& code : codes)
        console.out << "  " << code.reveal() << '\n';
}

void list(Console& console) {
    const auto users = Manager{}.recovery_codes();
    if (console.json) {
        auto report = ordered_json::array();
        for (const auto& [user, left] : users)
            report.push_back({{"user", user}, {"left", left}});
        print(report, console);
        return;
    }
    if (users.empty()) console.out << "Nobody has recovery codes.\n";
    for (const auto& [user, left] : users)
        console.out << user << ": " << left << " left\n";
}

void revoke(const std::string& given, Console& console) {
    const auto user = account_name(given);
    const auto revoked = Manager{}.revoke_recovery_codes(user);
    if (console.json)
        print({{"user", user}, {"revoked", revoked}}, console);
    else
        console.out << "Revoked: " << revoked << ".\n";
}

}  // namespace

void add_recovery(CLI::App& app, Console& console) {
    auto* command = app.add_subcommand("recovery", "Codes for when Okta cannot be reached");
    command->require_subcommand(1);
    const auto user = std::make_shared<std::string>();
    const auto count = std::make_shared<std::uint32_t>(usual_count);

    auto* creating = command->add_subcommand("create", "Make codes for a user, and show them once");
    creating->add_option("USER", *user, "The Linux user")->required();
    creating->add_option("--count", *count, "How many")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    creating->callback([user, count, &console] { create(*user, *count, console); });

    command->add_subcommand("list", "Say who has how many left")->callback([&console] {
        list(console);
    });

    auto* revoking = command->add_subcommand("revoke", "Make the codes of a user worthless");
    revoking->add_option("USER", *user, "The Linux user")->required();
    revoking->callback([user, &console] { revoke(*user, console); });
}

}  // namespace okta_factor::ctl
