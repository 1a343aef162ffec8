// SPDX-License-Identifier: MIT
// The tables are whole, and nothing but the network's own trouble looks like an outage.
#include "daemon/http/libcurl_errors.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "daemon/http/problem.h"

namespace okta_factor::http {
namespace {

constexpr int beyond_all = 128;  // what the enumeration can hold

/// Those of which the Okta client makes "unreachable".
bool looks_like_an_outage(Problem problem) {
    return problem == Problem::resolve || problem == Problem::connect ||
           problem == Problem::proxy || problem == Problem::timeout || problem == Problem::broken;
}

// libcurl calls those of other protocols, and those that it no longer uses, by no name of ours.
bool is_of_another_protocol(int code) {
    const std::set<int> others{CURLE_FTP_ACCEPT_FAILED,
                               CURLE_FTP_WEIRD_PASS_REPLY,
                               CURLE_FTP_ACCEPT_TIMEOUT,
                               CURLE_FTP_WEIRD_PASV_REPLY,
                               CURLE_FTP_WEIRD_227_FORMAT,
                               CURLE_FTP_CANT_GET_HOST,
                               CURLE_FTP_COULDNT_SET_TYPE,
                               CURLE_FTP_COULDNT_RETR_FILE,
                               CURLE_QUOTE_ERROR,
                               CURLE_FTP_PORT_FAILED,
                               CURLE_FTP_COULDNT_USE_REST,
                               CURLE_LDAP_CANNOT_BIND,
                               CURLE_LDAP_SEARCH_FAILED,
                               CURLE_TFTP_NOTFOUND,
                               CURLE_TFTP_PERM,
                               CURLE_TFTP_ILLEGAL,
                               CURLE_TFTP_UNKNOWNID,
                               CURLE_TFTP_NOSUCHUSER,
                               CURLE_SSH,
                               CURLE_FTP_PRET_FAILED,
                               CURLE_RTSP_CSEQ_ERROR,
                               CURLE_RTSP_SESSION_ERROR,
                               CURLE_FTP_BAD_FILE_LIST,
                               20,
                               24,
                               29,
                               32,
                               40,
                               44,
                               46,
                               50,
                               51,
                               57,
                               62,
                               75,
                               76};
    return others.contains(code);
}

TEST(CurlErrors, EveryOneHasARow) {
    std::set<int> rows;
    for (const auto& row : curl_errors())
        EXPECT_TRUE(rows.insert(row.code).second) << curl_easy_strerror(row.code);
    for (int code = 0; code < CURL_LAST; ++code)
        EXPECT_NE(rows.contains(code), is_of_another_protocol(code))
            << code << ' ' << curl_easy_strerror(static_cast<CURLcode>(code));
}

TEST(CurlErrors, TheseAloneCanBeAnOutage) {
    const std::set<int> outages{CURLE_COULDNT_RESOLVE_HOST,
                                CURLE_COULDNT_RESOLVE_PROXY,
                                CURLE_COULDNT_CONNECT,
                                CURLE_OPERATION_TIMEDOUT,
                                CURLE_PROXY,
                                CURLE_GOT_NOTHING,
                                CURLE_SEND_ERROR,
                                CURLE_RECV_ERROR,
                                CURLE_PARTIAL_FILE,
                                CURLE_SSL_SHUTDOWN_FAILED,
                                CURLE_HTTP2,
                                CURLE_HTTP2_STREAM};
    for (int code = 0; code < beyond_all; ++code)
        EXPECT_EQ(looks_like_an_outage(problem_named_by(static_cast<CURLcode>(code))),
                  outages.contains(code))
            << code << ' ' << curl_easy_strerror(static_cast<CURLcode>(code));
}

TEST(CurlErrors, NoneIsAnOutageWhereThisMachineIsShortOfSomething) {
    for (int code = 1; code < beyond_all; ++code)
        for (const bool issued : {false, true}) {
            Ending ending;
            ending.code = static_cast<CURLcode>(code);
            ending.issued = issued;
            ending.machine_short = true;
            EXPECT_EQ(problem_of(ending), Problem::machine) << code;
        }
}

TEST(ProxyErrors, EveryOneHasARow) {
    std::set<int> rows;
    for (const auto& row : proxy_errors())
        EXPECT_TRUE(rows.insert(row.code).second) << row.code;
    for (int code = CURLPX_OK + 1; code < CURLPX_LAST; ++code)
        EXPECT_TRUE(rows.contains(code)) << code;
}

TEST(ProxyErrors, OneThatAnswersAndRefusesIsThere) {
    for (const auto code : {CURLPX_USER_REJECTED, CURLPX_NO_AUTH, CURLPX_REPLY_NOT_ALLOWED,
                            CURLPX_REPLY_COMMAND_NOT_SUPPORTED, CURLPX_REQUEST_FAILED}) {
        Ending ending;
        ending.code = CURLE_PROXY;
        ending.proxied = true;
        ending.proxy_error = code;
        EXPECT_EQ(problem_of(ending), Problem::proxy_refused) << code;
    }
    for (const long status : {301L, 400L, 401L, 403L, 407L, 429L, 500L, 501L})
        EXPECT_EQ(problem_of_proxy_status(status), Problem::proxy_refused) << status;
    for (const long status : {502L, 503L, 504L})
        EXPECT_EQ(problem_of_proxy_status(status), Problem::proxy) << status;
}

TEST(SystemErrors, EachHasOneRowAndAnUnknownOneIsOurs) {
    std::set<int> rows;
    for (const auto& row : system_errors())
        EXPECT_TRUE(rows.insert(row.error).second) << std::strerror(row.error);
    EXPECT_FALSE(is_networks_error(0));
    EXPECT_FALSE(is_networks_error(100'000));
}

TEST(SystemErrors, TheNetworksAloneCanBeAnOutage) {
    const std::set<int> of_the_network{
        ECONNREFUSED, ECONNRESET, ECONNABORTED, EPIPE,     ENOTCONN, ETIMEDOUT,   EHOSTUNREACH,
        EHOSTDOWN,    ENETDOWN,   ENETUNREACH,  ENETRESET, ENONET,   ENOPROTOOPT, EADDRNOTAVAIL};
    for (int error = 1; error < 200; ++error)
        for (const auto code : {CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR}) {
            Ending ending;
            ending.code = code;
            ending.system_error = error;
            EXPECT_EQ(looks_like_an_outage(problem_of(ending)), of_the_network.contains(error))
                << std::strerror(error);
        }
}

TEST(SystemErrors, OneThatLibcurlLeftBehindDoesNotExplainATimeout) {
    Ending ending;
    ending.code = CURLE_OPERATION_TIMEDOUT;
    ending.system_error = EAFNOSUPPORT;  // of an IPv6 address, before IPv4 was tried
    EXPECT_EQ(problem_of(ending), Problem::connect);
}

}  // namespace
}  // namespace okta_factor::http
