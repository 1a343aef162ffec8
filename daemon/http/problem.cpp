// SPDX-License-Identifier: MIT
#include "daemon/http/problem.h"

#include <algorithm>
#include <array>

namespace okta_factor::http {
namespace {

struct Row {
    CURLcode code;
    Problem problem;
};

constexpr CURLcode curle_too_large = static_cast<CURLcode>(100);  // libcurl 8.6: our oldest is 7.88

constexpr std::array table{
    Row{CURLE_OK, Problem::none},
    Row{CURLE_COULDNT_RESOLVE_HOST, Problem::resolve},
    Row{CURLE_COULDNT_CONNECT, Problem::connect},
    Row{CURLE_INTERFACE_FAILED, Problem::connect},
    Row{CURLE_COULDNT_RESOLVE_PROXY, Problem::proxy},
    Row{CURLE_PROXY, Problem::proxy},
    Row{CURLE_OPERATION_TIMEDOUT, Problem::timeout},

    Row{CURLE_SSL_CONNECT_ERROR, Problem::tls},
    Row{CURLE_PEER_FAILED_VERIFICATION, Problem::tls},
    Row{CURLE_SSL_PINNEDPUBKEYNOTMATCH, Problem::tls},
    Row{CURLE_SSL_CACERT_BADFILE, Problem::tls},
    Row{CURLE_SSL_ISSUER_ERROR, Problem::tls},
    Row{CURLE_SSL_INVALIDCERTSTATUS, Problem::tls},
    Row{CURLE_SSL_CERTPROBLEM, Problem::tls},
    Row{CURLE_SSL_CIPHER, Problem::tls},
    Row{CURLE_SSL_CRL_BADFILE, Problem::tls},
    Row{CURLE_SSL_CLIENTCERT, Problem::tls},
    Row{CURLE_SSL_ENGINE_NOTFOUND, Problem::tls},
    Row{CURLE_SSL_ENGINE_SETFAILED, Problem::tls},
    Row{CURLE_SSL_ENGINE_INITFAILED, Problem::tls},
    Row{CURLE_USE_SSL_FAILED, Problem::tls},

    Row{CURLE_GOT_NOTHING, Problem::broken},
    Row{CURLE_SEND_ERROR, Problem::broken},
    Row{CURLE_RECV_ERROR, Problem::broken},
    Row{CURLE_PARTIAL_FILE, Problem::broken},
    Row{CURLE_SSL_SHUTDOWN_FAILED, Problem::broken},
    Row{CURLE_WEIRD_SERVER_REPLY, Problem::broken},
    Row{CURLE_UNSUPPORTED_PROTOCOL, Problem::broken},  // no HTTP/1 or 2; a URL was checked before
    Row{CURLE_BAD_CONTENT_ENCODING, Problem::broken},
    Row{CURLE_WRITE_ERROR, Problem::broken},
    Row{CURLE_HTTP2, Problem::broken},
    Row{CURLE_HTTP2_STREAM, Problem::broken},
    Row{CURLE_AGAIN, Problem::broken},

    Row{CURLE_FILESIZE_EXCEEDED, Problem::too_large},
    Row{curle_too_large, Problem::too_large},
};

// OpenSSL's ways to say, during the handshake, that the peer hung up without a word of TLS: it is
// down, not false. libcurl has no code for it.
constexpr std::array<std::string_view, 4> hung_up{
    "Connection reset by peer",
    "SSL_ERROR_SYSCALL",
    "unexpected eof while reading",
    "Broken pipe",
};

bool peer_hung_up(std::string_view words) {
    return std::any_of(hung_up.begin(), hung_up.end(), [words](std::string_view phrase) {
        return words.find(phrase) != std::string_view::npos;
    });
}

}  // namespace

Problem problem_of(const Ending& ending) {
    const auto* row = std::find_if(table.begin(), table.end(),
                                   [&](const Row& r) { return r.code == ending.code; });
    Problem problem = row == table.end() ? Problem::internal : row->problem;

    if (ending.code == CURLE_SSL_CONNECT_ERROR && peer_hung_up(ending.words))
        problem = Problem::broken;
    // Before the request was issued a time-out is the connection's.
    if (problem == Problem::timeout && !ending.issued)
        problem = ending.looking_up ? Problem::resolve : Problem::connect;
    const bool tunnel_stands = ending.proxy_status >= 200 && ending.proxy_status < 300;
    const bool no_connection =
        problem == Problem::resolve || problem == Problem::connect || problem == Problem::broken;
    if (ending.proxied && !ending.issued && !tunnel_stands && no_connection)
        problem = Problem::proxy;
    return problem;
}

}  // namespace okta_factor::http
