// SPDX-License-Identifier: MIT
#include "daemon/http/known_addresses.h"

#include <gtest/gtest.h>

namespace okta_factor::http {
namespace {

TEST(EndpointOf, IsTheHostThatIsLookedUp) {
    EXPECT_EQ(endpoint_of("https://acme.okta.com/api/v1", ""), "acme.okta.com:443");
    EXPECT_EQ(endpoint_of("https://acme.okta.com:8443/", ""), "acme.okta.com:8443");
    EXPECT_EQ(endpoint_of("https://acme.okta.com/", "http://proxy.acme.com:3128/"),
              "proxy.acme.com:3128");
    EXPECT_EQ(endpoint_of("https://acme.okta.com/", "http://proxy.acme.com/"),
              "proxy.acme.com:1080");
    EXPECT_EQ(endpoint_of("https://acme.okta.com/", "https://proxy.acme.com/"),
              "proxy.acme.com:443");
    EXPECT_EQ(endpoint_of("https://acme.okta.com/", "socks5h://proxy.acme.com:9/"),
              "proxy.acme.com:9");
}

TEST(EndpointOf, IsNothingWhereNoNameIsLookedUpOrTwoAre) {
    EXPECT_EQ(endpoint_of("https://192.0.2.1/", ""), "");
    EXPECT_EQ(endpoint_of("https://[2001:db8::1]:8443/", ""), "");
    EXPECT_EQ(endpoint_of("https://acme.okta.com/", "socks5://proxy.acme.com:9/"), "");
    EXPECT_EQ(endpoint_of("not a URL", ""), "");
}

TEST(Proxy, IsOnThisMachineByItsAddressOrName) {
    for (const char* here : {"http://127.0.0.1:3128/", "http://localhost/", "socks5h://[::1]:1080/",
                             "http://127.8.9.1:1/", "https://proxy.localhost:3128/"})
        EXPECT_TRUE(is_on_this_machine(here)) << here;
    for (const char* elsewhere : {"", "http://192.0.2.1:3128/", "http://proxy.acme.com:3128/",
                                  "http://127.0.0.1.acme.com/", "http://localhost.acme.com/"})
        EXPECT_FALSE(is_on_this_machine(elsewhere)) << elsewhere;
}

TEST(KnownAddresses, TellTheLastOneThatAnswered) {
    KnownAddresses addresses;
    EXPECT_EQ(addresses.pin_of("acme.okta.com:443"), "");
    addresses.answered("acme.okta.com:443", "192.0.2.1");
    addresses.answered("acme.okta.com:443", "2001:db8::1");
    addresses.answered("acme.okta.com:443", "");
    addresses.answered("acme.okta.com:443", nullptr);
    EXPECT_EQ(addresses.pin_of("acme.okta.com:443"), "+acme.okta.com:443:[2001:db8::1]");
    addresses.answered("acme.okta.com:443", "192.0.2.7");
    EXPECT_EQ(addresses.pin_of("acme.okta.com:443"), "+acme.okta.com:443:192.0.2.7");
    addresses.answered("", "192.0.2.7");
    EXPECT_EQ(addresses.pin_of(""), "");
}

}  // namespace
}  // namespace okta_factor::http
