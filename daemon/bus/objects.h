// SPDX-License-Identifier: MIT
// The Manager and the Login objects on one connection: a peer on the direct socket, or the system
// bus.
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "daemon/bus/handles.h"
#include "daemon/bus/host.h"
#include "daemon/login/login.h"
#include "daemon/loop/awaitables.h"
#include "daemon/loop/executor.h"

namespace okta_factor::bus {

/// Whether the sender of a message may administrate this machine's logins (uid 0). Answers at once
/// or later, once.
using Authorize = std::function<void(sd_bus_message*, std::function<void(bool)>)>;

class Objects {
  public:
    /// `has_senders`: a bus, where each caller has a unique name and can be watched; else the
    /// connection is the caller.
    Objects(sd_bus* connection, loop::Executor& executor, Host& host, Authorize authorize,
            bool has_senders);
    Objects(const Objects&) = delete;
    Objects& operator=(const Objects&) = delete;
    /// The callers are gone: their logins end now.
    ~Objects();

    enum class Use { none, over, running };
    /// What the connection is held for: nothing, a verdict that nobody fetched, or a login or an
    /// answer under way.
    [[nodiscard]] Use use() const;

  private:
    friend struct Handlers;

    /// Notices that a caller on the bus has gone.
    struct Watch {
        Objects* objects = nullptr;
        std::uint64_t number = 0;
        Slot match, question;
    };
    struct Visit {
        std::string owner;  // unique name; empty on a direct connection
        std::unique_ptr<login::Login> login;
        std::unique_ptr<Watch> watch;
        loop::ScheduledCall removal;
    };

    void authorized(sd_bus_message* message, std::function<void(sd_bus_message*)> then);
    void start_login(sd_bus_message* message);
    void reload(sd_bus_message* message);
    void unlock(sd_bus_message* message);
    void status(sd_bus_message* message);
    void sessions(sd_bus_message* message);
    void forget(sd_bus_message* message);
    void create_recovery_codes(sd_bus_message* message);
    void recovery_codes(sd_bus_message* message);
    void revoke_recovery_codes(sd_bus_message* message);
    void reply(Visit& visit, sd_bus_message* message);
    void wait(Visit& visit, sd_bus_message* message);
    void cancel(Visit& visit, sd_bus_message* message);
    void abandon(Visit& visit, sd_bus_message* message);

    [[nodiscard]] Visit* visit_at(const char* path, const char* sender);
    /// Answers `message` with a step, after which the visit is over if it was the last.
    login::Conversation::Answer answer(std::uint64_t number, sd_bus_message* message,
                                       std::string path);
    void remove_later(std::uint64_t number, loop::milliseconds delay);
    void watch_caller(std::uint64_t number, Visit& visit, sd_bus_message* message);
    static int on_caller_gone(const Watch& watch);
    void on_ended(std::uint64_t number);
    /// Does what takes a while and answers `call`, with an error if it throws.
    void run_errand(std::shared_ptr<sd_bus_message> call, loop::Task<void> errand);

    sd_bus* connection_;
    loop::Executor& executor_;
    Host& host_;
    Authorize authorize_;
    bool has_senders_;
    std::map<std::uint64_t, Visit> visits_;
    std::uint64_t next_number_ = 1;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for answers that come later
    std::map<std::uint64_t, loop::Root> errands_;
    Slot manager_;
    Slot logins_;
};

}  // namespace okta_factor::bus
