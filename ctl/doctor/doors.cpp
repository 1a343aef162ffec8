// SPDX-License-Identifier: MIT
#include <cstring>
#include <stdexcept>

#include "common/protocol.h"
#include "ctl/bus_json.h"
#include "ctl/doctor/door_findings.h"
#include "pam_module/door.h"

namespace okta_factor::doctor {
namespace {

constexpr pam::Microseconds knock_patience = 3 * pam::second;
constexpr char properties[] = "org.freedesktop.DBus.Properties";

class Visitor {
  public:
    bool enter(const std::string& socket, std::string& trouble) {
        const auto waited = socket.empty() ? door_.open_bus(nullptr, in_time())
                                           : door_.open_socket(socket.c_str(), in_time());
        return is_done(waited, trouble);
    }

    /// The answer of a method without arguments, or with two strings.
    pam::Message ask(const char* interface, const char* method, const char* first,
                     const char* second, std::string& trouble) {
        sd_bus_message* raw = nullptr;
        sd_bus_message_new_method_call(door_.bus(), &raw, door_.destination(),
                                       protocol::manager_path, interface, method);
        const pam::Message call{raw};
        if (raw && first) sd_bus_message_append(raw, "ss", first, second);
        pam::Message answer;
        if (!is_done(door_.call(call, in_time(), answer), trouble)) return nullptr;
        if (const auto* error = sd_bus_message_get_error(answer.get())) {
            trouble = error->message ? error->message : error->name;
            return nullptr;
        }
        return answer;
    }

  private:
    [[nodiscard]] pam::Patience in_time() const {
        return {pam::now() + knock_patience, interrupt_};
    }

    bool is_done(pam::Waited waited, std::string& trouble) const {
        if (waited == pam::Waited::done) return true;
        trouble = waited == pam::Waited::lost ? std::strerror(door_.error()) : "no answer in time";
        return false;
    }

    pam::Interrupt interrupt_;
    pam::Door door_;
};

// What the daemon says at the first door that it answers at.
void listen(Visitor& visitor, Doors& doors) {
    std::string ignored;
    if (auto answer = visitor.ask(protocol::manager_interface, "Status", nullptr, nullptr, ignored))
        doors.status = ctl::read_value(answer.get());
    if (auto answer =
            visitor.ask(properties, "Get", protocol::manager_interface, "Reachable", ignored))
        doors.reachable = ctl::read_value(answer.get()) == true;
    static_cast<void>(visitor.ask(protocol::manager_interface, "RecoveryCodes", nullptr, nullptr,
                                  doors.recovery_trouble));
}

std::string visit(const std::string& socket, Doors& doors) {
    std::string trouble;
    Visitor visitor;
    if (!visitor.enter(socket, trouble)) return trouble;
    if (!visitor.ask(properties, "Get", protocol::manager_interface, "Version", trouble))
        return trouble;
    try {
        if (!doors.reachable) listen(visitor, doors);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

}  // namespace

Doors knock(const std::string& socket) {
    Doors doors;
    doors.socket = socket;
    doors.socket_trouble = visit(socket, doors);
    doors.bus_trouble = visit({}, doors);
    return doors;
}

}  // namespace okta_factor::doctor
