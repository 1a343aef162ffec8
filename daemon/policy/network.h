// SPDX-License-Identifier: MIT
// Numeric addresses and networks. IPv4-mapped IPv6 (::ffff:10.0.0.1) is the IPv4 it stands for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace okta_factor::policy {

struct Address {
    bool is_ipv4 = false;
    std::array<std::uint8_t, 16> bytes{};  // IPv4: the first four

    bool operator==(const Address&) const = default;
};

struct Network {
    Address base;
    unsigned prefix = 0;  // bits: 0-32 or 0-128
};

/// A numeric address; a zone (fe80::1%eth0) is ignored. Nothing for host names and all else.
std::optional<Address> parse_address(std::string_view text);

/// ADDRESS or ADDRESS/BITS without bits beyond the prefix. The error says what was meant.
tl::expected<Network, std::string> parse_network(std::string_view text);

bool contains(const Network& network, const Address& address);

std::string to_string(const Network& network);

}  // namespace okta_factor::policy
