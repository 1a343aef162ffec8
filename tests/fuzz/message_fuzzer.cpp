// SPDX-License-Identifier: MIT
// Whatever a peer writes into the direct socket: the daemon stays, and nobody is granted anything.
// Even inputs are the bytes themselves, after authentication; odd ones the body of a proper call.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <memory>

#include "daemon/bus/socket_door.h"
#include "daemon/login/login.h"
#include "daemon/loop/event_loop.h"
#include "tests/fuzz/input.h"

using namespace okta_factor;

namespace {

class NoLog final : public Log, public login::Audit {
  public:
    void record(const login::AuditRecord& record) override {
        const auto verdict = login::row(record.outcome.reason).verdict;
        fuzz::require(verdict != protocol::Verdict::granted &&
                      verdict != protocol::Verdict::skipped);
    }

  private:
    void write(int, std::string_view) noexcept override {}
};

// Without a policy: every login is unavailable.
class Nobody final : public bus::Host {
  public:
    explicit Nobody(loop::EventLoop& loop) : loop_(loop), limits_(loop) {}

    std::unique_ptr<login::Login> admit(policy::LoginFacts facts,
                                        std::function<void()> ended) override {
        const login::Services services{loop_, limits_, remembered_, codes_, log_};
        return std::make_unique<login::Login>(services, login::InForce{}, std::move(facts),
                                              std::move(ended));
    }
    std::vector<std::string> reload() override { return {"a mistake"}; }
    bool unlock(const std::string&) override { return false; }
    std::uint32_t forget(const std::string& user) override {
        return static_cast<std::uint32_t>(remembered_.forget(user));
    }
    recovery::Codes& recovery_codes() override { return codes_; }
    [[nodiscard]] bus::Report report() const override { return {}; }
    [[nodiscard]] std::vector<bus::Session> sessions() const override { return {}; }
    [[nodiscard]] std::string org() const override { return {}; }
    [[nodiscard]] bool reachable() const override { return false; }
    [[nodiscard]] std::uint32_t active_logins() const override { return 0; }
    [[nodiscard]] std::uint64_t since_usec() const override { return 0; }

  private:
    loop::EventLoop& loop_;
    NoLog log_;
    login::UserLimits limits_;
    login::Remembered remembered_;
    recovery::Codes codes_{log_, "not here"};
};

// One daemon for all inputs: what one left behind must not trouble the next.
struct House {
    std::string path = "/tmp/okta-factor-fuzz-" + std::to_string(getpid());
    loop::EventLoop loop;
    Nobody host{loop};
    bus::SocketDoor door{loop, host, bus::listen_at(path)};

    ~House() { std::filesystem::remove(path); }
    void settle() {
        while (sd_event_run(loop.handle(), 0) > 0) {
        }
    }
};

int visit(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    fuzz::require(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

void say(int fd, std::string_view text) {
    static_cast<void>(send(fd, text.data(), text.size(), MSG_NOSIGNAL));
}

struct Method {
    std::string_view path, interface, member, signature;
};
constexpr std::string_view manager = "/org/oktafactor1", of_manager = "org.oktafactor1.Manager",
                           login_1 = "/org/oktafactor1/login/1", of_login = "org.oktafactor1.Login";
constexpr std::array methods{
    Method{manager, of_manager, "StartLogin", "a{sv}"},
    Method{login_1, of_login, "Reply", "s"},
    Method{login_1, of_login, "Wait", ""},
    Method{login_1, of_login, "Cancel", ""},
    Method{manager, of_manager, "Unlock", "s"},
    Method{manager, of_manager, "Forget", "s"},
    Method{manager, of_manager, "CreateRecoveryCodes", "su"},
    Method{manager, "org.freedesktop.DBus.Properties", "Get", "ss"},
};

/// A little-endian method call (D-Bus specification, "Message Format") around that body.
std::string call(const Method& method, std::string_view body) {
    std::string text{'l', '\1', '\0', '\1'};
    const auto number = [&](std::size_t value) {
        for (int shift = 0; shift < 32; shift += 8)
            text += static_cast<char>(value >> shift & 0xFF);
    };
    const auto align = [&](std::size_t to) { text.resize((text.size() + to - 1) / to * to); };
    const auto field = [&](char code, char type, std::string_view value) {
        align(8);
        text += {code, '\1', type, '\0'};
        if (type == 'g')
            text += static_cast<char>(value.size());
        else
            number(value.size());
        text += value;
        text += '\0';
    };
    number(body.size());
    number(1);  // serial
    number(0);  // length of the fields, below
    const auto fields = text.size();
    field('\1', 'o', method.path);
    field('\2', 's', method.interface);
    field('\3', 's', method.member);
    if (!method.signature.empty()) field('\10', 'g', method.signature);
    const auto length = text.size() - fields;
    for (std::size_t byte = 0; byte < 4; ++byte)
        text[fields - 4 + byte] = static_cast<char>(length >> 8 * byte & 0xFF);
    align(8);
    text += body;
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || geteuid() != 0) return 0;  // the door is open for root alone
    static House house;
    const int fd = visit(house.path);
    using std::string_view_literals::operator""sv;
    say(fd, "\0AUTH EXTERNAL 30\r\nNEGOTIATE_UNIX_FD\r\nBEGIN\r\n"sv);
    house.settle();
    const auto rest = fuzz::text(data + 1, size - 1);
    if (data[0] % 2 == 0)
        say(fd, rest);
    else
        say(fd, call(methods[data[0] / 2 % methods.size()], rest));
    house.settle();
    close(fd);
    house.settle();
    return 0;
}
