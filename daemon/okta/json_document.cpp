// SPDX-License-Identifier: MIT
#include "daemon/okta/json_document.h"

#include <exception>
#include <vector>

#include "common/json_bounds.h"
#include "common/secret.h"

namespace okta_factor::okta {

namespace {

// Okta nests six deep, and a page of 200 groups with all that it tells of them has some ten
// thousand values.
constexpr JsonBounds bounds{.max_depth = 32, .max_values = 100'000};

// Not with the parser's own callback, which could leave out what is too deep: with one, each object
// costs as much as the list that holds it is long.
nlohmann::json parsed(std::string_view text) {
    if (!is_within(bounds, text)) return nullptr;
    auto root = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
    if (root.is_discarded()) root = nullptr;
    return root;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text) : root_(parsed(text)) {}

JsonDocument::~JsonDocument() {
    erase_strings(root_);
}

const nlohmann::json& member(const nlohmann::json& value, const char* name) {
    static const nlohmann::json null;
    if (!value.is_object()) return null;
    const auto found = value.find(name);
    return found == value.end() ? null : *found;
}

std::string text_member(const nlohmann::json& value, const char* name) {
    const auto& found = member(value, name);
    return found.is_string() ? found.get_ref<const std::string&>() : std::string{};
}

void erase_strings(nlohmann::json& value) noexcept {
    try {
        std::vector<nlohmann::json*> left{&value};
        while (!left.empty()) {
            auto& current = *left.back();
            left.pop_back();
            if (current.is_string()) erase(current.get_ref<std::string&>());
            if (current.is_structured())
                for (auto& child : current)
                    left.push_back(&child);
        }
    } catch (const std::exception&) {
        return;  // out of memory: what could not be reached is freed all the same
    }
}

}  // namespace okta_factor::okta
