// SPDX-License-Identifier: MIT
#include "daemon/policy/mistake.h"

#include <utility>

namespace okta_factor::policy {

Mistake mistake_at(const Place& place, std::string text) {
    return {place.file, place.line, place.column, std::move(text)};
}

void keep_the_first(Mistakes& mistakes) {
    if (!are_enough(mistakes)) return;
    mistakes.resize(max_mistakes + 1);
    mistakes.back().text =
        "and more; only the first " + std::to_string(max_mistakes) + " mistakes are listed";
}

std::string to_string(const Place& place) {
    return place.file + ":" + std::to_string(place.line);
}

std::string to_string(const Mistake& mistake) {
    return mistake.file + ":" + std::to_string(mistake.line) + ":" +
           std::to_string(mistake.column) + ": " + mistake.text;
}

}  // namespace okta_factor::policy
