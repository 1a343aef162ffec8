// SPDX-License-Identifier: MIT
// sd-bus behind RAII. Connections are closed without flushing: a peer that does not read must not
// hold us up.
#pragma once

#include <systemd/sd-bus.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace okta_factor::bus {

struct BusDeleter {
    void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }
};
struct SlotDeleter {
    void operator()(sd_bus_slot* slot) const noexcept { sd_bus_slot_unref(slot); }
};
struct MessageDeleter {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};

using Bus = std::unique_ptr<sd_bus, BusDeleter>;
using Slot = std::unique_ptr<sd_bus_slot, SlotDeleter>;
using Message = std::unique_ptr<sd_bus_message, MessageDeleter>;

inline Message keep(sd_bus_message* message) {
    return Message{sd_bus_message_ref(message)};
}

/// Throws std::system_error for a negative errno, as sd-bus returns them.
inline int check(int result, const char* what) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), what);
    return result;
}

}  // namespace okta_factor::bus
