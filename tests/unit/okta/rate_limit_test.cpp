// SPDX-License-Identifier: MIT
#include "daemon/okta/rate_limit.h"

#include <gtest/gtest.h>

namespace okta_factor::okta {
namespace {

using namespace std::chrono_literals;

constexpr auto date = "Sun, 22 Nov 2026 09:46:40 GMT";  // 1795340800

struct Line {
    const char *limit, *remaining, *reset;
};

http::Response answer(std::initializer_list<Line> lines, const char* when = date) {
    http::Response response;
    if (when != nullptr) response.headers.emplace_back("date", when);
    for (const auto& line : lines) {
        response.headers.emplace_back("x-rate-limit-limit", line.limit);
        response.headers.emplace_back("x-rate-limit-remaining", line.remaining);
        response.headers.emplace_back("x-rate-limit-reset", line.reset);
    }
    return response;
}

TEST(RateLimit, DateIsTheServersClock) {
    EXPECT_EQ(server_time(answer({}))->time_since_epoch(), 1795340800s);
    EXPECT_FALSE(server_time(answer({}, "yesterday")));
    EXPECT_FALSE(server_time(answer({}, "Sun, 22 Nov 9999 09:46:40 GMT")));
    EXPECT_FALSE(server_time(answer({}, nullptr)));
}

TEST(RateLimit, WaitIsByTheServersClockAndASecondMore) {
    EXPECT_EQ(wait_after_429(answer({{"600", "0", "1795340820"}})), 21s);
}

TEST(RateLimit, OfRepeatedLinesTheExhaustedOneCounts) {
    const auto response = answer({{"600", "590", "1795340850"}, {"100", "0", "1795340810"}});
    EXPECT_EQ(wait_after_429(response), 11s);
    const auto quota = quota_in(response, loop::TimePoint{});
    ASSERT_TRUE(quota);
    EXPECT_EQ(quota->limit, 100);
    EXPECT_EQ(quota->remaining, 0);
    EXPECT_EQ(quota->resets_at, loop::TimePoint{11s});
}

TEST(RateLimit, LinesJoinedByCommasAreReadAsLines) {
    const auto quota =
        quota_in(answer({{"600, 100", "600, 7", "1795340850, 1795340810"}}), loop::TimePoint{});
    ASSERT_TRUE(quota);
    EXPECT_EQ(quota->remaining, 7);
}

TEST(RateLimit, LimitZeroMeansTooManyAtOnce) {
    const auto response = answer({{"0", "0", "1795340859"}});
    EXPECT_EQ(wait_after_429(response), 1s);
    EXPECT_FALSE(quota_in(response, loop::TimePoint{}));
}

TEST(RateLimit, WaitIsBounded) {
    EXPECT_EQ(wait_after_429(answer({{"600", "0", "1795340000"}})), 1s);
    EXPECT_EQ(wait_after_429(answer({{"600", "0", "99999999999999999"}})), 300s);
}

TEST(RateLimit, NothingIsMadeUp) {
    EXPECT_FALSE(wait_after_429(answer({})));
    EXPECT_FALSE(wait_after_429(answer({{"600", "0", "1795340820"}}, nullptr)));
    EXPECT_FALSE(wait_after_429(answer({{"many", "some", "later"}})));
    EXPECT_FALSE(quota_in(answer({}), loop::TimePoint{}));
    EXPECT_FALSE(quota_in(answer({{"-5", "-", ""}}), loop::TimePoint{}));
}

TEST(RateLimit, AbsurdNumbersStayInRange) {
    const auto quota =
        quota_in(answer({{"9223372036854775807", "9223372036854775807", "9223372036854775807"}}),
                 loop::TimePoint{});
    ASSERT_TRUE(quota);
    EXPECT_LE(quota->remaining, quota->limit);
    EXPECT_EQ(quota->resets_at, loop::TimePoint{300s});
}

}  // namespace
}  // namespace okta_factor::okta
