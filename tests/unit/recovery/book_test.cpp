// SPDX-License-Identifier: MIT
#include "daemon/recovery/book.h"

#include <gtest/gtest.h>

#include "daemon/recovery/book_file.h"

namespace okta_factor::recovery {
namespace {

TEST(HashedCode, matches_its_code_and_its_user_alone) {
    const auto code = new_code();
    const auto kept = hashed(code, "alice");
    EXPECT_TRUE(matches(kept, code, "alice"));
    EXPECT_FALSE(matches(kept, code, "bob"));
    EXPECT_FALSE(matches(kept, new_code(), "alice"));
}

// printf '0123456789abcdef' (the salt), the code and "alice", through sha256sum.
TEST(HashedCode, is_the_sha256_of_salt_code_and_user) {
    HashedCode kept;
    const std::string_view salt = "0123456789abcdef";
    std::copy(salt.begin(), salt.end(), kept.salt.begin());
    kept.hash = {0x5E, 0xEB, 0x7D, 0x79, 0x6A, 0xCD, 0x43, 0x36, 0x26, 0xB9, 0x64,
                 0xC8, 0x3D, 0xE1, 0xF7, 0x4F, 0xAA, 0x67, 0x0D, 0x15, 0x6C, 0x78,
                 0x0B, 0xA8, 0x76, 0x9F, 0xCD, 0xC0, 0x55, 0xBE, 0xED, 0x4D};
    const Code code{{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x01, 0x23}};
    EXPECT_TRUE(matches(kept, code, "alice"));
    kept.hash[31] ^= 1U;
    EXPECT_FALSE(matches(kept, code, "alice"));
}

TEST(HashedCode, looks_different_each_time) {
    const auto code = new_code();
    EXPECT_NE(hashed(code, "alice"), hashed(code, "alice"));
}

TEST(Book, gives_out_each_code_once) {
    Book book;
    const auto first = new_code(), second = new_code();
    book.add("alice", hashed(first, "alice"));
    book.add("alice", hashed(second, "alice"));
    EXPECT_EQ(book.left("alice"), 2U);
    EXPECT_FALSE(book.take("bob", first));
    EXPECT_FALSE(book.take("alice", new_code()));
    EXPECT_TRUE(book.take("alice", first));
    EXPECT_FALSE(book.take("alice", first));
    EXPECT_TRUE(book.take("alice", second));
    EXPECT_TRUE(book.users().empty());
}

TEST(Book, gives_out_all_of_one_user) {
    Book book;
    for (const char* user : {"alice", "alice", "bob"})
        book.add(user, hashed(new_code(), user));
    EXPECT_EQ(book.size(), 3U);
    EXPECT_EQ(book.take_all("alice").size(), 2U);
    EXPECT_EQ(book.left("alice"), 0U);
    EXPECT_EQ(book.left("bob"), 1U);
}

TEST(BookFile, reads_what_was_written) {
    Book book;
    for (const char* user : {"alice", "alice", "AD\\b\"ob", "Zo\xC3\xAB", "with space"})
        book.add(user, hashed(new_code(), user));
    const auto read = read_book(write_book(book));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(*read, book);
    EXPECT_EQ(read_book(write_book({})), Book{});
}

TEST(BookFile, has_room_for_the_fullest_book) {
    Book book;
    constexpr std::size_t share = 100;              // of the fullest: one code a user
    const std::string tail(longest_user - 5, '"');  // written as \"
    for (std::size_t i = 0; i < most_codes / share; ++i)
        book.add(std::to_string(10'000 + i) + tail, HashedCode{});
    EXPECT_LE(write_book(book).size() * share, largest_book_file);
}

TEST(BookFile, takes_the_book_with_the_most_users) {
    Book book;
    for (std::size_t i = 0; i < most_codes; ++i)
        book.add(std::to_string(i), HashedCode{});
    const auto read = read_book(write_book(book));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->size(), most_codes);
}

// Copying or comparing a document that deep would need more stack than there is.
TEST(BookFile, refuses_one_that_is_deep_or_wide_before_it_is_built) {
    const std::string deep = std::string(1 << 20, '[');
    EXPECT_FALSE(read_book(R"({"format":)" + deep));
    EXPECT_FALSE(read_book(R"({"format":)" + deep + std::string(1 << 20, ']') + "}"));
    EXPECT_FALSE(read_book("[" + std::string(1 << 20, ',')));
}

TEST(BookFile, holds_no_code_in_clear) {
    Book book;
    const auto code = new_code();
    book.add("alice", hashed(code, "alice"));
    EXPECT_EQ(write_book(book).find(to_text(code).reveal()), std::string::npos);
}

TEST(BookFile, refuses_whatever_it_does_not_write_itself) {
    const std::string code =
        "\"00000000000000000000000000000000:"
        "0000000000000000000000000000000000000000000000000000000000000000\"";
    const std::string head = R"({"format":"okta-factor recovery codes","version":1,"users":)";
    const auto users = [&](const std::string& list) { return head + list + "}"; };
    ASSERT_TRUE(read_book(users(R"([{"user":"alice","codes":[)" + code + "]}]")));
    for (const auto& text :
         {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"{}"},
          std::string{R"({"format":"something else","version":1,"users":[]})"},
          std::string{R"({"format":"okta-factor recovery codes","version":2,"users":[]})"},
          std::string{R"({"format":"okta-factor recovery codes","version":1})"}, head + "{}}",
          head + "[],\"more\":1}", users("[1]"), users(R"([{"user":"alice"}])"),
          users(R"([{"user":"alice","codes":[]}])"),
          users(R"([{"user":"","codes":[)" + code + "]}]"),
          users(R"([{"user":7,"codes":[)" + code + "]}]"),
          users(R"([{"user":"alice","codes":[7]}])"),
          users(R"([{"user":"alice","codes":["00:00"]}])"),
          users(R"([{"user":"alice","codes":[")" + code.substr(2) + "]}]"),
          users(R"([{"user":"alice","codes":[)" + code + R"(]},{"user":"alice","codes":[)" + code +
                "]}]"),
          users(R"([{"user":"alice","codes":[)" + code + "]}]") + "x"}) {
        const auto read = read_book(text);
        ASSERT_FALSE(read) << text;
        EXPECT_FALSE(read.error().empty());
    }
}

TEST(BookFile, refuses_one_that_was_cut_short) {
    Book book;
    book.add("alice", hashed(new_code(), "alice"));
    const auto text = write_book(book);
    for (std::size_t size = 0; size + 1 < text.size(); ++size)
        EXPECT_FALSE(read_book(text.substr(0, size))) << size;
}

}  // namespace
}  // namespace okta_factor::recovery
