// SPDX-License-Identifier: MIT
#include "daemon/bus/system_door.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "common/protocol.h"
#include "daemon/bus/guarded.h"

namespace okta_factor::bus {
namespace {

constexpr loop::seconds pause_between_tries{1};
constexpr char dbus[] = "org.freedesktop.DBus";
constexpr char dbus_path[] = "/org/freedesktop/DBus";

Bus open_bus() {
    sd_bus* raw = nullptr;
    check(sd_bus_new(&raw), "sd_bus_new");
    Bus bus{raw};
    const char* address = std::getenv("DBUS_SYSTEM_BUS_ADDRESS");
    check(sd_bus_set_address(
              raw, address && *address ? address : "unix:path=/run/dbus/system_bus_socket"),
          "the address of the bus");
    check(sd_bus_set_bus_client(raw, 1), "sd_bus_set_bus_client");
    check(sd_bus_start(raw), "connecting to the bus");
    return bus;
}

}  // namespace

Callers::Callers(sd_bus* connection, loop::Executor& executor)
    : connection_(connection), executor_(executor) {
    sd_bus_slot* slot = nullptr;
    check(sd_bus_match_signal_async(connection, &slot, dbus, dbus_path, dbus, "NameOwnerChanged",
                                    &Callers::on_owner_changed, nullptr, this),
          "watching callers");
    changes_.reset(slot);
}

void Callers::authorize(sd_bus_message* message, std::function<void(bool)> then) {
    const char* sender = sd_bus_message_get_sender(message);
    if (!sender) {
        then(false);
        return;
    }
    auto& caller = callers_[sender];
    if (caller.is_root) {
        then(*caller.is_root);
        return;
    }
    caller.waiting.push_back(std::move(then));
    if (caller.question) return;

    auto question = std::make_unique<Question>(Question{this, sender});
    sd_bus_slot* slot = nullptr;
    check(
        sd_bus_call_method_async(connection_, &slot, dbus, dbus_path, dbus, "GetConnectionUnixUser",
                                 &Callers::on_answer, question.get(), "s", sender),
        "asking who calls");
    caller.question.reset(slot);
    sd_bus_slot_set_destroy_callback(
        slot, [](void* self) { std::unique_ptr<Question>(static_cast<Question*>(self)); });
    static_cast<void>(question.release());
}

void Callers::answered(const std::string& name, bool is_root) {
    const auto found = callers_.find(name);
    if (found == callers_.end()) return;
    found->second.is_root = is_root;
    for (const auto& then : std::exchange(found->second.waiting, {}))
        then(is_root);
}

int Callers::on_answer(sd_bus_message* reply, void* self, sd_bus_error*) {
    const auto& question = *static_cast<Question*>(self);
    return guarded(question.callers->executor_, "the question who calls", [&] {
        uint32_t uid = 1;
        const bool known = !sd_bus_message_is_method_error(reply, nullptr) &&
                           sd_bus_message_read_basic(reply, 'u', &uid) > 0;
        question.callers->answered(std::string{question.name}, known && uid == 0);
        return 0;
    });
}

int Callers::on_owner_changed(sd_bus_message* signal, void* self, sd_bus_error*) {
    auto& callers = *static_cast<Callers*>(self);
    return guarded(callers.executor_, "the watch on callers", [&] {
        const char* name = nullptr;
        const char* before = nullptr;
        const char* after = nullptr;
        if (sd_bus_message_read(signal, "sss", &name, &before, &after) > 0 && *name == ':' &&
            !*after)
            callers.callers_.erase(name);
        return 0;
    });
}

SystemDoor::SystemDoor(loop::EventLoop& loop, Host& host, Log& log, std::function<void()> serving)
    : loop_(loop), host_(host), log_(log), serving_(std::move(serving)) {
    connect();
}

void SystemDoor::stop_accepting() {
    stopping_ = true;
    if (session_)
        sd_bus_release_name_async(session_->connection.get(), nullptr, protocol::bus_name, nullptr,
                                  nullptr);
}

void SystemDoor::connect() {
    try {
        auto session = std::make_unique<Session>();
        session->connection = open_bus();
        sd_bus* bus = session->connection.get();
        check(sd_bus_attach_event(bus, loop_.handle(), SD_EVENT_PRIORITY_NORMAL),
              "sd_bus_attach_event");
        sd_bus_slot* slot = nullptr;
        check(sd_bus_match_signal(
                  bus, &slot, "org.freedesktop.DBus.Local", "/org/freedesktop/DBus/Local",
                  "org.freedesktop.DBus.Local", "Disconnected",
                  [](sd_bus_message*, void* self, sd_bus_error*) {
                      auto& door = *static_cast<SystemDoor*>(self);
                      return guarded(door.loop_, "the end of the bus connection", [&] {
                          door.retry();
                          return 0;
                      });
                  },
                  this),
              "watching the bus");
        session->disconnected.reset(slot);
        session->callers.emplace(bus, loop_);
        session->objects.emplace(
            bus, loop_, host_,
            [callers = &*session->callers](sd_bus_message* message,
                                           std::function<void(bool)> then) {
                callers->authorize(message, std::move(then));
            },
            true);
        check(sd_bus_request_name_async(
                  bus, &slot, protocol::bus_name, 0,
                  [](sd_bus_message* reply, void* self, sd_bus_error*) {
                      auto& door = *static_cast<SystemDoor*>(self);
                      return guarded(door.loop_, "the request for the bus name", [&] {
                          uint32_t result = 0;
                          const bool owner =
                              !sd_bus_message_is_method_error(reply, nullptr) &&
                              sd_bus_message_read_basic(reply, 'u', &result) > 0 &&
                              (result == 1 || result == 4);  // primary, already owner
                          if (owner) {
                              door.told_ = false;
                              door.serving_();
                          } else {
                              if (!std::exchange(door.told_, true))
                                  door.log_.warning(
                                      "The bus does not give us the name org.oktafactor1, "
                                      "trying again every second");
                              door.retry();
                          }
                          return 0;
                      });
                  },
                  this),
              "requesting the name");
        session->naming.reset(slot);
        session_ = std::move(session);
    } catch (const std::system_error& error) {
        if (!std::exchange(told_, true))
            log_.warning(std::string{"The bus is away, trying again every second: "} +
                         error.what());
        retry();
    }
}

// Not from within the connection's own callback: its session, logins and all, goes on the loop's
// next turn.
void SystemDoor::retry() {
    dropping_ = loop_.call_soon([this] { session_.reset(); });
    if (stopping_) return;
    retry_ = loop_.call_at(loop_.now() + pause_between_tries, [this] { connect(); });
}

}  // namespace okta_factor::bus
