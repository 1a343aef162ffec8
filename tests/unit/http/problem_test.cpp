// SPDX-License-Identifier: MIT
#include "daemon/http/problem.h"

#include <gtest/gtest.h>

namespace okta_factor::http {
namespace {

Ending ending(CURLcode code, bool issued = false) {
    Ending made;
    made.code = code;
    made.issued = issued;
    return made;
}

TEST(Problem, ATimeoutIsNamedByHowFarTheRequestCame) {
    EXPECT_EQ(problem_of(ending(CURLE_OPERATION_TIMEDOUT, true)), Problem::timeout);
    EXPECT_EQ(problem_of(ending(CURLE_OPERATION_TIMEDOUT)), Problem::connect);
    Ending lookup = ending(CURLE_OPERATION_TIMEDOUT);
    lookup.looking_up = true;
    EXPECT_EQ(problem_of(lookup), Problem::resolve);
}

TEST(Problem, AHandshakeThatFailsIsTlsUnlessThePeerMerelyHungUp) {
    Ending failed = ending(CURLE_SSL_CONNECT_ERROR);
    failed.words = "error:0A00010B:SSL routines::wrong version number";
    EXPECT_EQ(problem_of(failed), Problem::tls);
    failed.words = "words of a libcurl not yet written";
    EXPECT_EQ(problem_of(failed), Problem::tls);
    failed.words = "OpenSSL SSL_connect: Connection reset by peer in connection to a:443";
    EXPECT_EQ(problem_of(failed), Problem::broken);
}

TEST(Problem, OnTheWayToAProxyItIsTheProxys) {
    for (const CURLcode code : {CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR,
                                CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST}) {
        Ending made = ending(code);
        made.proxied = true;
        EXPECT_EQ(problem_of(made), Problem::proxy) << code;
    }
}

TEST(Problem, BeyondTheProxysTunnelItIsNot) {
    Ending made = ending(CURLE_OPERATION_TIMEDOUT);
    made.proxied = true;
    made.proxy_status = 200;
    EXPECT_EQ(problem_of(made), Problem::connect);
    made = ending(CURLE_PEER_FAILED_VERIFICATION);
    made.proxied = true;
    EXPECT_EQ(problem_of(made), Problem::tls);
}

TEST(Problem, EveryTlsCodeIsTls) {
    for (const CURLcode code :
         {CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_CACERT_BADFILE,
          CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CIPHER})
        EXPECT_EQ(problem_of(ending(code)), Problem::tls) << code;
}

TEST(Problem, WhatIsNotInTheTableIsOursAndNeverTheNetworks) {
    for (const CURLcode code : {CURLE_URL_MALFORMAT, CURLE_ABORTED_BY_CALLBACK,
                                CURLE_BAD_FUNCTION_ARGUMENT, CURLE_FTP_PORT_FAILED})
        EXPECT_EQ(problem_of(ending(code)), Problem::internal) << code;
}

TEST(Problem, ALookupThatDidNotStartIsThisMachines) {
    Ending made = ending(CURLE_COULDNT_RESOLVE_HOST);
    made.words = "getaddrinfo() thread failed to start";
    EXPECT_EQ(problem_of(made), Problem::machine);
    made.proxied = true;
    EXPECT_EQ(problem_of(made), Problem::machine);
}

TEST(Problem, AProxyOnThisMachineIsNoWitnessOfAnOutage) {
    for (const CURLcode code : {CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT, CURLE_RECV_ERROR,
                                CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY, CURLE_GOT_NOTHING})
        for (const bool issued : {false, true})
            for (const long status : {0L, 200L, 503L}) {
                Ending made = ending(code, issued);
                made.proxied = made.proxy_is_here = true;
                made.proxy_status = status;
                made.proxy_error = CURLPX_CLOSED;
                EXPECT_EQ(problem_of(made), Problem::proxy_refused) << code << ' ' << status;
            }
    Ending made = ending(CURLE_PEER_FAILED_VERIFICATION);
    made.proxied = made.proxy_is_here = true;
    EXPECT_EQ(problem_of(made), Problem::tls);
}

TEST(Problem, WhoWaitedWhileOthersWereServedMetAFullQueue) {
    Ending made = ending(CURLE_OPERATION_TIMEDOUT);
    made.others_served = true;
    EXPECT_EQ(problem_of(made), Problem::busy);
}

}  // namespace
}  // namespace okta_factor::http
