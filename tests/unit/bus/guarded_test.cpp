// SPDX-License-Identifier: MIT
// A handler that throws: its caller gets an error, the log gets the name, and the next call works.
#include "daemon/bus/guarded.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <optional>
#include <stdexcept>

#include "common/protocol.h"
#include "daemon/bus/objects.h"
#include "daemon/loop/event_loop.h"
#include "tests/support/fake_storage.h"

namespace okta_factor::bus {
namespace {

class FaultyHost final : public Host {
  public:
    explicit FaultyHost(Log& log) : codes_(log, "not here") {}

    std::unique_ptr<login::Login> admit(policy::LoginFacts, std::function<void()>) override {
        throw std::bad_alloc{};
    }
    std::vector<std::string> reload() override {
        throw std::runtime_error{"a \"fault\"\nof two lines"};
    }
    bool unlock(const std::string&) override { throw 7; }
    std::uint32_t forget(const std::string&) override { return 3; }
    recovery::Codes& recovery_codes() override { return codes_; }
    [[nodiscard]] Report report() const override { return {}; }
    [[nodiscard]] std::vector<Session> sessions() const override { return {}; }
    [[nodiscard]] std::string org() const override { throw std::logic_error{"no org"}; }
    [[nodiscard]] bool reachable() const override { return false; }
    [[nodiscard]] std::uint32_t active_logins() const override { return 0; }
    [[nodiscard]] std::uint64_t since_usec() const override { return 0; }

  private:
    recovery::Codes codes_;
};

/// Two ends of a connection in one loop, the daemon's objects at one of them.
class FaultyObjects : public testing::Test {
  protected:
    FaultyObjects() {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
            throw std::runtime_error{"socketpair"};
        server_ = started(ends[0], true);
        client_ = started(ends[1], false);
        objects_.emplace(
            server_.get(), loop_, host_,
            [](sd_bus_message*, const std::function<void(bool)>& then) { then(true); }, false);
    }

    Bus started(int fd, bool is_server) {
        sd_bus* raw = nullptr;
        check(sd_bus_new(&raw), "new");
        Bus bus{raw};
        sd_id128_t id{};
        check(sd_id128_randomize(&id), "id");
        if (is_server) check(sd_bus_set_server(raw, 1, id), "server");
        check(sd_bus_set_fd(raw, fd, fd), "fd");
        check(sd_bus_start(raw), "start");
        check(sd_bus_attach_event(raw, loop_.handle(), SD_EVENT_PRIORITY_NORMAL), "attach");
        return bus;
    }

    /// The name of the error that the method answered with, or "fine".
    std::string call(const char* interface, const char* member, const char* types, const char* one,
                     const char* two = nullptr) {
        std::optional<std::string> answer;
        sd_bus_slot* raw = nullptr;
        const auto note = [](sd_bus_message* reply, void* self, sd_bus_error*) {
            const auto* error = sd_bus_message_get_error(reply);
            *static_cast<std::optional<std::string>*>(self) = error ? error->name : "fine";
            return 0;
        };
        check(sd_bus_call_method_async(client_.get(), &raw, nullptr, protocol::manager_path,
                                       interface, member, note, &answer, types, one, two),
              "calling");
        const Slot slot{raw};
        for (int turns = 0; !answer && turns < 1000; ++turns)
            check(sd_event_run(loop_.handle(), 1'000'000), "a turn");
        return answer.value_or("no answer");
    }
    std::string call(const char* member, const char* types = "", const char* one = nullptr) {
        return call(protocol::manager_interface, member, types, one);
    }

    test::KeptLog log_;
    loop::EventLoop loop_{&log_};
    FaultyHost host_{log_};
    Bus server_, client_;
    std::optional<Objects> objects_;
};

TEST_F(FaultyObjects, TellTheLogWhichMethodThrewWhat) {
    EXPECT_NE(call("Reload"), "fine");
    EXPECT_EQ(log_.text,
              "3 Internal error in org.oktafactor1.Manager.Reload: a \"fault\"\nof two lines\n");
    log_.text.clear();
    EXPECT_NE(call("Unlock", "s", "alice"), "fine");
    EXPECT_EQ(log_.text, "3 Internal error in org.oktafactor1.Manager.Unlock: unknown exception\n");
    log_.text.clear();
    EXPECT_EQ(
        call("org.freedesktop.DBus.Properties", "Get", "ss", protocol::manager_interface, "Org")
            .find("fine"),
        std::string::npos);
    EXPECT_EQ(log_.text, "3 Internal error in Org: no org\n");
}

TEST_F(FaultyObjects, GoOnWithTheNextCall) {
    EXPECT_NE(call("Reload"), "fine");
    EXPECT_EQ(call("Forget", "s", "alice"), "fine");
    EXPECT_NE(call("Reload"), "fine");
    EXPECT_EQ(call("Status"), "fine");
}

}  // namespace
}  // namespace okta_factor::bus
