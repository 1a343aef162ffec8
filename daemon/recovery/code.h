// SPDX-License-Identifier: MIT
// Recovery codes: 80 random bits, written in Crockford's base32 (crockford.com/base32.html) as
// "7K3M-9QXT-0VWA-ZB5E". Pure but for the randomness.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/secret.h"

namespace okta_factor::recovery {

inline constexpr std::size_t bytes_of_code = 10;

/// The bits of a code; erased when they go.
class Code {
  public:
    using Bytes = std::array<std::uint8_t, bytes_of_code>;

    explicit Code(const Bytes& bytes) : bytes_(bytes) {}
    Code(const Code&) = default;
    Code& operator=(const Code&) = default;
    ~Code();
    bool operator==(const Code&) const = default;

    [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }

  private:
    Bytes bytes_;
};

/// From the kernel's generator; throws std::system_error.
Code new_code();

/// In groups of four, for the person to keep.
Secret to_text(const Code& code);

/// What a person typed: case, spaces and hyphens do not matter, O is 0, I and L are 1. Nothing if
/// it cannot be a code.
std::optional<Code> read_code(std::string_view typed);

}  // namespace okta_factor::recovery
