// SPDX-License-Identifier: MIT
#include "daemon/http/response_reader.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace okta_factor::http {
namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Locale-free: header names are ASCII.
std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

int status_of(std::string_view status_line) {
    int status = 0;
    const auto space = status_line.find(' ');
    if (space == std::string_view::npos) return 0;
    const auto digits = status_line.substr(space + 1, 3);
    std::from_chars(digits.data(), digits.data() + digits.size(), status);
    return status;
}

// A string that grows on its own leaves the old bytes behind; they may hold a token.
void append_erasing(std::string& text, std::string_view piece) {
    if (text.size() + piece.size() > text.capacity()) {
        std::string grown;
        grown.reserve(std::max(text.size() + piece.size(), 2 * text.capacity()));
        grown = text;
        erase(text);
        text = std::move(grown);
    }
    text += piece;
}

}  // namespace

bool ResponseReader::take_line(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > max_header_bytes) return overflow();
    if (head_complete_) return true;  // trailers

    auto& headers = response_.headers;
    if (line.starts_with("HTTP/")) {
        response_.status = status_of(line);
        headers.clear();
        return true;
    }
    const auto text = trimmed(line);
    if (text.empty()) {
        head_complete_ = response_.status >= 200;
        return true;
    }
    const bool folded = line.front() == ' ' || line.front() == '\t';
    if (folded) {
        if (!headers.empty()) headers.back().second.append(" ").append(text);
        return true;
    }
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return true;
    if (headers.size() == max_header_count) return overflow();
    headers.emplace_back(lower(trimmed(text.substr(0, colon))), trimmed(text.substr(colon + 1)));
    return true;
}

bool ResponseReader::take_body(std::string_view piece) {
    if (piece.size() > max_body_bytes - response_.body.size()) return overflow();
    append_erasing(response_.body, piece);
    return true;
}

}  // namespace okta_factor::http
