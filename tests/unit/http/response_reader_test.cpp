// SPDX-License-Identifier: MIT
#include "daemon/http/response_reader.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace okta_factor::http {
namespace {

bool take_all(ResponseReader& reader, std::initializer_list<std::string_view> lines) {
    for (const auto line : lines)
        if (!reader.take_line(line)) return false;
    return true;
}

TEST(ResponseReader, KeepsTheFinalHeadOnly) {
    ResponseReader reader;
    ASSERT_TRUE(take_all(reader, {"HTTP/1.1 100 Continue\r\n", "X-Interim: 1\r\n", "\r\n",
                                  "HTTP/1.1 201 Created\r\n", "X-Final: 1\r\n", "\r\n",
                                  "X-Trailer: 1\r\n", "HTTP/1.1 500 Forged\r\n", "\r\n"}));
    const Response response = reader.take();
    EXPECT_EQ(response.status, 201);
    ASSERT_EQ(response.headers.size(), 1U);
    EXPECT_EQ(response.headers[0], (std::pair<std::string, std::string>{"x-final", "1"}));
}

TEST(ResponseReader, TrimsLowersAndUnfolds) {
    ResponseReader reader;
    ASSERT_TRUE(take_all(reader, {"HTTP/2 200 \r\n", "X-A:\t b c \r\n", "x-empty:\r\n",
                                  "X-Folded: one\r\n", "\t two\r\n", "no colon\r\n",
                                  "X-Link: <https://a:1/>; rel=\"next\"\r\n", "\r\n"}));
    const Response response = reader.take();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.header("x-a"), "b c");
    EXPECT_EQ(response.header("x-empty"), "");
    EXPECT_EQ(response.header("x-folded"), "one two");
    EXPECT_EQ(response.header("x-link"), "<https://a:1/>; rel=\"next\"");
    EXPECT_EQ(response.headers.size(), 4U);
}

TEST(ResponseReader, BoundsTheNumberOfHeaders) {
    ResponseReader reader;
    ASSERT_TRUE(reader.take_line("HTTP/1.1 200 OK\r\n"));
    for (std::size_t i = 0; i < max_header_count; ++i)
        ASSERT_TRUE(reader.take_line("a: b\r\n"));
    EXPECT_FALSE(reader.take_line("a: b\r\n"));
    EXPECT_TRUE(reader.overflowed());
}

TEST(ResponseReader, BoundsTheHeadersTogether) {
    ResponseReader reader;
    const std::string line = "a: " + std::string(20'000, 'b') + "\r\n";
    EXPECT_TRUE(take_all(reader, {line, line, line}));
    EXPECT_FALSE(reader.take_line(line));
    EXPECT_TRUE(reader.overflowed());
}

TEST(ResponseReader, BoundsTheBody) {
    ResponseReader reader;
    const std::string half(max_body_bytes / 2, 'x');
    EXPECT_TRUE(reader.take_body(half));
    EXPECT_TRUE(reader.take_body(half));
    EXPECT_FALSE(reader.overflowed());
    EXPECT_FALSE(reader.take_body("x"));
    EXPECT_TRUE(reader.overflowed());
    EXPECT_EQ(reader.take().body.size(), max_body_bytes);
}

TEST(ResponseReader, SurvivesNonsense) {
    ResponseReader reader;
    EXPECT_TRUE(take_all(reader, {"", "\r\n", " folded onto nothing\r\n", "HTTP/\r\n",
                                  "HTTP/1.1 x\r\n", ":\r\n", "HTTP/1.1 99999999999999 Big\r\n"}));
    EXPECT_EQ(reader.take().status, 999);
}

}  // namespace
}  // namespace okta_factor::http
