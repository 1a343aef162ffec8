// SPDX-License-Identifier: MIT
// That nothing is left behind where it can still be looked at: erased strings keep their memory,
// and short ones live inside the object.
#include "common/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace okta_factor {
namespace {

bool is_erased(const char* bytes, std::size_t count) {
    return std::all_of(bytes, bytes + count, [](char byte) { return byte == '\0'; });
}

TEST(Secret, EraseOverwritesAllThatTheStringEverHeld) {
    std::string text(100, 'x');
    text.resize(10);
    const char* const bytes = text.data();
    erase(text);
    EXPECT_TRUE(text.empty());
    EXPECT_TRUE(is_erased(bytes, 100));
}

TEST(Secret, MovedFromKeepsNothing) {
    for (const std::string text : {"short", "much longer than what fits inside a string object"}) {
        Secret from{std::string_view{text}};
        const char* const inside = from.reveal().data();
        const bool is_inside = text.size() < 16;
        const Secret constructed{std::move(from)};
        EXPECT_EQ(constructed.reveal(), text);
        EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): what is looked at
        if (is_inside) {
            EXPECT_TRUE(is_erased(inside, text.size()));
        }
    }
}

TEST(Secret, AssignedOverKeepsNothingOfTheOld) {
    Secret old{std::string(40, 'x')};
    Secret next{std::string_view{"next"}};
    const char* const inside = next.reveal().data();
    old = std::move(next);
    EXPECT_EQ(old.reveal(), "next");
    EXPECT_TRUE(is_erased(inside, 4));
}

TEST(Secret, DestroyedKeepsNothing) {
    alignas(Secret) unsigned char room[sizeof(Secret)];
    auto* const secret = new (room) Secret{std::string_view{"123456"}};
    const auto* const inside = secret->reveal().data();
    const auto at = inside - reinterpret_cast<const char*>(room);
    ASSERT_GE(at, 0);
    ASSERT_LT(static_cast<std::size_t>(at), sizeof room);  // short: within the object
    secret->~Secret();
    EXPECT_TRUE(is_erased(reinterpret_cast<const char*>(room) + at, 6));
}

TEST(Secret, IsNeitherCopiedNorConvertedByAccident) {
    EXPECT_FALSE(std::is_copy_constructible_v<Secret>);
    EXPECT_FALSE(std::is_copy_assignable_v<Secret>);
    EXPECT_FALSE((std::is_convertible_v<std::string, Secret>));
    EXPECT_FALSE((std::is_convertible_v<Secret, std::string>));
    EXPECT_EQ(Secret{std::string_view{"code"}}.clone().reveal(), "code");
}

}  // namespace
}  // namespace okta_factor
