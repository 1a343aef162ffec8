// SPDX-License-Identifier: MIT
#include "daemon/policy/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace okta_factor::policy {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned mapped_bits = 96;

struct Written {
    Address address;
    bool mapped = false;  // IPv4 written as IPv6, so that a prefix counts from the IPv6 start
};

std::optional<Written> parse_written(std::string_view text) {
    const std::string copy{text};
    Written written;
    auto& [is_ipv4, bytes] = written.address;
    if (inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1) {
        is_ipv4 = true;
        return written;
    }
    if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) != 1) return std::nullopt;
    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin())) {
        std::rotate(bytes.begin(), bytes.begin() + mapped_prefix.size(), bytes.end());
        std::fill(bytes.begin() + 4, bytes.end(), std::uint8_t{0});
        is_ipv4 = written.mapped = true;
    }
    return written;
}

unsigned bits_of(const Address& address) {
    return address.is_ipv4 ? 32 : 128;
}

Address masked(Address address, unsigned prefix) {
    for (unsigned i = 0; i < address.bytes.size(); ++i) {
        const unsigned kept = std::clamp(prefix, 8 * i, 8 * i + 8) - 8 * i;
        address.bytes[i] &= static_cast<std::uint8_t>(0xff00U >> kept);
    }
    return address;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    const auto written = parse_written(text.substr(0, text.find('%')));
    if (!written) return std::nullopt;
    return written->address;
}

tl::expected<Network, std::string> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    const auto written = parse_written(text.substr(0, slash));
    if (!written || text.find('\0') != std::string_view::npos)
        return tl::unexpected(std::string{
            "is no network; a numeric address or ADDRESS/BITS was meant, such as 10.1.0.0/16"});
    Network network{written->address, bits_of(written->address)};
    if (slash == std::string_view::npos) return network;

    const auto digits = text.substr(slash + 1);
    const unsigned least = written->mapped ? mapped_bits : 0;
    const unsigned most = least + bits_of(network.base);
    unsigned bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || bits < least || bits > most)
        return tl::unexpected("needs a prefix from " + std::to_string(least) + " to " +
                              std::to_string(most) + " after the /");
    network.prefix = bits - least;
    const Network meant{masked(network.base, network.prefix), network.prefix};
    if (meant.base != network.base)
        return tl::unexpected("has bits set beyond its prefix; " + to_string(meant) +
                              " was meant, or another prefix");
    return network;
}

bool contains(const Network& network, const Address& address) {
    return network.base.is_ipv4 == address.is_ipv4 &&
           masked(address, network.prefix) == network.base;
}

std::string to_string(const Network& network) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(network.base.is_ipv4 ? AF_INET : AF_INET6, network.base.bytes.data(), text.data(),
              text.size());
    return std::string{text.data()} + "/" + std::to_string(network.prefix);
}

}  // namespace okta_factor::policy
