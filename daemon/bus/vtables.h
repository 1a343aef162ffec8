// SPDX-License-Identifier: MIT
// Names, signatures and handlers of the D-Bus interface, as org.oktafactor1(5) lists them.
#pragma once

#include <systemd/sd-bus.h>

namespace okta_factor::bus {

/// For sd_bus_add_object_vtable and sd_bus_add_fallback_vtable; their userdata is an Objects.
const sd_bus_vtable* manager_vtable();
const sd_bus_vtable* login_vtable();
sd_bus_object_find_t find_login();

}  // namespace okta_factor::bus
