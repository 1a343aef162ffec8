// SPDX-License-Identifier: MIT
#include "pam_module/login_message.h"

#include <cstdint>
#include <cstring>
#include <utility>

#include "common/protocol.h"
#include "common/utf8.h"

namespace okta_factor::pam {
namespace {

/// Appends the entries of an a{sv}; once one failed the rest is passed over.
class Dictionary {
  public:
    explicit Dictionary(sd_bus_message* message) noexcept : message_(message) {
        keep(sd_bus_message_open_container(message, SD_BUS_TYPE_ARRAY, "{sv}"));
    }

    /// Leaves out what is null, empty, or cannot travel in a D-Bus string.
    void add_text(const char* key, const char* text) noexcept {
        if (!text || !text[0]) return;
        const std::string_view whole{text, std::strlen(text)};
        const auto part = shortened(whole, longest_fact);
        if (!is_utf8(part)) return;
        open(key, "s");
        char* space = nullptr;
        if (error_ >= 0) keep(sd_bus_message_append_string_space(message_, part.size(), &space));
        if (space) std::memcpy(space, part.data(), part.size());
        close();
    }

    void add_uid(const char* key, std::uint32_t uid) noexcept {
        if (error_ >= 0) keep(sd_bus_message_append(message_, "{sv}", key, "u", uid));
    }
    void add_device(const char* key, std::uint64_t device) noexcept {
        if (error_ >= 0) keep(sd_bus_message_append(message_, "{sv}", key, "t", device));
    }
    void add_flag(const char* key, bool flag) noexcept {
        if (error_ >= 0) keep(sd_bus_message_append(message_, "{sv}", key, "b", int{flag}));
    }

    void add_groups(const char* key, const Groups& groups) noexcept {
        if (!groups.known) return;
        open(key, "as");
        if (error_ >= 0) keep(sd_bus_message_open_container(message_, SD_BUS_TYPE_ARRAY, "s"));
        const char* const end = groups.names.get() + groups.bytes;
        for (const char* name = groups.names.get(); name != end; name += std::strlen(name) + 1)
            if (error_ >= 0) keep(sd_bus_message_append_basic(message_, SD_BUS_TYPE_STRING, name));
        if (error_ >= 0) keep(sd_bus_message_close_container(message_));
        close();
    }

    [[nodiscard]] bool finish() noexcept {
        if (error_ >= 0) keep(sd_bus_message_close_container(message_));
        return error_ >= 0;
    }

  private:
    void keep(int result) noexcept {
        if (error_ >= 0) error_ = result;
    }
    void open(const char* key, const char* type) noexcept {
        if (error_ >= 0)
            keep(sd_bus_message_open_container(message_, SD_BUS_TYPE_DICT_ENTRY, "sv"));
        if (error_ >= 0) keep(sd_bus_message_append_basic(message_, SD_BUS_TYPE_STRING, key));
        if (error_ >= 0) keep(sd_bus_message_open_container(message_, SD_BUS_TYPE_VARIANT, type));
    }
    void close() noexcept {
        if (error_ >= 0) keep(sd_bus_message_close_container(message_));
        if (error_ >= 0) keep(sd_bus_message_close_container(message_));
    }

    sd_bus_message* message_;
    int error_ = 0;
};

Message method_call(sd_bus* bus, const char* destination, const char* path, const char* interface,
                    const char* method) noexcept {
    sd_bus_message* message = nullptr;
    sd_bus_message_new_method_call(bus, &message, destination, path, interface, method);
    return Message{message};
}

}  // namespace

Message start_login(sd_bus* bus, const char* destination, const Person& person,
                    const HostFacts& facts) noexcept {
    auto message = method_call(bus, destination, protocol::manager_path,
                               protocol::manager_interface, "StartLogin");
    if (!message) return nullptr;
    Dictionary login{message.get()};
    login.add_text("user", person.user);
    if (person.has_uid) login.add_uid("uid", person.uid);
    login.add_groups("groups", person.groups);
    login.add_text("target", person.target);
    login.add_text("service", facts.service);
    login.add_text("tty", facts.tty);
    if (facts.tty_device) login.add_device("tty_device", facts.tty_device);
    login.add_text("rhost", facts.rhost);
    login.add_text("session", facts.session);
    login.add_text("command", facts.command);
    login.add_text("completed", facts.completed);
    login.add_flag("silent", facts.silent);
    return login.finish() ? std::move(message) : nullptr;
}

Message login_call(sd_bus* bus, const char* destination, const char* login, const char* method,
                   const char* text) noexcept {
    auto message = method_call(bus, destination, login, protocol::login_interface, method);
    if (!message || !text) return message;
    if (sd_bus_message_sensitive(message.get()) < 0 ||
        sd_bus_message_append_basic(message.get(), SD_BUS_TYPE_STRING, text) < 0)
        return nullptr;
    return message;
}

}  // namespace okta_factor::pam
