// SPDX-License-Identifier: MIT
// Whatever stands in a body of at most 1 MiB, reading it takes no longer than its length.
#include "daemon/okta/json_document.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "daemon/http/transport.h"
#include "daemon/okta/reading.h"

namespace okta_factor::okta {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t body_bytes = http::max_body_bytes;

/// `begin`, as much of `middle` as fits, `end`.
std::string filled(std::string_view begin, std::string_view middle, std::string_view end) {
    std::string text{begin};
    text.reserve(body_bytes);
    while (text.size() + middle.size() + end.size() <= body_bytes)
        text += middle;
    return text += end;
}

std::string many_keys() {
    std::string text = "{\"k\":0";
    for (int i = 0; text.size() < body_bytes - 32; ++i)
        text += ",\"k" + std::to_string(i) + "\":1";
    return text + "}";
}

steady_clock::duration time_to_read(const std::string& text) {
    const auto began = steady_clock::now();
    const JsonDocument document{text};
    return steady_clock::now() - began;
}

struct Shape {
    const char* name;
    std::string text;
};

TEST(JsonDocument, TakesNoLongerThanItsLengthWhateverItsShape) {
    // Objects each longer than a key, as Okta's are, and just as many as may be.
    const auto flat = time_to_read(
        filled("[{}", R"(,{"id":"00u1ero7vZFVEIYLWPBN","status":"ACTIVE","n":1})", "]"));
    const auto generous = std::max<steady_clock::duration>(20 * flat, std::chrono::seconds{1});
    const Shape shapes[] = {
        {"many objects", filled("[{}", ",{}", "]")},
        {"many lists", filled("[[]", ",[]", "]")},
        {"objects in an object", filled(R"({"a":{})", R"(,"b":{})", "}")},
        {"objects in lists", filled("[[{}]", ",[{},{}]", "]")},
        {"deep lists", std::string(body_bytes / 2, '[') + std::string(body_bytes / 2, ']')},
        {"deep lists, cut short", std::string(body_bytes, '[')},
        {"deep objects", filled("", R"({"a":)", "1")},
        {"32 deep, again and again",
         filled("[0", "," + std::string(31, '[') + std::string(31, ']'), "]")},
        {"many numbers", filled("[1", ",1", "]")},
        {"one long integer", filled("[", "7", "]")},
        {"one long fraction", filled("[0.", "0", "7]")},
        {"many long exponents", filled("[1", ",1e-307", "]")},
        {"many keys", many_keys()},
        {"one key, again and again", filled(R"({"k":{})", R"(,"k":{})", "}")},
        {"one long string", filled("[\"", "x", "\"]")},
        {"many strings", filled("[\"\"", ",\"\"", "]")},
        {"escapes", filled("[\"", R"(\u00e9\"\\)", "\"]")},
        {"brackets in a string", filled("[\"", "[{,", "\"]")},
        {"a string that does not end", filled("[\"", "x", "")},
        {"blanks", filled("", " ", "[]")},
    };
    for (const auto& [name, text] : shapes) {
        ASSERT_LE(text.size(), body_bytes);
        EXPECT_LT(time_to_read(text), generous) << name;
    }
}

TEST(JsonDocument, TakesWhatIsFarMoreThanOktaSends) {
    std::string groups = "[";
    for (int i = 0; i < 1000; ++i)
        groups += std::string{i > 0 ? "," : ""} + R"({"id":"00g","profile":{"name":"group )" +
                  std::to_string(i) +
                  R"(","a":1,"b":[1,2,3]},"_links":{"a":{"href":"x"},"b":{"href":"y"}}})";
    const auto names = read_groups_body(groups + "]");
    ASSERT_TRUE(names);
    EXPECT_EQ(names->size(), 1000U);
}

TEST(JsonDocument, IsNullWhereItIsTooDeepOrHoldsTooMuch) {
    EXPECT_FALSE(JsonDocument{std::string(32, '[') + std::string(32, ']')}.root().is_null());
    EXPECT_TRUE(JsonDocument{std::string(33, '[') + std::string(33, ']')}.root().is_null());
    EXPECT_TRUE(JsonDocument{filled("[1", ",1", "]")}.root().is_null());
}

}  // namespace
}  // namespace okta_factor::okta
