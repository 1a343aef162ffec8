// SPDX-License-Identifier: MIT
// One private connection to the daemon, over its socket or over the bus, which never waits for
// longer than it was told.
#pragma once

#include "pam_module/deadline.h"
#include "pam_module/handles.h"
#include "pam_module/interrupt.h"
#include "pam_module/terminal.h"

namespace okta_factor::pam {

enum class Waited { done, late, interrupted, hung_up, lost };

/// Until when to wait, and what else ends it.
struct Patience {
    Microseconds deadline;
    const Interrupt& interrupt;
    const Terminal* terminal = nullptr;  // null: none is watched
};

class Door {
  public:
    /// Knocks at the direct socket, or at the bus (null: the system bus), and waits until the
    /// connection is ready for a call. After anything but done the door is shut.
    [[nodiscard]] Waited open_socket(const char* path, const Patience& patience) noexcept;
    [[nodiscard]] Waited open_bus(const char* address, const Patience& patience) noexcept;

    /// Whether somebody held the socket that was last knocked at: it took the connection, or had no
    /// room for it.
    [[nodiscard]] bool socket_stood() const noexcept { return socket_stood_; }

    /// Sends the call and waits for its answer, which may be an error message.
    [[nodiscard]] Waited call(const Message& message, const Patience& patience,
                              Message& answer) noexcept;
    /// Sends without waiting, neither for an answer nor for room in the socket's buffer.
    void post(const Message& message) noexcept;

    [[nodiscard]] sd_bus* bus() const noexcept { return connection_.get(); }
    /// Whom to address: null on the socket, where there is only one.
    [[nodiscard]] const char* destination() const noexcept { return destination_; }
    /// errno of what made the last wait end as lost.
    [[nodiscard]] int error() const noexcept { return error_; }

  private:
    Waited open(Connection connection, const Patience& patience) noexcept;
    Waited failed(int error) noexcept;
    template <class Condition>
    Waited wait_for(Condition condition, const Patience& patience) noexcept;

    Connection connection_;
    const char* destination_ = nullptr;
    int error_ = 0;
    bool socket_stood_ = false;
};

}  // namespace okta_factor::pam
