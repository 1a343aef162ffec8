// SPDX-License-Identifier: MIT
#include "daemon/policy/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace okta_factor::policy {
namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view name;
    std::int64_t in_milliseconds;
};

constexpr std::array units{
    // largest first
    Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000}, Unit{"ms", 1},
};
constexpr std::int64_t longest = 3650 * units.front().in_milliseconds;

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
    std::uint32_t count = 0;  // unsigned: no sign is taken
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{}) return std::nullopt;
    const auto name = text.substr(static_cast<std::size_t>(rest - text.data()));
    for (const auto& unit : units)
        if (unit.name == name && count <= longest / unit.in_milliseconds)
            return milliseconds{count * unit.in_milliseconds};
    return std::nullopt;
}

std::string to_string(milliseconds duration) {
    if (duration.count() == 0) return "0s";
    for (const auto& unit : units)
        if (duration.count() % unit.in_milliseconds == 0)
            return std::to_string(duration.count() / unit.in_milliseconds) + std::string{unit.name};
    return {};
}

}  // namespace okta_factor::policy
