// SPDX-License-Identifier: MIT
#include "daemon/bus/facts.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "daemon/bus/handles.h"

namespace okta_factor::bus {
namespace {

using policy::LoginFacts;

constexpr std::size_t longest_text =
    64 * 1024;                              // a sudo command line may be long; nothing is longer
constexpr std::size_t most_groups = 65536;  // NGROUPS_MAX of Linux
constexpr std::size_t most_keys = 64;

std::string text(sd_bus_message* message) {
    const char* value = nullptr;
    check(sd_bus_message_read_basic(message, 's', &value), "reading a string");
    return std::string{std::string_view{value}.substr(0, longest_text)};
}

struct Fact {
    std::string_view key;
    const char* signature;
    void (*read)(sd_bus_message*, LoginFacts&);
};

constexpr std::array facts{
    Fact{"user", "s", [](sd_bus_message* m, LoginFacts& f) { f.user = text(m); }},
    Fact{"uid", "u",
         [](sd_bus_message* m, LoginFacts& f) {
             uint32_t uid = 0;
             check(sd_bus_message_read_basic(m, 'u', &uid), "reading uid");
             f.uid = uid;
         }},
    Fact{"groups", "as",
         [](sd_bus_message* m, LoginFacts& f) {
             auto& groups = f.groups.emplace();
             check(sd_bus_message_enter_container(m, 'a', "s"), "reading groups");
             while (sd_bus_message_at_end(m, 0) == 0) {
                 if (groups.size() >= most_groups) check(-E2BIG, "reading groups");
                 groups.push_back(text(m));
             }
             check(sd_bus_message_exit_container(m), "reading groups");
         }},
    Fact{"target", "s", [](sd_bus_message* m, LoginFacts& f) { f.target = text(m); }},
    Fact{"service", "s", [](sd_bus_message* m, LoginFacts& f) { f.service = text(m); }},
    Fact{"tty", "s", [](sd_bus_message* m, LoginFacts& f) { f.tty = text(m); }},
    Fact{"tty_device", "t",
         [](sd_bus_message* m, LoginFacts& f) {
             uint64_t device = 0;
             check(sd_bus_message_read_basic(m, 't', &device), "reading tty_device");
             f.tty_device = device;
         }},
    Fact{"rhost", "s", [](sd_bus_message* m, LoginFacts& f) { f.rhost = text(m); }},
    Fact{"session", "s", [](sd_bus_message* m, LoginFacts& f) { f.session = text(m); }},
    Fact{"command", "s", [](sd_bus_message* m, LoginFacts& f) { f.command = text(m); }},
    Fact{"completed", "s", [](sd_bus_message* m, LoginFacts& f) { f.completed = text(m); }},
    Fact{"silent", "b",
         [](sd_bus_message* m, LoginFacts& f) {
             int silent = 0;
             check(sd_bus_message_read_basic(m, 'b', &silent), "reading silent");
             f.silent = silent != 0;
         }},
};

const Fact* find(std::string_view key) {
    for (const auto& fact : facts)
        if (fact.key == key) return &fact;
    return nullptr;
}

// Nothing, or what is wrong with this entry.
std::optional<std::string> read_entry(sd_bus_message* message, LoginFacts& into) {
    check(sd_bus_message_enter_container(message, 'e', "sv"), "reading an entry");
    const auto key = text(message);
    const char* signature = nullptr;
    check(sd_bus_message_peek_type(message, nullptr, &signature), "reading a variant");
    const Fact* fact = find(key);
    if (!fact) {
        check(sd_bus_message_skip(message, "v"), "passing over an entry");
    } else if (std::string_view{signature} != fact->signature) {
        return "login fact '" + key + "' must have the type " + fact->signature;
    } else {
        check(sd_bus_message_enter_container(message, 'v', fact->signature), "reading a variant");
        fact->read(message, into);
        check(sd_bus_message_exit_container(message), "reading a variant");
    }
    check(sd_bus_message_exit_container(message), "reading an entry");
    return {};
}

// Facts whose absence means "unknown" are absent, not empty.
void drop_empty(std::optional<std::string>& fact) {
    if (fact && fact->empty()) fact.reset();
}

}  // namespace

tl::expected<LoginFacts, std::string> read_facts(sd_bus_message* message) {
    LoginFacts result;
    try {
        check(sd_bus_message_enter_container(message, 'a', "{sv}"), "reading the login");
        for (std::size_t keys = 0; sd_bus_message_at_end(message, 0) == 0; ++keys) {
            if (keys >= most_keys) return tl::unexpected{std::string{"too many login facts"}};
            if (auto mistake = read_entry(message, result))
                return tl::unexpected{std::move(*mistake)};
        }
        check(sd_bus_message_exit_container(message), "reading the login");
    } catch (const std::system_error& error) {
        return tl::unexpected{std::string{error.what()}};
    }
    if (result.service.empty()) return tl::unexpected{std::string{"a login needs a service"}};
    for (auto* fact : {&result.target, &result.tty, &result.rhost, &result.session, &result.command,
                       &result.completed})
        drop_empty(*fact);
    return result;
}

}  // namespace okta_factor::bus
