// SPDX-License-Identifier: MIT
// "Did you mean": the known word that somebody most likely meant.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace okta_factor::policy {

/// The closest of the known words, or empty if none is close enough to be worth saying.
std::string_view closest(std::string_view word, std::span<const std::string_view> known);

/// `; did you mean "WORD"?`, or empty.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> known);

/// `"a", "b" or "c"`
std::string one_of(std::span<const std::string_view> known);

/// The word in quotes, ASCII and bounded, so that a strange one does not spoil a terminal.
std::string in_quotes(std::string_view word);

}  // namespace okta_factor::policy
