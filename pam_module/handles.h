// SPDX-License-Identifier: MIT
// Owners of what C libraries hand out.
#pragma once

#include <systemd/sd-bus.h>

#include <cstdlib>
#include <memory>

namespace okta_factor::pam {

struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
};
template <class T>
using Allocated = std::unique_ptr<T, Free>;

/// Never flushes: flushing waits up to 90 s for a peer that does not read.
struct CloseBus {
    void operator()(sd_bus* bus) const noexcept { sd_bus_close_unref(bus); }
};
using Connection = std::unique_ptr<sd_bus, CloseBus>;

struct UnrefMessage {
    void operator()(sd_bus_message* message) const noexcept { sd_bus_message_unref(message); }
};
using Message = std::unique_ptr<sd_bus_message, UnrefMessage>;

struct UnrefSlot {
    void operator()(sd_bus_slot* slot) const noexcept { sd_bus_slot_unref(slot); }
};
using Slot = std::unique_ptr<sd_bus_slot, UnrefSlot>;

}  // namespace okta_factor::pam
