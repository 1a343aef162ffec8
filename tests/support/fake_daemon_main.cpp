// SPDX-License-Identifier: MIT
// See fake_daemon.h for the script.
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <list>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/protocol.h"

using nlohmann::json;
namespace protocol = okta_factor::protocol;

namespace {

int check(int result, const char* what) {
    if (result < 0) throw std::runtime_error(std::string(what) + ": " + std::strerror(-result));
    return result;
}

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

struct Daemon;

struct Peer {
    Daemon& daemon;
    sd_bus* bus;
    std::size_t next = 0;
};

struct Daemon {
    sd_event* event = nullptr;
    json script = json::array();
    bool quiet = false;
    std::list<Peer> peers;

    void log(const json& entry) const {
        if (!quiet) std::cout << entry.dump() << std::endl;
    }
    json next_answer(Peer& peer, bool starts) const {
        if (starts) peer.next = 0;
        if (peer.next < script.size()) return script[peer.next++];
        return {{"messages", json::array()}, {"expects", "done"}, {"verdict", "denied-final"}};
    }
};

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

/// A signal that says granted: no verdict, for only the reply to one's own call is one.
void send_signal(sd_bus* bus) {
    check(sd_bus_emit_signal(bus, "/org/oktafactor1/login/1", protocol::login_interface, "Done",
                             "oa(ss)ss", "/a", 0, "done", "granted"),
          "signal");
}

void write_raw(sd_bus* bus, std::string_view bytes) {
    const ssize_t written = write(sd_bus_get_fd(bus), bytes.data(), bytes.size());
    (void)written;
}

/// A method return that grants to call `number`, by hand, for sd-bus makes none without a call.
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

void answer_now(Peer& peer, sd_bus_message* call, const json& answer) {
    const bool starts = std::strcmp(sd_bus_message_get_member(call), "StartLogin") == 0;
    if (answer.contains("exit")) _exit(0);
    if (answer.contains("nothing")) return;
    if (answer.contains("flood")) {
        for (int i = 0; i < 20'000; ++i)
            send_signal(peer.bus);
        return;
    }
    if (answer.contains("disconnect")) return sd_bus_close(peer.bus);
    if (answer.contains("raw")) return write_raw(peer.bus, answer["raw"].get<std::string>());
    if (answer.contains("error")) {
        sd_bus_reply_method_errorf(call, answer["error"].get<std::string>().c_str(), "%s",
                                   answer.value("text", "").c_str());
        return;
    }
    for (int i = 0; i < answer.value("signals", 0); ++i)
        send_signal(peer.bus);
    for (int i = 0; i < (answer.contains("twice") ? 2 : 1); ++i) {
        sd_bus_message* reply = nullptr;
        check(sd_bus_message_new_method_return(call, &reply), "reply");
        if (answer.contains("wrong")) {
            wrong_bodies.at(answer["wrong"])(reply);
        } else {
            if (starts) sd_bus_message_append(reply, "o", "/org/oktafactor1/login/1");
            append_step(reply, answer);
        }
        sd_bus_send(peer.bus, reply, nullptr);
        sd_bus_message_unref(reply);
    }
    sd_bus_flush(peer.bus);
    std::uint64_t number = 0;
    check(sd_bus_message_get_cookie(call, &number), "cookie");
    if (answer.contains("early")) {
        write_raw(peer.bus, grant_for(static_cast<std::uint32_t>(number) + 1));
        peer.daemon.log({{"call", "granted early"}});
    }
    if (answer.contains("exit_after")) _exit(0);
}

struct Later {
    Peer& peer;
    sd_bus_message* call;
    json answer;
};

void answer(Peer& peer, sd_bus_message* call, const json& answer) {
    const int delay = answer.value("delay_ms", 0);
    if (delay == 0) return answer_now(peer, call, answer);
    const auto at_its_time = [](sd_event_source*, std::uint64_t, void* data) {
        const std::unique_ptr<Later> later{static_cast<Later*>(data)};
        answer_now(later->peer, later->call, later->answer);
        sd_bus_message_unref(later->call);
        return 0;
    };
    auto* const later = new Later{peer, sd_bus_message_ref(call), answer};
    check(
        sd_event_add_time_relative(peer.daemon.event, nullptr, CLOCK_MONOTONIC,
                                   static_cast<std::uint64_t>(delay) * 1000, 0, at_its_time, later),
        "timer");
}

int take_call(sd_bus_message* call, Peer& peer) {
    const char* const member = sd_bus_message_get_member(call);
    const std::string name = member ? member : "";
    if (sd_bus_message_is_signal(call, "org.freedesktop.DBus.Local", "Disconnected") > 0) {
        peer.daemon.log({{"call", "gone"}});
        return 0;
    }
    if (sd_bus_message_is_method_call(call, nullptr, nullptr) <= 0) return 0;
    if (name == "StartLogin") {
        peer.daemon.log({{"call", name}, {"login", facts_in(call)}});
    } else if (name == "Reply") {
        const char* text = nullptr;
        check(sd_bus_message_read(call, "s", &text), "text");
        peer.daemon.log({{"call", name}, {"text", text}});
    } else if (name == "Wait" || name == "Cancel") {
        peer.daemon.log({{"call", name}});
        if (name == "Cancel") return 1;
    } else {
        return 0;
    }
    answer(peer, call, peer.daemon.next_answer(peer, name == "StartLogin"));
    return 1;
}

int on_message(sd_bus_message* message, void* peer, sd_bus_error*) {
    try {
        return take_call(message, *static_cast<Peer*>(peer));
    } catch (const std::exception& error) {
        std::cerr << "fake_daemon: " << error.what() << std::endl;
        _exit(1);
    }
}

void serve(Daemon& daemon, sd_bus* bus) {
    auto& peer = daemon.peers.emplace_back(Peer{daemon, bus});
    check(sd_bus_add_filter(bus, nullptr, on_message, &peer), "filter");
    check(sd_bus_attach_event(bus, daemon.event, SD_EVENT_PRIORITY_NORMAL), "event");
}

int on_connection(sd_event_source*, int listener, std::uint32_t, void* data) {
    auto& daemon = *static_cast<Daemon*>(data);
    const int fd = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0) return 0;
    std::erase_if(daemon.peers, [](const Peer& peer) {
        if (sd_bus_is_open(peer.bus) > 0) return false;
        sd_bus_unref(peer.bus);
        return true;
    });
    sd_bus* bus = nullptr;
    sd_id128_t id;
    sd_id128_randomize(&id);
    check(sd_bus_new(&bus), "bus");
    check(sd_bus_set_fd(bus, fd, fd), "fd");
    check(sd_bus_set_server(bus, 1, id), "server");
    check(sd_bus_start(bus), "start");
    serve(daemon, bus);
    return 0;
}

void listen_at(Daemon& daemon, const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error(path + ": too long");
    std::strcpy(address.sun_path, path.c_str());
    unlink(path.c_str());
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(fd, 1024) != 0)
        throw std::runtime_error(path + ": " + std::strerror(errno));
    check(sd_event_add_io(daemon.event, nullptr, fd, 1 /* EPOLLIN */, on_connection, &daemon),
          "listener");
}

