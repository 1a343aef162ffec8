// SPDX-License-Identifier: MIT
// sshd's effective settings, as `sshd -T` prints them.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace okta_factor::doctor {

/// Settings by name, which `sshd -T` writes in lower case; a name that comes again is kept once.
class SshdSettings {
  public:
    static SshdSettings parse(const std::string& text);

    /// Empty where this sshd has no such setting.
    [[nodiscard]] std::string get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return !get(name).empty(); }
    [[nodiscard]] bool is_on(std::string_view name) const { return get(name) == "yes"; }
    /// Whether a conversation is possible at all; the name changed with OpenSSH 8.7.
    [[nodiscard]] bool converses() const;
    /// Zero: for ever.
    [[nodiscard]] std::chrono::seconds login_grace_time() const;

    /// The ways to log in, each the methods that it takes together. Without
    /// AuthenticationMethods every method that is switched on is a way by itself.
    using Way = std::vector<std::string>;
    [[nodiscard]] std::vector<Way> ways() const;

    /// Whether that setting, in lower case, is one that Match blocks may change and a login
    /// depends on.
    [[nodiscard]] static bool decides_access(std::string_view name);
    /// Whether it is the one that makes a conversation possible.
    [[nodiscard]] static bool switches_conversation(std::string_view name);
    /// Whether all of those are the same.
    [[nodiscard]] bool same_access(const SshdSettings& other) const;

  private:
    std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace okta_factor::doctor
