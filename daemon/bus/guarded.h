// SPDX-License-Identifier: MIT
// No exception crosses sd-bus, and none goes unheard.
#pragma once

#include <systemd/sd-bus.h>

#include <cerrno>
#include <exception>
#include <new>
#include <string>
#include <utility>

#include "daemon/loop/executor.h"

namespace okta_factor::bus {

/// The method that a message calls: "org.oktafactor1.Manager.Reload".
inline std::string called(sd_bus_message* message) {
    const auto text = [](const char* part) { return std::string{part != nullptr ? part : "?"}; };
    return text(sd_bus_message_get_interface(message)) + '.' +
           text(sd_bus_message_get_member(message));
}

namespace detail {

inline void report_from(loop::Executor& executor, const char* where) noexcept {
    executor.report(where, std::current_exception());
}
inline void report_from(loop::Executor& executor, sd_bus_message* call) noexcept {
    const auto error = std::current_exception();
    try {
        executor.report(called(call), error);
    } catch (const std::bad_alloc&) {
        executor.report("a method", error);
    }
}

}  // namespace detail

/// Runs the body of a callback. Its result, or a negative errno for what it threw, which is
/// reported as coming from `where`: a name, or the message that is being answered.
template <class Where, class Body>
int guarded(loop::Executor& executor, Where* where, Body&& body) noexcept {
    try {
        return std::forward<Body>(body)();
    } catch (const std::bad_alloc&) {
        detail::report_from(executor, where);
        return -ENOMEM;
    } catch (...) {
        detail::report_from(executor, where);
        return -EIO;
    }
}

}  // namespace okta_factor::bus
