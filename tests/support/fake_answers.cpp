// SPDX-License-Identifier: MIT
#include "tests/support/fake_answers.h"

#include <unistd.h>

#include <cstring>
#include <map>
#include <stdexcept>

#include "common/protocol.h"

namespace okta_factor::test {

using nlohmann::json;

namespace {

/// What can be wrong with the type of an answer: how its body is made.
const std::map<std::string, void (*)(sd_bus_message*)> wrong_bodies{
    {"empty", [](sd_bus_message*) {}},
    {"string", [](sd_bus_message* m) { sd_bus_message_append(m, "s", "granted"); }},
    {"no-path",
     [](sd_bus_message* m) { sd_bus_message_append(m, "a(ss)ss", 0, "done", "granted"); }},
    {"path",
     [](sd_bus_message* m) { sd_bus_message_append(m, "oa(ss)ss", "/a", 0, "done", "granted"); }},
    {"string-path",
     [](sd_bus_message* m) { sd_bus_message_append(m, "sa(ss)ss", "/a", 0, "done", "granted"); }},
    {"number", [](sd_bus_message* m) { sd_bus_message_append(m, "oa(ss)su", "/a", 0, "done", 0); }},
    {"strings",
     [](sd_bus_message* m) { sd_bus_message_append(m, "oasss", "/a", 0, "done", "granted"); }},
    {"extra",
     [](sd_bus_message* m) {
         sd_bus_message_append(m, "oa(ss)sss", "/a", 0, "done", "granted", "");
     }},
    {"variant", [](sd_bus_message* m) { sd_bus_message_append(m, "v", "s", "granted"); }},
};

}  // namespace

int check(int result, const char* what) {
    if (result < 0) throw std::runtime_error(std::string(what) + ": " + std::strerror(-result));
    return result;
}

json facts_in(sd_bus_message* message) {
    json facts = json::object();
    check(sd_bus_message_enter_container(message, 'a', "{sv}"), "a{sv}");
    while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
        const char* key = nullptr;
        const char* type = nullptr;
        check(sd_bus_message_read(message, "s", &key), "key");
        check(sd_bus_message_peek_type(message, nullptr, &type), "variant");
        const std::string signature = type;
        check(sd_bus_message_enter_container(message, 'v', type), "variant");
        if (signature == "s") {
            const char* text = nullptr;
            check(sd_bus_message_read(message, "s", &text), key);
            facts[key] = text;
        } else if (signature == "u") {
            std::uint32_t number = 0;
            check(sd_bus_message_read(message, "u", &number), key);
            facts[key] = number;
        } else if (signature == "t") {
            std::uint64_t number = 0;
            check(sd_bus_message_read(message, "t", &number), key);
            facts[key] = number;
        } else if (signature == "b") {
            int flag = 0;
            check(sd_bus_message_read(message, "b", &flag), key);
            facts[key] = flag != 0;
        } else if (signature == "as") {
            facts[key] = json::array();
            check(sd_bus_message_enter_container(message, 'a', "s"), key);
            const char* text = nullptr;
            while (sd_bus_message_read(message, "s", &text) > 0)
                facts[key].push_back(text);
            check(sd_bus_message_exit_container(message), key);
        } else {
            throw std::runtime_error("unexpected type " + signature + " of " + key);
        }
        check(sd_bus_message_exit_container(message), "variant");
        check(sd_bus_message_exit_container(message), "entry");
    }
    return facts;
}

void append_step(sd_bus_message* reply, const json& answer) {
    const auto append = [reply](const std::string& kind, const std::string& text) {
        check(sd_bus_message_append(reply, "(ss)", kind.c_str(), text.c_str()), "message");
    };
    check(sd_bus_message_open_container(reply, 'a', "(ss)"), "messages");
    if (answer.contains("many"))
        for (int i = 0; i < answer["many"][1].get<int>(); ++i)
            append(answer["many"][0], std::string(answer["many"][2].get<std::size_t>(), 'x'));
    for (const auto& message : answer["messages"])
        append(message[0], message[1]);
    check(sd_bus_message_close_container(reply), "messages");
    check(sd_bus_message_append(reply, "ss", answer["expects"].get<std::string>().c_str(),
                                answer["verdict"].get<std::string>().c_str()),
          "ending");
}

void append_wrong_body(sd_bus_message* reply, const std::string& kind) {
    wrong_bodies.at(kind)(reply);
}

void send_signal(sd_bus* bus) {
    check(sd_bus_emit_signal(bus, "/org/oktafactor1/login/1", protocol::login_interface, "Done",
                             "oa(ss)ss", "/a", 0, "done", "granted"),
          "signal");
}

void write_raw(sd_bus* bus, std::string_view bytes) {
    const ssize_t written = write(sd_bus_get_fd(bus), bytes.data(), bytes.size());
    (void)written;
}

std::string grant_for(std::uint32_t number) {
    // Header: l, method return, no flags, version 1, body length, serial, then reply serial (u) and
    // signature (g); body: o, a(ss), s, s. All little-endian and aligned as the specification says.
    std::string body;
    const auto pad = [](std::string& to, std::size_t alignment) {
        while (to.size() % alignment)
            to += '\0';
    };
    const auto put = [&pad](std::string& to, std::uint32_t value) {
        pad(to, 4);
        for (int shift = 0; shift < 32; shift += 8)
            to += static_cast<char>((value >> shift) & 0xFF);
    };
    const auto put_string = [&put](std::string& to, std::string_view text) {
        put(to, static_cast<std::uint32_t>(text.size()));
        to.append(text);
        to += '\0';
    };
    put(body, 0);
    pad(body, 8);
    put_string(body, "done");
    put_string(body, "granted");

    constexpr std::string_view signature = protocol::step_signature;
    std::string fields;
    fields += {5, 1, 'u', 0};
    put(fields, number);
    fields += {8, 1, 'g', 0};
    fields += static_cast<char>(signature.size());
    fields.append(signature);
    fields += '\0';

    std::string message{'l', 2, 0, 1};
    put(message, static_cast<std::uint32_t>(body.size()));
    put(message, 1000 + number);
    put(message, static_cast<std::uint32_t>(fields.size()));
    message += fields;
    pad(message, 8);
    return message + body;
}

}  // namespace okta_factor::test