void join_bus(Daemon& daemon, const std::string& address) {
    sd_bus* bus = nullptr;
    check(sd_bus_new(&bus), "bus");
    check(sd_bus_set_address(bus, address.c_str()), "address");
    check(sd_bus_set_bus_client(bus, 1), "client");
    check(sd_bus_start(bus), "start");
    check(sd_bus_request_name(bus, protocol::bus_name, 0), "name");
    serve(daemon, bus);
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app{"Say to the PAM module what a script says (see fake_daemon.h)."};
    std::string script = "[]";
    std::string socket;
    std::string bus;
    Daemon daemon;
    app.add_option("--script", script, "JSON array of answers");
    app.add_option("--socket", socket, "serve the direct socket here");
    app.add_option("--bus", bus, "own org.oktafactor1 on the bus at this address");
    app.add_flag("--quiet", daemon.quiet, "do not print the calls");
    CLI11_PARSE(app, argc, argv);

    daemon.script = json::parse(script);
    check(sd_event_new(&daemon.event), "event");
    if (!socket.empty()) listen_at(daemon, socket);
    if (!bus.empty()) join_bus(daemon, bus);
    std::cout << "ready" << std::endl;
    return sd_event_loop(daemon.event);
} catch (const std::exception& error) {
    std::cerr << "fake_daemon: " << error.what() << std::endl;
    return 1;
}
