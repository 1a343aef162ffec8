// SPDX-License-Identifier: MIT
// Identifiers, codes and times in Okta's shapes.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace okta_factor::emulator {

using WallTime = std::chrono::system_clock::time_point;

/// Letters and digits from the system's random source.
std::string random_text(std::size_t length);
std::string random_digits(std::size_t length);
/// As a YubiKey types: modhex.
std::string random_modhex(std::size_t length);
/// Uniform in [low, high].
int random_number(int low, int high);

/// 20 characters: a three-letter prefix (00u, opf, ost, …) and 17 random ones.
std::string new_id(std::string_view prefix);

/// 2026-11-22T09:47:10.000Z
std::string iso_time(WallTime time);
/// The Date header's form: Sun, 22 Nov 2026 09:47:10 GMT
std::string http_date(WallTime time);
std::int64_t epoch_seconds(WallTime time);

std::string base64url(std::string_view bytes);
std::string sha256(std::string_view bytes);

bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace okta_factor::emulator
