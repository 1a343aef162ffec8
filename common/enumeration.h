// SPDX-License-Identifier: MIT
// Ties a table to its enumeration: an enumerator without a row does not compile. Only for
// enumerations that count up from 0.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace okta_factor {

namespace detail {

// What a compiler writes for a value that no enumerator has: "[with auto value = (Color)7]". The
// name of one may have digits too, but none of them comes right after a parenthesis.
template <auto value>
consteval bool has_a_name() {
    constexpr std::string_view text = __PRETTY_FUNCTION__;
    constexpr auto after = text.rfind(')') + 1;
    return text[after] < '0' || text[after] > '9';
}

template <class Enumeration, std::size_t counted = 0>
consteval std::size_t count_enumerators() {
    if constexpr (has_a_name<static_cast<Enumeration>(counted)>())
        return count_enumerators<Enumeration, counted + 1>();
    else
        return counted;
}

}  // namespace detail

template <class Enumeration>
inline constexpr std::size_t enumerator_count = detail::count_enumerators<Enumeration>();

/// Whether each enumerator has a row at least. `member` is where a row names its enumerator.
template <class Row, std::size_t N, class Enumeration>
constexpr bool covers_every(const std::array<Row, N>& table, Enumeration Row::*member) {
    for (std::size_t value = 0; value < enumerator_count<Enumeration>; ++value) {
        bool found = false;
        for (const auto& row : table)
            found = found || row.*member == static_cast<Enumeration>(value);
        if (!found) return false;
    }
    return true;
}

}  // namespace okta_factor
