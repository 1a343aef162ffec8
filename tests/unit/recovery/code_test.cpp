// SPDX-License-Identifier: MIT
#include "daemon/recovery/code.h"

#include <gtest/gtest.h>

#include <set>

namespace okta_factor::recovery {
namespace {

Code counting() {
    return Code{{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x01, 0x23}};
}

TEST(RecoveryCode, is_written_in_groups) {
    EXPECT_EQ(to_text(counting()).reveal(), "04HM-ASW9-NF6Y-Y093");
    EXPECT_EQ(to_text(Code{Code::Bytes{}}).reveal(), "0000-0000-0000-0000");
}

TEST(RecoveryCode, is_forgiven_case_separators_and_letters_like_digits) {
    for (const char* typed :
         {"04HM-ASW9-NF6Y-Y093", "04hm-asw9-nf6y-y093", "04HMASW9NF6YY093", " 04hm asw9 nf6y y093 ",
          "O4HM-ASW9-NF6Y-YO93", "o4hm-asw9--nf6y-yo93-"}) {
        const auto code = read_code(typed);
        ASSERT_TRUE(code) << typed;
        EXPECT_EQ(*code, counting()) << typed;
    }
    EXPECT_EQ(read_code("1111-1111-1111-1111"), read_code("iIlL-1iIl-L1iI-lL1i"));
}

TEST(RecoveryCode, is_nothing_else) {
    for (const std::string& typed :
         {std::string{}, std::string{"-"}, std::string{"04HM-ASW9-NF6Y-Y09"},
          std::string{"04HM-ASW9-NF6Y-Y0933"}, std::string{"04HM-ASW9-NF6Y-Y09U"},
          std::string{"04HM_ASW9_NF6Y_Y093"}, std::string(16, '\0'), std::string(512, '0'),
          std::string{"123456"}, std::string{"04HM-ASW9-NF6Y-Y09\xC3\x93"}})
        EXPECT_FALSE(read_code(typed)) << typed;
}

TEST(RecoveryCode, survives_every_single_bit) {
    for (std::size_t bit = 0; bit < bytes_of_code * 8; ++bit) {
        Code::Bytes bytes{};
        bytes[bit / 8] = static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_EQ(read_code(to_text(Code{bytes}).reveal()), Code{bytes}) << bit;
    }
}

TEST(RecoveryCode, is_new_each_time) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(seen.insert(to_text(new_code()).reveal()).second);
}

}  // namespace
}  // namespace okta_factor::recovery
