// SPDX-License-Identifier: MIT
#include "tests/support/fake_daemon.h"

#include <stdexcept>

namespace okta_factor::test {
namespace {

std::vector<std::string> arguments(const FakeDaemon::Doors& doors, const Script& script,
                                   bool log_calls) {
    std::vector<std::string> argv{OKTA_FACTOR_FAKE_DAEMON, "--script",
                                  nlohmann::json(script).dump()};
    if (!doors.socket.empty()) argv.insert(argv.end(), {"--socket", doors.socket});
    if (!doors.bus.empty()) argv.insert(argv.end(), {"--bus", doors.bus});
    if (!log_calls) argv.emplace_back("--quiet");
    return argv;
}

}  // namespace

FakeDaemon::FakeDaemon(const Doors& doors, const Script& script, bool log_calls)
    : process_(Command{.arguments = arguments(doors, script, log_calls),
                       .output = output_.path(),
                       .listen_fds = doors.listener < 0 ? std::vector<int>{}
                                                        : std::vector<int>{doors.listener}}) {
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

nlohmann::json step(const Messages& messages, const std::string& expects,
                    const std::string& verdict) {
    return {{"messages", messages}, {"expects", expects}, {"verdict", verdict}};
}

nlohmann::json verdict(const std::string& word, const Messages& messages) {
    return step(messages, "done", word);
}

nlohmann::json prompt(const std::string& text, Messages messages_before) {
    messages_before.emplace_back("prompt", text);
    return step(messages_before, "reply", "");
}

nlohmann::json just(const std::string& what) {
    return {{what, true}};
}

}  // namespace okta_factor::test
