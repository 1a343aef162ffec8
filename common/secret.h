// SPDX-License-Identifier: MIT
// A string that is erased when it goes: tokens, codes, answers. It does not print, compare or copy
// by accident.
#pragma once

#include <string>
#include <string_view>

namespace okta_factor {

/// Overwrites the bytes in a way the compiler may not remove, then empties the string.
void erase(std::string& text) noexcept;

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string text);
    explicit Secret(std::string_view text);
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    /// The text itself; the caller must not keep a copy beyond the use at hand.
    [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }
    [[nodiscard]] Secret clone() const { return Secret{std::string_view{text_}}; }

  private:
    std::string text_;
};

}  // namespace okta_factor
