// SPDX-License-Identifier: MIT
// How the bytes of a finished answer reach the caller: as they should, or broken on order.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace okta_factor::emulator {

enum class Delivery {
    plain,
    drop,              // nothing, until the caller goes
    reset,             // a TCP reset
    close,             // an orderly end instead of an answer
    garbage,           // bytes that are not HTTP
    truncate,          // half of what Content-Length promised, then the end
    slow_body,         // a byte a second
    endless_body,      // never stops
    lower_case,        // header names in lower case
    repeated_headers,  // the rate-limit headers twice, with other values
};

/// For a fault's kind; those that only change the answer are delivered plainly.
Delivery delivery_of(std::string_view kind);
bool answers_nothing(Delivery delivery);

/// The connection underneath, as far as a delivery needs it.
class Wire {
  public:
    Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    virtual ~Wire() = default;

    virtual bool send(std::string_view bytes) = 0;
    /// True when the caller has gone or the program ends, false after that long.
    virtual bool gone_within(int milliseconds) = 0;
    virtual void wait_until_gone() = 0;
    virtual void reset() = 0;
};

/// Puts one whole answer (head and body) on the wire. True: the connection may be used again.
bool deliver(Wire& wire, const std::string& answer, Delivery how);

}  // namespace okta_factor::emulator
