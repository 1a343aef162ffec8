// SPDX-License-Identifier: MIT
#include "daemon/login/factors.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/login/stage.h"

namespace okta_factor::login {
namespace {

using okta::FactorKind;

TEST(FactorTable, has_every_kind_once) {
    std::set<FactorKind> kinds;
    std::set<std::string_view> words;
    for (const auto& row : all_factor_traits()) {
        EXPECT_TRUE(kinds.insert(row.kind).second);
        EXPECT_TRUE(words.insert(row.word).second);
        EXPECT_EQ(&traits(row.kind), &row);
        EXPECT_EQ(row.resend_after.count() > 0, row.way == Way::delivered) << row.word;
    }
    EXPECT_EQ(kinds.size(), 9U);
}

TEST(FactorTable, of_what_is_no_kind_proves_nothing) {
    const auto none = static_cast<FactorKind>(99);
    EXPECT_EQ(traits(none).word, "unknown");
    for (const std::string_view typed : {"", "1", "123456", "answer"})
        EXPECT_FALSE(well_formed_code(none, typed)) << typed;
    okta::Factor factor;
    factor.kind = none;
    EXPECT_FALSE(menu_line(factor).empty());
    EXPECT_EQ(on_its_way(factor), "");
}

struct Typed {
    FactorKind kind;
    std::string typed;
    std::optional<std::string> sent;
};

TEST(WellFormedCode, lets_through_what_can_be_a_code_and_nothing_else) {
    const std::string otp = "ccccccbcgujhingjrdejhgfnuetrgigvejhhgbkugded";
    const Typed table[] = {
        {FactorKind::totp, "123456", "123456"},
        {FactorKind::totp, "123 456", "123456"},
        {FactorKind::totp, " 123-456 ", "123456"},
        {FactorKind::totp, "12345", {}},
        {FactorKind::totp, "1234567", {}},
        {FactorKind::totp, "12345a", {}},
        {FactorKind::totp, "", {}},
        {FactorKind::totp, "\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5\xD9\xA6", {}},
        {FactorKind::hotp, "12345678", "12345678"},
        {FactorKind::hotp, "12345678901", {}},
        {FactorKind::token, "pin1234567", "pin1234567"},
        {FactorKind::token, "123", {}},
        {FactorKind::token, "1234 5678", {}},
        {FactorKind::token, "\xEF\xBF\xBD\xEF\xBF\xBD", {}},
        {FactorKind::token, std::string(65, '1'), {}},
        {FactorKind::hardware, otp, otp},
        {FactorKind::hardware, "CCCCCCBCGUJHINGJRDEJHGFNUETRGIGVEJHHGBKUGDED", otp},
        {FactorKind::hardware, "123456", {}},
        {FactorKind::hardware, otp + "cccccc", {}},
        {FactorKind::sms, "654321", "654321"},
        {FactorKind::call, "54321", "54321"},
        {FactorKind::email, "1", {}},
        {FactorKind::push, "", {}},
        {FactorKind::push, "123456", {}},
    };
    for (const auto& row : table) {
        const auto code = well_formed_code(row.kind, row.typed);
        EXPECT_EQ(code ? std::optional<std::string>{code->reveal()} : std::nullopt, row.sent)
            << row.typed;
    }
}

TEST(WellFormedAnswer, is_printable_and_not_empty) {
    EXPECT_TRUE(well_formed_answer("Rex"));
    EXPECT_TRUE(well_formed_answer("M\xC3\xBCnchen am See"));
    EXPECT_FALSE(well_formed_answer(""));
    EXPECT_FALSE(well_formed_answer("   "));
    EXPECT_FALSE(well_formed_answer("a\nb"));
    EXPECT_FALSE(well_formed_answer("\x1B[2J"));
    EXPECT_FALSE(well_formed_answer("not utf-8: \xEF\xBF\xBD"));
    EXPECT_TRUE(well_formed_answer(std::string(512, 'a')));
    EXPECT_FALSE(well_formed_answer(std::string(513, 'a')));
}

TEST(Preference, orders_and_leaves_out) {
    const std::vector<okta::Factor> usable{test::sms_factor(), test::totp_factor(),
                                           test::push_factor("opf1"), test::push_factor("opf2"),
                                           test::question_factor()};
    const auto ordered =
        in_preference_order(usable, {FactorKind::push, FactorKind::sms, FactorKind::totp});
    std::vector<std::string> ids;
    for (const auto& factor : ordered)
        ids.push_back(factor.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"opf1", "opf2", "sms1", "ost1"}));
}

TEST(Preference, of_nothing_is_nothing) {
    EXPECT_TRUE(in_preference_order({test::totp_factor()}, {FactorKind::push}).empty());
}

}  // namespace
}  // namespace okta_factor::login
