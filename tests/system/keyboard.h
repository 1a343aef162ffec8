// SPDX-License-Identifier: MIT
// Single keys from the person at the terminal.
#pragma once

#include <termios.h>

#include <optional>

namespace okta_factor::system_test {

/// Whether a person sits at stdin and reads stdout.
bool somebody_is_there();

/// Keeps the terminal's mode as it was for whoever used it before.
class KeptMode {
  public:
    KeptMode();
    KeptMode(const KeptMode&) = delete;
    KeptMode& operator=(const KeptMode&) = delete;
    ~KeptMode();

  private:
    std::optional<termios> before_;
};

/// Keys arrive one by one, unechoed, Ctrl-C as '\x03'.
void take_single_keys();

/// The next key; nothing at the end of input.
std::optional<char> next_key();

}  // namespace okta_factor::system_test
