// SPDX-License-Identifier: MIT
#include "daemon/main/reading_marker.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

constexpr std::size_t largest_marker = 4096;  // bytes

std::string sha256_in_hex(const std::string& text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error{"SHA-256 is not to be had"};
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += digits[digest[i] >> 4U];
        hex += digits[digest[i] & 0xFU];
    }
    return hex;
}

}  // namespace

ReadingMarker::ReadingMarker(Log& log, const std::optional<std::filesystem::path>& folder)
    : log_(log), file_(folder ? *folder / file_name : std::filesystem::path{}) {}

// Another version may well read what ended this one.
std::string ReadingMarker::content_for(const std::vector<policy::SourceText>& texts) {
    std::string all;
    for (const auto& [file, text] : texts)
        for (const auto* part : {&file, &text})
            all += std::to_string(part->size()) + ':' + *part;
    return "okta-factord " OKTA_FACTOR_VERSION " " + sha256_in_hex(all) + '\n';
}

bool ReadingMarker::ended_a_daemon(const std::vector<policy::SourceText>& texts) const {
    if (file_.empty()) return false;
    const auto left_behind = state::read_file(file_, largest_marker);
    return left_behind && *left_behind && **left_behind == content_for(texts);
}

ReadingMarker::Mark ReadingMarker::mark(const std::vector<policy::SourceText>& texts) const {
    if (file_.empty()) return Mark{{}};
    if (const auto written = state::replace_file(file_, content_for(texts)); !written)
        log_.warning(
            "If reading the configuration ends the daemon, its next start will not know: " +
            written.error());
    return Mark{file_};
}

ReadingMarker::Mark::~Mark() {
    std::error_code gone_already;
    if (!file_.empty()) std::filesystem::remove(file_, gone_already);
}

}  // namespace okta_factor::daemon
