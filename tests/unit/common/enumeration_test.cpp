// SPDX-License-Identifier: MIT
#include "common/enumeration.h"

#include <gtest/gtest.h>

#include "common/protocol.h"

namespace okta_factor {
namespace {

enum class Colour { red, green2, blue };
enum class Lonely { one };
struct Row {
    Colour colour;
    int value;
};

constexpr std::array all{Row{Colour::blue, 1}, Row{Colour::red, 2}, Row{Colour::green2, 3},
                         Row{Colour::red, 4}};
constexpr std::array without_the_last{Row{Colour::red, 1}, Row{Colour::green2, 2}};
constexpr std::array twice_and_without_one{Row{Colour::red, 1}, Row{Colour::red, 2},
                                           Row{Colour::blue, 3}};

TEST(Enumeration, CountsItsEnumerators) {
    EXPECT_EQ(enumerator_count<Colour>, 3U);
    EXPECT_EQ(enumerator_count<Lonely>, 1U);
    EXPECT_EQ(enumerator_count<protocol::Verdict>, 6U);
}

TEST(Enumeration, ATableWithoutARowForEachIsFoundOut) {
    EXPECT_TRUE(covers_every(all, &Row::colour));
    EXPECT_FALSE(covers_every(without_the_last, &Row::colour));
    EXPECT_FALSE(covers_every(twice_and_without_one, &Row::colour));
}

TEST(Enumeration, AWordForWhatIsNoValueIsEmpty) {
    EXPECT_EQ(protocol::to_word(static_cast<protocol::Verdict>(99)), "");
    EXPECT_EQ(protocol::to_word(static_cast<protocol::Expects>(-1)), "");
}

}  // namespace
}  // namespace okta_factor
