// SPDX-License-Identifier: MIT
// Configurations as tests write them, and a folder to put files in.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "daemon/policy/config_reader.h"

namespace okta_factor::policy {

/// The least that a configuration needs: three lines, so that what follows begins at line 4.
inline const std::string least =
    "[okta]\norg_url = \"https://acme.okta.com\"\napi_token_file = \"/etc/token\"\n";

inline tl::expected<Policy, Mistakes> parse_text(const std::string& text) {
    return parse_configuration({{"f", text}});
}

/// The policy of the least configuration and `more`; mistakes fail the test.
inline Policy policy_of(const std::string& more) {
    auto policy = parse_text(least + more);
    if (policy) return *policy;
    for (const auto& mistake : policy.error())
        ADD_FAILURE() << to_string(mistake);
    return {};
}

inline std::string lines(const Mistakes& mistakes) {
    std::string text;
    for (const auto& mistake : mistakes)
        text += to_string(mistake) + "\n";
    return text;
}

/// A folder of its own that goes with the test.
class Folder {
  public:
    Folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "policy-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
        path_ = pattern;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Writes a file that only its owner may write, whatever the umask.
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        using std::filesystem::perms;
        const auto file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        std::filesystem::permissions(file.parent_path(), perms::owner_all);
        std::ofstream{file} << text;
        std::filesystem::permissions(file, perms::owner_read | perms::owner_write);
        return file;
    }

  private:
    std::filesystem::path path_;
};

}  // namespace okta_factor::policy
