// SPDX-License-Identifier: MIT
#include "common/json_bounds.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor {
namespace {

constexpr JsonBounds bounds{.max_depth = 3, .max_values = 5};

TEST(JsonBounds, CountDepthAndValues) {
    for (const std::string_view text :
         {"", "null", "[]", "[[[]]]", R"({"a":{"b":{"c":1}}})", "[1,2,3,4]", "[[],[]",
          R"([{"a":1},{"b":2}])", "]]]]", "not JSON"})
        EXPECT_TRUE(is_within(bounds, text)) << text;
    for (const std::string_view text :
         {"[[[[", "[[[[]]]]", R"({"a":[{"b":[)", "[1,2,3,4,5]", "[{},{},{}]", "]]][[[["})
        EXPECT_FALSE(is_within(bounds, text)) << text;
}

TEST(JsonBounds, DoNotCountWhatStandsInStrings) {
    for (const std::string_view text :
         {R"(["[[[[[,,,,,,{{{{{"])", R"(["\"[[[[[,,,,,,"])", R"(["\\","\"[[[[\\\","])",
          R"({"[[[[[,,,,,":"\\"})", R"("[[[[[[)"})
        EXPECT_TRUE(is_within(bounds, text)) << text;
    for (const std::string_view text : {R"(["\\",[[[]]]])", R"("\\",1,2,3,4,5)", R"("a"[[[["b"])"})
        EXPECT_FALSE(is_within(bounds, text)) << text;
    EXPECT_TRUE(is_within(bounds, "\"\\"));  // cut short after the backslash
}

}  // namespace
}  // namespace okta_factor
