// SPDX-License-Identifier: MIT
// From a fuzzer's bytes to what the code under test takes.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "daemon/http/transport.h"

namespace okta_factor::fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// What must hold, whatever the input.
inline void require(bool holds) {
    if (!holds) std::abort();
}

/// "status\nname: value\n…\n\nbody", as the transport would hand it over.
inline http::Response response(std::string_view input) {
    const auto next_line = [&input] {
        const auto end = std::min(input.find('\n'), input.size());
        const auto line = input.substr(0, end);
        input.remove_prefix(std::min(end + 1, input.size()));
        return line;
    };
    http::Response made;
    for (const char digit : next_line().substr(0, 3))
        made.status = made.status * 10 + (digit & 0xF) % 10;
    for (auto line = next_line(); !line.empty(); line = next_line()) {
        const auto colon = std::min(line.find(':'), line.size());
        std::string name{line.substr(0, colon)};
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        auto value = line.substr(std::min(colon + 1, line.size()));
        value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
        made.headers.emplace_back(std::move(name), value);
    }
    made.body = input;
    return made;
}

}  // namespace okta_factor::fuzz
