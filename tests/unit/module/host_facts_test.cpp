// SPDX-License-Identifier: MIT
#include "pam_module/host_facts.h"

#include <gtest/gtest.h>

#include <string>

namespace okta_factor::pam {
namespace {

std::string address_in(const char* text) {
    char address[INET6_ADDRSTRLEN];
    copy_numeric_address(text, address);
    return address;
}

TEST(NumericAddress, IsTheFirstWord) {
    EXPECT_EQ(address_in("192.0.2.1 40000 192.0.2.2 22"), "192.0.2.1");
    EXPECT_EQ(address_in("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
    EXPECT_EQ(address_in("fe80::1%eth0 1 2 3"), "fe80::1");
}

TEST(NumericAddress, NothingElseIsOne) {
    for (const char* text : {"", " 192.0.2.1", "localhost", "UNKNOWN", "192.0.2", "192.0.2.256",
                             "192.0.2.1.example", "0x7f.1", "2130706433", "::g", "%eth0"})
        EXPECT_EQ(address_in(text), "") << text;
    EXPECT_EQ(address_in(std::string(1000, '1').c_str()), "");
}

}  // namespace
}  // namespace okta_factor::pam
