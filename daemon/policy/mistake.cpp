// SPDX-License-Identifier: MIT
#include "daemon/policy/mistake.h"

#include <utility>

namespace okta_factor::policy {

Mistake mistake_at(const Place& place, std::string text) {
    return {place.file, place.line, place.column, std::move(text)};
}

std::string to_string(const Place& place) {
    if (place.line == 0) return place.file;
    return place.file + ":" + std::to_string(place.line);
}

std::string to_string(const Mistake& mistake) {
    std::string where = mistake.file;
    if (mistake.line != 0)
        where += ":" + std::to_string(mistake.line) + ":" + std::to_string(mistake.column);
    return where + ": " + mistake.text;
}

}  // namespace okta_factor::policy
