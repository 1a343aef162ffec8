// SPDX-License-Identifier: MIT
#include "common/secret.h"

#include <cstring>
#include <utility>

namespace okta_factor {

void erase(std::string& text) noexcept {
    explicit_bzero(text.data(), text.capacity());
    text.clear();
}

// A moved-from short string keeps its bytes in its inline buffer, so the source is erased by hand.
Secret::Secret(std::string text) : text_(text) {
    erase(text);
}

Secret::Secret(std::string_view text) : text_(text) {}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
    erase(other.text_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        erase(text_);
        text_ = std::move(other.text_);
        erase(other.text_);
    }
    return *this;
}

Secret::~Secret() {
    erase(text_);
}

}  // namespace okta_factor
