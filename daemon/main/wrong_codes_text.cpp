// SPDX-License-Identifier: MIT
#include "daemon/main/wrong_codes_text.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace okta_factor::daemon {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr char counts_format[] = "okta-factor wrong codes";
constexpr int counts_version = 1;
constexpr std::int64_t latest_time =
    9'000'000'000'000;  // ms, in 2255; the clock's type ends soon after

std::int64_t to_number(loop::WallTime time) {
    return std::chrono::duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::optional<loop::WallTime> read_time(const json& value) {
    if (!value.is_number_integer()) return std::nullopt;
    const auto number = value.get<std::int64_t>();
    if (number < 0 || number > latest_time) return std::nullopt;
    return loop::WallTime{milliseconds{number}};
}

std::optional<login::WrongCodes> read_counts(const json& entry) {
    if (!entry.is_object()) return std::nullopt;
    const auto id = entry.value("id", json{}), login = entry.value("login", json{});
    const auto times = entry.value("codes", json{});
    if (!id.is_string() || !login.is_string() || !times.is_array()) return std::nullopt;
    if (id.get_ref<const std::string&>().empty() || times.empty() || times.size() > max_kept_codes)
        return std::nullopt;
    login::WrongCodes counts{id, login, {}};
    for (const auto& value : times) {
        const auto time = read_time(value);
        if (!time) return std::nullopt;
        counts.when.push_back(*time);
    }
    std::ranges::sort(counts.when);
    return counts;
}

}  // namespace

std::string write_wrong_codes(KeptCounts counts) {
    std::erase_if(counts, [](const auto& user) { return user.when.empty(); });
    if (counts.size() > max_kept_users) {
        std::ranges::sort(counts, std::ranges::greater{}, [](const auto& user) {
            return std::pair{user.when.size(), user.when.back()};
        });
        counts.resize(max_kept_users);
    }
    auto users = json::array();
    for (const auto& user : counts) {
        auto times = json::array();
        for (const auto time : user.when)
            times.push_back(to_number(time));
        users.push_back({{"id", user.user_id}, {"login", user.login}, {"codes", std::move(times)}});
    }
    const json document{
        {"format", counts_format}, {"version", counts_version}, {"users", std::move(users)}};
    return document.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

tl::expected<KeptCounts, std::string> read_wrong_codes(std::string_view text) {
    const auto damaged = [] { return tl::unexpected{std::string{"it is damaged"}}; };
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_object() || document.value("format", json{}) != counts_format)
        return tl::unexpected{std::string{"it is damaged, or holds something else"}};
    if (document.value("version", json{}) != counts_version)
        return tl::unexpected{std::string{"another version of this program wrote it"}};
    const auto users = document.value("users", json{});
    if (!users.is_array() || users.size() > max_kept_users) return damaged();
    KeptCounts counts;
    for (const auto& entry : users) {
        auto read = read_counts(entry);
        if (!read) return damaged();
        counts.push_back(std::move(*read));
    }
    return counts;
}

}  // namespace okta_factor::daemon
