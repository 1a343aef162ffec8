// SPDX-License-Identifier: MIT
#include "ctl/manager.h"

#include <cstdint>
#include <cstring>
#include <sstream>
#include <stdexcept>

#include "common/protocol.h"
#include "ctl/bus_json.h"
#include "ctl/configuration.h"
#include "ctl/failure.h"

namespace okta_factor::ctl {
namespace {

using protocol::bus_name;
using protocol::manager_interface;
using protocol::manager_path;

constexpr char bad_configuration[] = "org.oktafactor1.Error.BadConfiguration";

/// One mistake a line.
policy::Mistakes mistakes_in(const std::string& text) {
    policy::Mistakes mistakes;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);)
        mistakes.push_back(mistake_from(line));
    return mistakes;
}

class Error {
  public:
    Error() = default;
    Error(const Error&) = delete;
    Error& operator=(const Error&) = delete;
    ~Error() { sd_bus_error_free(&error_); }
    sd_bus_error* get() { return &error_; }
    [[noreturn]] void raise(int result) const {
        const bool absent = sd_bus_error_has_name(&error_, SD_BUS_ERROR_SERVICE_UNKNOWN) ||
                            sd_bus_error_has_name(&error_, SD_BUS_ERROR_NAME_HAS_NO_OWNER);
        if (absent) throw std::runtime_error("okta-factord is not running, or not on this bus");
        if (error_.message && sd_bus_error_has_name(&error_, bad_configuration))
            throw ConfigurationRefused{mistakes_in(error_.message)};
        throw std::runtime_error(error_.message ? error_.message : std::strerror(-result));
    }

  private:
    sd_bus_error error_ = SD_BUS_ERROR_NULL;
};

struct MessageDeleter {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, MessageDeleter>;

std::string text_property(sd_bus* bus, const char* name) {
    Error error;
    char* text = nullptr;
    const int result = sd_bus_get_property_string(bus, bus_name, manager_path, manager_interface,
                                                  name, error.get(), &text);
    if (result < 0) error.raise(result);
    std::string copy{text};
    free(text);
    return copy;
}

template <class T>
T property(sd_bus* bus, const char* name, char type) {
    Error error;
    T value{};
    const int result = sd_bus_get_property_trivial(bus, bus_name, manager_path, manager_interface,
                                                   name, error.get(), type, &value);
    if (result < 0) error.raise(result);
    return value;
}

}  // namespace

Manager::Manager() {
    sd_bus* bus = nullptr;
    const int result = sd_bus_open_system(&bus);
    if (result < 0)
        throw std::runtime_error(std::string{"cannot reach the system bus: "} +
                                 std::strerror(-result));
    bus_.reset(bus);
}

void Manager::reload() {
    Error error;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "Reload", error.get(), nullptr, "");
    if (result < 0) error.raise(result);
}

bool Manager::unlock(const std::string& okta_user) {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "Unlock", error.get(), &raw, "s", okta_user.c_str());
    const Message reply{raw};
    if (result < 0) error.raise(result);
    int cleared = 0;
    if (const int read = sd_bus_message_read_basic(raw, 'b', &cleared); read < 0) error.raise(read);
    return cleared != 0;
}

std::vector<Secret> Manager::create_recovery_codes(const std::string& user, std::uint32_t count) {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result =
        sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                           "CreateRecoveryCodes", error.get(), &raw, "su", user.c_str(), count);
    const Message reply{raw};
    if (result < 0) error.raise(result);
    sd_bus_message_sensitive(raw);
    std::vector<Secret> codes;
    const char* code = nullptr;
    int read = sd_bus_message_enter_container(raw, 'a', "s");
    while (read >= 0 && (read = sd_bus_message_read_basic(raw, 's', &code)) > 0)
        codes.emplace_back(std::string_view{code});
    if (read < 0) error.raise(read);
    return codes;
}

std::vector<std::pair<std::string, std::uint32_t>> Manager::recovery_codes() {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "RecoveryCodes", error.get(), &raw, "");
    const Message reply{raw};
    if (result < 0) error.raise(result);
    return read_value(raw).get<std::vector<std::pair<std::string, std::uint32_t>>>();
}

std::uint32_t Manager::revoke_recovery_codes(const std::string& user) {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result =
        sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                           "RevokeRecoveryCodes", error.get(), &raw, "s", user.c_str());
    const Message reply{raw};
    if (result < 0) error.raise(result);
    return read_value(raw).get<std::uint32_t>();
}

Manager::Status Manager::status() {
    Status status;
    status.version = text_property(bus_.get(), "Version");
    status.org = text_property(bus_.get(), "Org");
    status.reachable = property<int>(bus_.get(), "Reachable", 'b') != 0;
    status.active_logins = property<std::uint32_t>(bus_.get(), "ActiveLogins", 'u');
    status.since_usec = property<std::uint64_t>(bus_.get(), "Since", 't');
    return status;
}

nlohmann::ordered_json Manager::details() {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "Status", error.get(), &raw, "");
    const Message reply{raw};
    if (sd_bus_error_has_name(error.get(), SD_BUS_ERROR_UNKNOWN_METHOD))
        return nlohmann::ordered_json::object();
    if (result < 0) error.raise(result);
    return read_value(raw);
}

nlohmann::ordered_json Manager::sessions() {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "Sessions", error.get(), &raw, "");
    const Message reply{raw};
    if (result < 0) error.raise(result);
    return read_value(raw);
}

std::uint32_t Manager::forget(const std::string& user) {
    Error error;
    sd_bus_message* raw = nullptr;
    const int result = sd_bus_call_method(bus_.get(), bus_name, manager_path, manager_interface,
                                          "Forget", error.get(), &raw, "s", user.c_str());
    const Message reply{raw};
    if (result < 0) error.raise(result);
    return read_value(raw).get<std::uint32_t>();
}

}  // namespace okta_factor::ctl
