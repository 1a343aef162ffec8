// SPDX-License-Identifier: MIT
#include "tests/integration/daemon/machine.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <utility>

namespace okta_factor::integration {
namespace {

// Others may look into the folder, so that it is not this that keeps them out.
std::string open_to_all(const std::filesystem::path& folder) {
    ::chmod(folder.c_str(), 0755);
    return folder;
}

std::filesystem::path socket_of(const test::PrivateBus& bus) {
    return bus.address().substr(bus.address().find('/'));
}

}  // namespace

Machine::Machine(const Configuration& configuration)
    : org_(open_to_all(folder_.path())),
      daemon_(folder_.path(), org_, {.socket = folder_ / "door", .bus = bus_.address()},
              configuration) {
    open_to_all(socket_of(bus_).parent_path());
}

void Machine::stop_bus() {
    bus_.process().stop();
}

void Machine::restart_bus() {
    const auto folder = socket_of(bus_).parent_path();
    const auto log = folder_ / "second-bus.log";
    second_bus_.emplace(
        test::Command{.arguments = {"dbus-daemon", "--nofork", "--nopidfile", "--nosyslog",
                                    "--config-file=" + (folder / "bus.conf").string()},
                      .output = log});
}

test::PamResult Machine::log_in(Door door, test::PamLogin login) const {
    const auto stacks = folder_.path() / ("pam.d-" + name_of(door));
    const auto file = stacks / login.service;
    std::unique_lock lock(stacks_mutex_);
    if (!std::filesystem::exists(file)) {
        std::filesystem::create_directories(stacks);
        const auto& doors = daemon_.doors();
        std::ofstream(file) << "auth requisite " << OKTA_FACTOR_MODULE
                            << (door == Door::socket ? " bus= socket=" + doors.socket
                                                     : " socket= bus=" + doors.bus)
                            << '\n';
    }
    lock.unlock();
    login.folder = stacks;
    return test::run_pam_login(login);
}

Caller Machine::caller(Door door) const {
    return door == Door::socket ? Caller::at_socket(daemon_.doors().socket)
                                : Caller::on_bus(daemon_.doors().bus);
}

void Machine::await_okta() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    auto host = caller(Door::socket);
    while (!host.reachable()) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the daemon does not notice that Okta is back");
        // The daemon reads the answer after the org has logged it: hence the short patience.
        org_.look_for_request("GET", "/.well-known/okta-organization",
                              std::chrono::milliseconds(100));
    }
}

void Machine::await_nobody() const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    auto host = caller(Door::socket);
    while (host.active_logins() > 0)
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("somebody still logs in");
}

void Machine::inspect() {
    EXPECT_EQ(daemon_.process().stop(std::chrono::seconds(30)), 0) << daemon_.log();
    const auto log = daemon_.log();
    for (const auto& secret : org_.secrets())
        EXPECT_EQ(log.find(secret), std::string::npos) << "in the log: " << secret;
    EXPECT_EQ(log.find("correctAnswer"), std::string::npos);
    EXPECT_EQ(log.find("Authorization"), std::string::npos);
}

std::unique_ptr<Machine> MachineTest::machine_;

void MachineTest::set_up(const Configuration& configuration) {
    machine_ = std::make_unique<Machine>(configuration);
}

void MachineTest::TearDown() {
    if (HasFailure()) std::cerr << "The daemon's log:\n" << daemon().log();
}

void MachineTest::TearDownTestSuite() {
    if (machine_) machine_->inspect();
    machine_.reset();
}

std::string name_of(Door door) {
    return door == Door::socket ? "socket" : "bus";
}

}  // namespace okta_factor::integration
