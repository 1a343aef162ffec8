// SPDX-License-Identifier: MIT
// See fake_daemon.h for the script.
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <list>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "common/protocol.h"
#include "tests/support/fake_answers.h"

using nlohmann::json;
using namespace okta_factor::test;
namespace protocol = okta_factor::protocol;

namespace {

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
        if (answer.contains("exit_after")) _exit(sd_bus_flush(peer.bus) < 0);
        return;
    }
    for (int i = 0; i < answer.value("signals", 0); ++i)
        send_signal(peer.bus);
    for (int i = 0; i < (answer.contains("twice") ? 2 : 1); ++i) {
        sd_bus_message* reply = nullptr;
        check(sd_bus_message_new_method_return(call, &reply), "reply");
        if (answer.contains("wrong")) {
            append_wrong_body(reply, answer["wrong"]);
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
    } else if (name == "Reply" || name == "Abandon") {
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

void serve_listener(Daemon& daemon, int fd) {
    check(sd_event_add_io(daemon.event, nullptr, fd, 1 /* EPOLLIN */, on_connection, &daemon),
          "listener");
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
    serve_listener(daemon, fd);
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
    if (sd_listen_fds(1) > 0) serve_listener(daemon, SD_LISTEN_FDS_START);
    if (!socket.empty()) listen_at(daemon, socket);
    if (!bus.empty()) join_bus(daemon, bus);
    std::cout << "ready" << std::endl;
    return sd_event_loop(daemon.event);
} catch (const std::exception& error) {
    std::cerr << "fake_daemon: " << error.what() << std::endl;
    return 1;
}
