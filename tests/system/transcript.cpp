// SPDX-License-Identifier: MIT
#include "tests/system/transcript.h"

#include <cstdlib>
#include <filesystem>

#include "tests/system/private_files.h"

namespace okta_factor::system_test {

std::string Transcript::text() const {
    std::string text = text_;
    for (const auto& [random, instead] : masks_)
        for (std::size_t at = 0; (at = text.find(random, at)) != std::string::npos;
             at += instead.size())
            text.replace(at, random.size(), instead);
    return text;
}

std::string golden(const std::string& name, const std::string& now) {
    const std::string path = std::string(OKTA_FACTOR_GOLDEN_FOLDER) + '/' + name + ".txt";
    if (std::getenv("OKTA_FACTOR_UPDATE_GOLDEN")) {
        std::filesystem::create_directories(OKTA_FACTOR_GOLDEN_FOLDER);
        write_file(path, now);
    }
    return std::filesystem::exists(path) ? read_file(path) : "there is no " + path;
}

}  // namespace okta_factor::system_test
