// SPDX-License-Identifier: MIT
// A JSON body that is erased after it was read: factor lists carry shared secrets of enrolments.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace okta_factor::okta {

class JsonDocument {
  public:
    /// Never throws; what is not JSON reads as null, and so does what is deeper or has more values
    /// than anything of Okta's.
    explicit JsonDocument(std::string_view text);
    JsonDocument(const JsonDocument&) = delete;
    JsonDocument& operator=(const JsonDocument&) = delete;
    ~JsonDocument();

    [[nodiscard]] const nlohmann::json& root() const noexcept { return root_; }

  private:
    nlohmann::json root_;
};

/// The member of that name, or null where there is none or `value` is no object.
const nlohmann::json& member(const nlohmann::json& value, const char* name);

/// The member's text, or empty where it is absent or something else.
std::string text_member(const nlohmann::json& value, const char* name);

/// Overwrites every string in `value`, whatever its depth.
void erase_strings(nlohmann::json& value) noexcept;

}  // namespace okta_factor::okta
