// SPDX-License-Identifier: MIT
#include "tests/support/fake_daemon.h"

#include <stdexcept>

namespace okta_factor::test {
namespace {

std::vector<std::string> arguments(const FakeDaemon::Doors& doors, const nlohmann::json& script,
                                   bool log_calls) {
    std::vector<std::string> argv{OKTA_FACTOR_FAKE_DAEMON, "--script", script.dump()};
    if (!doors.socket.empty()) argv.insert(argv.end(), {"--socket", doors.socket});
    if (!doors.bus.empty()) argv.insert(argv.end(), {"--bus", doors.bus});
    if (!log_calls) argv.emplace_back("--quiet");
    return argv;
}

nlohmann::json as_array(nlohmann::json messages) {
    return messages.is_null() ? nlohmann::json::array() : std::move(messages);
}

}  // namespace

FakeDaemon::FakeDaemon(const Doors& doors, const nlohmann::json& script, bool log_calls)
    : process_(
          Command{.arguments = arguments(doors, script, log_calls), .output = output_.path()}) {
    const auto line = output_.next_line();
    if (line != "ready") throw std::runtime_error("no fake_daemon: " + line.value_or(""));
}

nlohmann::json FakeDaemon::next_call() {
    const auto line = output_.next_line();
    if (!line) throw std::runtime_error("fake_daemon has ended");
    return nlohmann::json::parse(*line);
}

nlohmann::json FakeDaemon::expect_call(const std::string& name) {
    for (;;) {
        auto call = next_call();
        if (call["call"] == name) return call;
    }
}

nlohmann::json verdict(const std::string& word, nlohmann::json messages) {
    return {{"messages", as_array(std::move(messages))}, {"expects", "done"}, {"verdict", word}};
}

nlohmann::json prompt(const std::string& text, nlohmann::json messages_before) {
    auto messages = as_array(std::move(messages_before));
    messages.push_back({"prompt", text});
    return {{"messages", std::move(messages)}, {"expects", "reply"}, {"verdict", ""}};
}

}  // namespace okta_factor::test
