// SPDX-License-Identifier: MIT
// What a person does in front of a login: turn by turn, each at the message that it is for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/integration/daemon/machine.h"

namespace okta_factor::integration {

struct Asked {
    Org& org;
    const Person& person;
    const std::string& text;  // of the prompt or message
};

using Deed = std::function<std::string(const Asked&)>;  // gives back what is typed

struct Turn {
    std::string at;  // part of the prompt; a message that is no prompt may be waited for too
    Deed deed;
};

Deed types(std::string text);
inline Deed enter() {
    return types("");
}
/// Taps the number that the terminal shows, where it shows one.
Deed approves();
Deed rejects();
/// Reads the code off the app or token.
Deed reads(std::string factor_type, std::string provider = "");
/// Waits for the message and reads the code in it.
Deed receives();

struct Visit {
    Person person;
    std::vector<Turn> turns;
    std::string service = "sshd";
};

/// Carries out the turns; a prompt out of turn fails the test and ends the conversation.
test::PamResult talk(Machine& machine, Door door, const Visit& visit);

/// The number in "tap 42", if there is one.
std::optional<int> number_in(const std::string& text);

// Factors as an org file has them.
json push(const std::string& phone = "Gibson", bool number_matching = true);
inline const std::string totp_type = "token:software:totp";
json totp(const std::string& provider = "OKTA");

}  // namespace okta_factor::integration
