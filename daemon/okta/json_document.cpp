// SPDX-License-Identifier: MIT
#include "daemon/okta/json_document.h"

#include <exception>
#include <vector>

#include "common/secret.h"

namespace okta_factor::okta {

namespace {

// Okta nests six deep; what is deeper is left out, so that no body costs more than its length.
bool is_shallow(int depth, nlohmann::json::parse_event_t /*event*/, nlohmann::json& /*value*/) {
    constexpr int deepest = 32;
    return depth <= deepest;
}

}  // namespace

JsonDocument::JsonDocument(std::string_view text)
    : root_(nlohmann::json::parse(text.begin(), text.end(), is_shallow, false)) {
    if (root_.is_discarded()) root_ = nullptr;
}

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
