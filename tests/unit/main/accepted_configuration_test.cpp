// SPDX-License-Identifier: MIT
#include "daemon/main/accepted_configuration.h"

#include <gtest/gtest.h>

namespace okta_factor::daemon {
namespace {

const loop::WallTime noon{std::chrono::seconds{1'793'707'200}};

Accepted two_files() {
    return {{{"/etc/okta-factor.conf", "[okta]\norg_url = \"https://acme.okta.com\"\n"},
             {"/etc/okta-factor.conf.d/10-\xFC.conf", "# Zo\xC3\xAB \"quoted\"\n"}},
            noon};
}

TEST(AcceptedConfiguration, reads_what_was_written) {
    const auto read = read_accepted(write_accepted(two_files()));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->when, noon);
    ASSERT_EQ(read->texts.size(), 2U);
    EXPECT_EQ(read->texts[0].file, "/etc/okta-factor.conf");
    EXPECT_EQ(read->texts[0].text, two_files().texts[0].text);
    EXPECT_EQ(read->texts[1].text, two_files().texts[1].text);
}

TEST(AcceptedConfiguration, is_refused_where_it_was_cut_short) {
    const auto text = write_accepted(two_files());
    for (std::size_t size = 0; size + 1 < text.size(); ++size)
        EXPECT_FALSE(read_accepted(std::string_view{text}.substr(0, size))) << size;
}

TEST(AcceptedConfiguration, is_nothing_else) {
    const std::string head = R"({"format":"okta-factor accepted configuration","version":)";
    const std::string files = R"("files":[{"file":"a","text":"b"}]})";
    ASSERT_TRUE(read_accepted(head + R"(1,"accepted":0,)" + files));
    for (const auto& text :
         {std::string{"[]"}, std::string{"{}"}, head + R"(2,"accepted":0,)" + files,
          head + "1," + files, head + R"(1,"accepted":-1,)" + files,
          head + R"(1,"accepted":9223372036854775807,)" + files,
          head + R"(1,"accepted":18446744073709551615,)" + files,
          head + R"(1,"accepted":1e3,)" + files, head + R"(1,"accepted":0})",
          head + R"(1,"accepted":0,"files":[]})", head + R"(1,"accepted":0,"files":[1]})",
          head + R"(1,"accepted":0,"files":[{"file":"a"}]})",
          head + R"(1,"accepted":0,"files":[{"file":1,"text":"b"}]})"}) {
        const auto read = read_accepted(text);
        EXPECT_FALSE(read) << text;
    }
}

TEST(AcceptedConfiguration, is_nothing_deep_or_wide) {
    const std::string deep = std::string(1 << 20, '[');
    EXPECT_FALSE(read_accepted(R"({"format":)" + deep + std::string(1 << 20, ']') + "}"));
    EXPECT_FALSE(read_accepted(R"({"files":)" + deep));
    EXPECT_FALSE(read_accepted("[" + std::string(1 << 20, ',')));
}

TEST(AcceptedConfiguration, is_said_to_be_of_a_time_that_people_can_read) {
    EXPECT_EQ(to_utc(noon), "2026-11-03T12:00:00Z");
}

}  // namespace
}  // namespace okta_factor::daemon
