// SPDX-License-Identifier: MIT
// The door on the system bus: administration, other programs, and the module's fallback. A bus that
// is away is reconnected to for ever.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/log.h"
#include "daemon/bus/handles.h"
#include "daemon/bus/host.h"
#include "daemon/bus/objects.h"
#include "daemon/loop/event_loop.h"

namespace okta_factor::bus {

/// The uid behind a unique name, asked of the bus once per name, without blocking.
class Callers {
  public:
    Callers(sd_bus* connection, loop::Executor& executor);

    void authorize(sd_bus_message* message, std::function<void(bool)> then);

  private:
    struct Caller {
        std::optional<bool> is_root;
        std::vector<std::function<void(bool)>> waiting;
        Slot question;
    };
    struct Question {
        Callers* callers;
        std::string name;
    };

    void answered(const std::string& name, bool is_root);
    static int on_answer(sd_bus_message* reply, void* self, sd_bus_error* error);
    static int on_owner_changed(sd_bus_message* signal, void* self, sd_bus_error* error);

    sd_bus* connection_;
    loop::Executor& executor_;
    std::map<std::string, Caller> callers_;
    Slot changes_;
};

class SystemDoor {
  public:
    /// `serving` is called each time the name is ours. Connects to DBUS_SYSTEM_BUS_ADDRESS, or the
    /// system bus.
    SystemDoor(loop::EventLoop& loop, Host& host, Log& log, std::function<void()> serving);
    SystemDoor(const SystemDoor&) = delete;
    SystemDoor& operator=(const SystemDoor&) = delete;
    ~SystemDoor() = default;

    /// Gives the name back; calls under way are still answered.
    void stop_accepting();

  private:
    struct Session {
        Bus connection;
        std::optional<Callers> callers;
        std::optional<Objects> objects;
        Slot disconnected;
        Slot naming;
    };

    void connect();
    void retry();

    loop::EventLoop& loop_;
    Host& host_;
    Log& log_;
    std::function<void()> serving_;
    bool stopping_ = false;
    bool told_ = false;  // that the bus is away; said once, not once a second
    std::unique_ptr<Session> session_;
    loop::ScheduledCall dropping_;
    loop::ScheduledCall retry_;
};

}  // namespace okta_factor::bus
