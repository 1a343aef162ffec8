// SPDX-License-Identifier: MIT
// Lines for the administrator. Where they go is decided once, by the program.
#pragma once

#include <string_view>

namespace okta_factor {

class Log {
  public:
    Log() = default;
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    virtual ~Log() = default;

    void error(std::string_view text) { write(3, text); }
    void warning(std::string_view text) { write(4, text); }
    void notice(std::string_view text) { write(5, text); }
    void info(std::string_view text) { write(6, text); }

  private:
    /// priority as in syslog(3). Never throws.
    virtual void write(int priority, std::string_view text) noexcept = 0;
};

}  // namespace okta_factor
