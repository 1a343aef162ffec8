// SPDX-License-Identifier: MIT
#include "tests/integration/daemon/caller.h"

#include <grp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <stdexcept>

#include "common/protocol.h"

namespace okta_factor::integration {
namespace {

using bus::check;
using bus::Message;
using namespace protocol;

bus::Bus new_bus() {
    sd_bus* raw = nullptr;
    check(sd_bus_new(&raw), "sd_bus_new");
    return bus::Bus{raw};
}

int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        const int error = errno;
        ::close(fd);
        throw std::system_error(error, std::generic_category(), path);
    }
    return fd;
}

Step read_step(const Message& answer) {
    Step step;
    sd_bus_message* const m = answer.get();
    if (const sd_bus_error* error = sd_bus_message_get_error(m)) {
        step.error = error->name;
        step.error_text = error->message ? error->message : "";
        return step;
    }
    if (const char* sender = sd_bus_message_get_sender(m)) step.daemon = sender;
    const char* text = nullptr;
    if (sd_bus_message_has_signature(m, start_login_output) > 0) {
        check(sd_bus_message_read_basic(m, 'o', &text), "the login's path");
        step.login = text;
    }
    check(sd_bus_message_enter_container(m, 'a', "(ss)"), "the messages");
    const char* kind = nullptr;
    while (check(sd_bus_message_read(m, "(ss)", &kind, &text), "a message") > 0)
        step.messages.emplace_back(kind, text);
    check(sd_bus_message_exit_container(m), "the messages");
    check(sd_bus_message_read(m, "ss", &kind, &text), "the verdict");
    step.expects = kind;
    step.verdict = text;
    return step;
}

}  // namespace

struct Caller::Pending::State {
    Message answer;
    bus::Slot slot;
};

Caller Caller::at_socket(const std::string& path) {
    auto bus = new_bus();
    const int fd = connect_to(path);
    check(sd_bus_set_fd(bus.get(), fd, fd), "sd_bus_set_fd");
    check(sd_bus_start(bus.get()), "sd_bus_start");
    return Caller{std::move(bus), {}};
}

Caller Caller::on_bus(const std::string& address) {
    auto bus = new_bus();
    check(sd_bus_set_address(bus.get(), address.c_str()), "sd_bus_set_address");
    check(sd_bus_set_bus_client(bus.get(), 1), "sd_bus_set_bus_client");
    check(sd_bus_start(bus.get()), "sd_bus_start");
    return Caller{std::move(bus), bus_name};
}

Message Caller::message(const std::string& path, const char* interface, const char* member) const {
    sd_bus_message* raw = nullptr;
    check(sd_bus_message_new_method_call(connection_.get(), &raw,
                                         destination_.empty() ? nullptr : destination_.c_str(),
                                         path.c_str(), interface, member),
          member);
    return Message{raw};
}

Caller::Pending Caller::send(const Message& message) {
    Pending pending;
    pending.connection_ = connection_.get();
    pending.state_ = std::make_shared<Pending::State>();
    sd_bus_slot* slot = nullptr;
    const auto keep = [](sd_bus_message* answer, void* self, sd_bus_error*) {
        static_cast<Pending::State*>(self)->answer = bus::keep(answer);
        return 0;
    };
    check(sd_bus_call_async(connection_.get(), &slot, message.get(), keep, pending.state_.get(),
                            UINT64_MAX),
          "sending a call");
    pending.state_->slot.reset(slot);
    return pending;
}

Message Caller::Pending::answer() {
    constexpr std::uint64_t patience_usec = 30'000'000;
    while (!state_->answer) {
        if (check(sd_bus_process(connection_, nullptr), "reading an answer") > 0) continue;
        if (check(sd_bus_wait(connection_, patience_usec), "waiting for an answer") == 0)
            throw std::runtime_error("the daemon does not answer");
    }
    return std::move(state_->answer);
}

Step Caller::Pending::step() {
    return read_step(answer());
}

Caller::Pending Caller::begin_login(const Facts& facts) {
    const auto call = message(manager_path, manager_interface, "StartLogin");
    check(sd_bus_message_open_container(call.get(), 'a', "{sv}"), "facts");
    for (const auto& [key, value] : facts)
        check(sd_bus_message_append(call.get(), "{sv}", key.c_str(), "s", value.c_str()),
              key.c_str());
    check(sd_bus_message_close_container(call.get()), "facts");
    return send(call);
}

Caller::Pending Caller::begin_reply(const std::string& login, const std::string& text) {
    const auto call = message(login, login_interface, "Reply");
    check(sd_bus_message_append(call.get(), "s", text.c_str()), "a reply");
    return send(call);
}

Caller::Pending Caller::begin_wait(const std::string& login) {
    return send(message(login, login_interface, "Wait"));
}

std::string Caller::cancel(const std::string& login) {
    return error_of(call(message(login, login_interface, "Cancel")));
}

Step Caller::abandon(const std::string& login, const std::string& why) {
    const auto call = message(login, login_interface, "Abandon");
    check(sd_bus_message_append(call.get(), "s", why.c_str()), "a reason");
    return send(call).step();
}

std::string Caller::reload(std::string* mistakes) {
    const auto answer = call(message(manager_path, manager_interface, "Reload"));
    const sd_bus_error* error = sd_bus_message_get_error(answer.get());
    if (error && mistakes) *mistakes = error->message;
    return error_of(answer);
}

Message Caller::property(const char* name, const char* type) {
    const auto question = message(manager_path, "org.freedesktop.DBus.Properties", "Get");
    check(sd_bus_message_append(question.get(), "ss", manager_interface, name), name);
    auto answer = call(question);
    if (const auto error = error_of(answer); !error.empty()) throw std::runtime_error(error);
    check(sd_bus_message_enter_container(answer.get(), 'v', type), name);
    return answer;
}

unsigned Caller::active_logins() {
    uint32_t count = 0;
    check(sd_bus_message_read_basic(property("ActiveLogins", "u").get(), 'u', &count), "a number");
    return count;
}

bool Caller::reachable() {
    int is_reachable = 0;
    check(sd_bus_message_read_basic(property("Reachable", "b").get(), 'b', &is_reachable),
          "a truth");
    return is_reachable != 0;
}

std::string Caller::introspect(const std::string& path) {
    const auto answer = call(message(path, "org.freedesktop.DBus.Introspectable", "Introspect"));
    if (const auto error = error_of(answer); !error.empty()) return error;
    const char* text = nullptr;
    check(sd_bus_message_read_basic(answer.get(), 's', &text), "a description");
    return text;
}

std::string error_of(const Message& answer) {
    const sd_bus_error* error = sd_bus_message_get_error(answer.get());
    return error ? error->name : "";
}

int as_nobody(const std::function<int()>& work) {
    constexpr uid_t nobody = 65534;
    const pid_t child = ::fork();
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        int result = 127;
        try {
            if (::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0 && ::setuid(nobody) == 0)
                result = work();
        } catch (const std::exception& error) {
            const std::string text = std::string(error.what()) + '\n';
            (void)!::write(STDERR_FILENO, text.data(), text.size());
            result = 126;
        }
        ::_exit(result);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace okta_factor::integration
