// SPDX-License-Identifier: MIT
#include "tests/system/keyboard.h"

#include <unistd.h>

namespace okta_factor::system_test {

bool somebody_is_there() {
    return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

KeptMode::KeptMode() {
    if (termios mode{}; ::tcgetattr(STDIN_FILENO, &mode) == 0) before_ = mode;
}

KeptMode::~KeptMode() {
    if (before_) ::tcsetattr(STDIN_FILENO, TCSANOW, &*before_);
}

void take_single_keys() {
    termios mode{};
    if (::tcgetattr(STDIN_FILENO, &mode) != 0) return;
    mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

std::optional<char> next_key() {
    char key = 0;
    if (::read(STDIN_FILENO, &key, 1) != 1) return std::nullopt;
    return key;
}

}  // namespace okta_factor::system_test
