// SPDX-License-Identifier: MIT
// What fake_daemon reads and says on D-Bus, right and wrong.
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace okta_factor::test {

/// Throws std::runtime_error for a negative errno.
int check(int result, const char* what);

/// The argument of StartLogin.
nlohmann::json facts_in(sd_bus_message* message);

void append_step(sd_bus_message* reply, const nlohmann::json& answer);
/// A body of a wrong type: "empty", "string", "no-path" and others.
void append_wrong_body(sd_bus_message* reply, const std::string& kind);

/// A signal that says granted: no verdict, for only the reply to one's own call is one.
void send_signal(sd_bus* bus);
void write_raw(sd_bus* bus, std::string_view bytes);
/// A method return that grants to call `number`, by hand, for sd-bus makes none without a call.
std::string grant_for(std::uint32_t number);

}  // namespace okta_factor::test
