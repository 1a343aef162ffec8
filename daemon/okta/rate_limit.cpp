// SPDX-License-Identifier: MIT
#include "daemon/okta/rate_limit.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

namespace okta_factor::okta {
namespace {

using std::chrono::seconds;

constexpr seconds shortest_wait{1}, longest_wait{300};
// Of any number in a header; keeps sums small.
constexpr std::int64_t largest_number = 1'000'000'000'000;

struct Line {
    std::int64_t limit = 0, remaining = 0, reset = 0;
    [[nodiscard]] bool is_by_number() const { return limit > 0; }
};

// All numbers of that header, in order: on lines of their own or joined by commas.
std::vector<std::int64_t> numbers(const http::Response& response, std::string_view name) {
    std::vector<std::int64_t> found;
    for (const auto& [header, value] : response.headers) {
        if (header != name) continue;
        for (const char *at = value.data(), *end = at + value.size(); at < end;) {
            std::int64_t number = 0;
            const auto [next, error] = std::from_chars(at, end, number);
            if (error == std::errc{} && number >= 0)
                found.push_back(std::min(number, largest_number));
            at = next == at ? at + 1 : next;
        }
    }
    return found;
}

std::vector<Line> lines(const http::Response& response) {
    const auto limits = numbers(response, "x-rate-limit-limit");
    const auto remainings = numbers(response, "x-rate-limit-remaining");
    const auto resets = numbers(response, "x-rate-limit-reset");
    std::vector<Line> read(std::min({limits.size(), remainings.size(), resets.size()}));
    for (std::size_t i = 0; i < read.size(); ++i)
        read[i] = Line{limits[i], remainings[i], resets[i]};
    return read;
}

std::int64_t left_on(const Line& line) {
    constexpr std::int64_t parts = 10'000;
    return std::min(line.remaining, line.limit) * parts / line.limit;
}

std::optional<seconds> until(std::int64_t reset, const http::Response& response) {
    const auto date = server_time(response);
    if (!date) return std::nullopt;
    const auto now = std::chrono::duration_cast<seconds>(date->time_since_epoch()).count();
    return std::clamp(seconds{reset - now + 1}, shortest_wait, longest_wait);
}

}  // namespace

std::optional<WallTime> server_time(const http::Response& response) {
    const auto date = response.header("date");
    if (!date) return std::nullopt;
    std::tm fields{};
    const std::string copy{*date};
    const char* rest = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S", &fields);
    constexpr int first_year = 1970 - 1900, last_year = 2200 - 1900;  // what nanoseconds can count
    if (rest == nullptr || std::string_view{rest} != " GMT" || fields.tm_year < first_year ||
        fields.tm_year > last_year)
        return std::nullopt;
    return std::chrono::system_clock::from_time_t(timegm(&fields));
}

std::optional<Quota> quota_in(const http::Response& response, loop::TimePoint now) {
    auto read = lines(response);
    std::erase_if(read, [](const Line& line) { return !line.is_by_number(); });
    const auto tightest = std::ranges::min_element(read, {}, left_on);
    if (tightest == read.end()) return std::nullopt;
    constexpr std::int64_t most = 1'000'000;
    Quota quota;
    quota.limit = static_cast<int>(std::min(tightest->limit, most));
    quota.remaining = static_cast<int>(std::min<std::int64_t>(tightest->remaining, quota.limit));
    quota.resets_at = now + until(tightest->reset, response).value_or(seconds{60});
    return quota;
}

std::optional<seconds> wait_after_429(const http::Response& response) {
    auto read = lines(response);
    const auto has_some_left = [](const Line& line) { return line.remaining > 0; };
    if (!std::ranges::all_of(read, has_some_left)) std::erase_if(read, has_some_left);
    std::optional<seconds> wait;
    for (const auto& line : read) {
        const auto told = line.is_by_number() ? until(line.reset, response) : shortest_wait;
        wait = std::max(wait, told);
    }
    return wait;
}

}  // namespace okta_factor::okta
