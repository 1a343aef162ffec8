// SPDX-License-Identifier: MIT
#include "daemon/http/lookup_limit.h"

#include <gtest/gtest.h>

namespace okta_factor::http {
namespace {

TEST(LookupLimit, AdmitsLookupsUntilTooManyHang) {
    LookupLimit limit;
    const loop::TimePoint now{loop::seconds{100}};
    for (std::size_t i = 0; i < LookupLimit::max_abandoned; ++i) {
        EXPECT_TRUE(limit.may_start(now));
        limit.abandoned(now);
    }
    EXPECT_FALSE(limit.may_start(now));
}

TEST(LookupLimit, AdmitsThemAgainOnceTheOldestMustHaveEnded) {
    LookupLimit limit;
    const loop::TimePoint start{loop::seconds{100}};
    for (std::size_t i = 0; i < LookupLimit::max_abandoned; ++i)
        limit.abandoned(start + loop::seconds{i});
    const auto first_ends = start + LookupLimit::longest_lookup;
    EXPECT_FALSE(limit.may_start(first_ends - loop::milliseconds{1}));
    EXPECT_TRUE(limit.may_start(first_ends));
    limit.abandoned(first_ends);
    EXPECT_FALSE(limit.may_start(first_ends));
}

}  // namespace
}  // namespace okta_factor::http
