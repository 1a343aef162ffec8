// SPDX-License-Identifier: MIT
// What a person saw and typed, kept as files that read as documentation.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace okta_factor::system_test {

class Transcript {
  public:
    /// `line` is what the person typed to start it.
    explicit Transcript(const std::string& line) : text_("$ " + line + '\n') {}

    /// Appends what a terminal shows.
    void add(const std::string& shown) { text_ += shown; }

    /// What differs from run to run appears as `instead`.
    void mask(const std::string& random, const std::string& instead) {
        masks_.emplace_back(random, instead);
    }

    [[nodiscard]] std::string text() const;

  private:
    std::string text_;
    std::vector<std::pair<std::string, std::string>> masks_;
};

/// What golden/NAME.txt says, or what is wrong with it. With OKTA_FACTOR_UPDATE_GOLDEN in the
/// environment the file is written instead.
std::string golden(const std::string& name, const std::string& now);

}  // namespace okta_factor::system_test
