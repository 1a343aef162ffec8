// SPDX-License-Identifier: MIT
#include "daemon/http/problem.h"

#include <algorithm>
#include <array>

#include "daemon/http/libcurl_errors.h"

namespace okta_factor::http {
namespace {

// OpenSSL's ways to say, during the handshake, that the peer hung up without a word of TLS: it is
// down, not false. libcurl has no code for it.
constexpr std::array<std::string_view, 4> hung_up{
    "Connection reset by peer",
    "SSL_ERROR_SYSCALL",
    "unexpected eof while reading",
    "Broken pipe",
};

// libcurl's words where a look-up did not even start.
constexpr std::array<std::string_view, 1> no_lookup{"thread failed to start"};

bool mentions(std::string_view words, const auto& phrases) {
    return std::ranges::any_of(phrases, [words](std::string_view phrase) {
        return words.find(phrase) != std::string_view::npos;
    });
}

bool is_about_the_way(Problem problem) {
    return problem == Problem::resolve || problem == Problem::connect ||
           problem == Problem::broken || problem == Problem::proxy;
}

// libcurl keeps the errno of an address that failed while it went on with the next one: it explains
// a connection that failed, not one that took too long.
bool failed_here(const Ending& ending, Problem problem) {
    return ending.code != CURLE_OPERATION_TIMEDOUT && ending.system_error != 0 &&
           is_about_the_way(problem) && !is_networks_error(ending.system_error);
}

Problem on_the_way_to_the_proxy(const Ending& ending, Problem problem) {
    const bool tunnel_stands = ending.proxy_status >= 200 && ending.proxy_status < 300;
    if (tunnel_stands) return problem;
    if (ending.proxy_status != 0) return problem_of_proxy_status(ending.proxy_status);
    if (ending.code == CURLE_PROXY) return problem_named_by(ending.proxy_error);
    return is_about_the_way(problem) ? Problem::proxy : problem;
}

// A proxy on this machine cannot witness that Okta is away: a local user can take all its places.
bool is_hearsay(const Ending& ending, Problem problem) {
    return ending.proxy_is_here && (is_about_the_way(problem) || problem == Problem::timeout);
}

}  // namespace

Problem problem_of(const Ending& ending) {
    if (ending.code == CURLE_OK) return Problem::none;
    if (ending.machine_short || mentions(ending.words, no_lookup)) return Problem::machine;
    if (ending.others_served) return Problem::busy;

    Problem problem = problem_named_by(ending.code);
    if (ending.code == CURLE_SSL_CONNECT_ERROR && mentions(ending.words, hung_up))
        problem = Problem::broken;
    // Before the request was issued a time-out is the connection's.
    if (problem == Problem::timeout && !ending.issued)
        problem = ending.looking_up ? Problem::resolve : Problem::connect;
    if (failed_here(ending, problem)) return Problem::machine;
    if (ending.proxied && !ending.issued) problem = on_the_way_to_the_proxy(ending, problem);
    return is_hearsay(ending, problem) ? Problem::proxy_refused : problem;
}

}  // namespace okta_factor::http
