// SPDX-License-Identifier: MIT
#include "daemon/http/libcurl_errors.h"

#include <algorithm>
#include <cerrno>

namespace okta_factor::http {
namespace {

// Codes of newer libraries than the oldest one that we build with.
constexpr auto curle_too_large = static_cast<CURLcode>(100);     // 8.6
constexpr auto curle_ech_required = static_cast<CURLcode>(101);  // 8.8

constexpr CurlErrorRow by_libcurl[] = {
    {CURLE_OK, Problem::none},
    // No way to Okta.
    {CURLE_COULDNT_RESOLVE_HOST, Problem::resolve},
    {CURLE_COULDNT_RESOLVE_PROXY, Problem::proxy},
    {CURLE_COULDNT_CONNECT, Problem::connect},
    {CURLE_OPERATION_TIMEDOUT, Problem::timeout},
    {CURLE_PROXY, Problem::proxy},  // CURLINFO_PROXY_ERROR says more
    // The connection ended before an answer began.
    {CURLE_GOT_NOTHING, Problem::broken},
    {CURLE_SEND_ERROR, Problem::broken},
    {CURLE_RECV_ERROR, Problem::broken},
    {CURLE_PARTIAL_FILE, Problem::broken},
    {CURLE_SSL_SHUTDOWN_FAILED, Problem::broken},
    {CURLE_HTTP2, Problem::broken},
    {CURLE_HTTP2_STREAM, Problem::broken},
    // Somebody answered, but not as HTTP is spoken.
    {CURLE_WEIRD_SERVER_REPLY, Problem::garbled},
    {CURLE_UNSUPPORTED_PROTOCOL, Problem::garbled},  // HTTP/0.9: a URL was checked before
    {CURLE_BAD_CONTENT_ENCODING, Problem::garbled},
    {CURLE_FILESIZE_EXCEEDED, Problem::too_large},
    {curle_too_large, Problem::too_large},
    // TLS: perhaps not Okta.
    {CURLE_SSL_CONNECT_ERROR, Problem::tls},
    {CURLE_PEER_FAILED_VERIFICATION, Problem::tls},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, Problem::tls},
    {CURLE_SSL_CACERT_BADFILE, Problem::tls},
    {CURLE_SSL_ISSUER_ERROR, Problem::tls},
    {CURLE_SSL_INVALIDCERTSTATUS, Problem::tls},
    {CURLE_SSL_CERTPROBLEM, Problem::tls},
    {CURLE_SSL_CIPHER, Problem::tls},
    {CURLE_SSL_CRL_BADFILE, Problem::tls},
    {CURLE_SSL_CLIENTCERT, Problem::tls},
    {CURLE_SSL_ENGINE_NOTFOUND, Problem::tls},
    {CURLE_SSL_ENGINE_SETFAILED, Problem::tls},
    {CURLE_SSL_ENGINE_INITFAILED, Problem::tls},
    {CURLE_USE_SSL_FAILED, Problem::tls},
    {curle_ech_required, Problem::tls},
    // The proxy wants to know who we are.
    {CURLE_AUTH_ERROR, Problem::proxy_refused},
    // This machine is short of something.
    {CURLE_OUT_OF_MEMORY, Problem::machine},
    {CURLE_FAILED_INIT, Problem::machine},
    {CURLE_INTERFACE_FAILED, Problem::machine},
    {CURLE_WRITE_ERROR, Problem::machine},  // our own callback failed, for want of memory
    {CURLE_READ_ERROR, Problem::machine},
    {CURLE_FILE_COULDNT_READ_FILE, Problem::machine},
    {CURLE_UNRECOVERABLE_POLL, Problem::machine},
    {CURLE_NO_CONNECTION_AVAILABLE, Problem::busy},
    // Ours, or nothing that HTTPS without redirects can bring about.
    {CURLE_URL_MALFORMAT, Problem::internal},
    {CURLE_LOGIN_DENIED, Problem::internal},
    {CURLE_NOT_BUILT_IN, Problem::internal},
    {CURLE_REMOTE_ACCESS_DENIED, Problem::internal},
    {CURLE_HTTP_RETURNED_ERROR, Problem::internal},
    {CURLE_UPLOAD_FAILED, Problem::internal},
    {CURLE_RANGE_ERROR, Problem::internal},
    {CURLE_HTTP_POST_ERROR, Problem::internal},
    {CURLE_BAD_DOWNLOAD_RESUME, Problem::internal},
    {CURLE_FUNCTION_NOT_FOUND, Problem::internal},
    {CURLE_ABORTED_BY_CALLBACK, Problem::internal},
    {CURLE_BAD_FUNCTION_ARGUMENT, Problem::internal},
    {CURLE_TOO_MANY_REDIRECTS, Problem::internal},
    {CURLE_UNKNOWN_OPTION, Problem::internal},
    {CURLE_SETOPT_OPTION_SYNTAX, Problem::internal},
    {CURLE_SEND_FAIL_REWIND, Problem::internal},
    {CURLE_REMOTE_DISK_FULL, Problem::internal},
    {CURLE_REMOTE_FILE_EXISTS, Problem::internal},
    {CURLE_REMOTE_FILE_NOT_FOUND, Problem::internal},
    {CURLE_AGAIN, Problem::internal},
    {CURLE_CHUNK_FAILED, Problem::internal},
    {CURLE_RECURSIVE_API_CALL, Problem::internal},
    {CURLE_HTTP3, Problem::internal},
    {CURLE_QUIC_CONNECT_ERROR, Problem::internal},
};

constexpr ProxyErrorRow by_proxy[] = {
    // It is not there, or does not get through.
    {CURLPX_CLOSED, Problem::proxy},
    {CURLPX_RECV_ADDRESS, Problem::proxy},
    {CURLPX_RECV_AUTH, Problem::proxy},
    {CURLPX_RECV_CONNECT, Problem::proxy},
    {CURLPX_RECV_REQACK, Problem::proxy},
    {CURLPX_SEND_AUTH, Problem::proxy},
    {CURLPX_SEND_CONNECT, Problem::proxy},
    {CURLPX_SEND_REQUEST, Problem::proxy},
    {CURLPX_REPLY_CONNECTION_REFUSED, Problem::proxy},
    {CURLPX_REPLY_HOST_UNREACHABLE, Problem::proxy},
    {CURLPX_REPLY_NETWORK_UNREACHABLE, Problem::proxy},
    {CURLPX_REPLY_TTL_EXPIRED, Problem::proxy},
    {CURLPX_RESOLVE_HOST, Problem::resolve},
    // It answers, and does not take us.
    {CURLPX_BAD_ADDRESS_TYPE, Problem::proxy_refused},
    {CURLPX_BAD_VERSION, Problem::proxy_refused},
    {CURLPX_GSSAPI, Problem::proxy_refused},
    {CURLPX_GSSAPI_PERMSG, Problem::proxy_refused},
    {CURLPX_GSSAPI_PROTECTION, Problem::proxy_refused},
    {CURLPX_IDENTD, Problem::proxy_refused},
    {CURLPX_IDENTD_DIFFER, Problem::proxy_refused},
    {CURLPX_LONG_HOSTNAME, Problem::proxy_refused},
    {CURLPX_LONG_PASSWD, Problem::proxy_refused},
    {CURLPX_LONG_USER, Problem::proxy_refused},
    {CURLPX_NO_AUTH, Problem::proxy_refused},
    {CURLPX_REPLY_ADDRESS_TYPE_NOT_SUPPORTED, Problem::proxy_refused},
    {CURLPX_REPLY_COMMAND_NOT_SUPPORTED, Problem::proxy_refused},
    {CURLPX_REPLY_GENERAL_SERVER_FAILURE, Problem::proxy_refused},
    {CURLPX_REPLY_NOT_ALLOWED, Problem::proxy_refused},
    {CURLPX_REPLY_UNASSIGNED, Problem::proxy_refused},
    {CURLPX_REQUEST_FAILED, Problem::proxy_refused},
    {CURLPX_UNKNOWN_FAIL, Problem::proxy_refused},
    {CURLPX_UNKNOWN_MODE, Problem::proxy_refused},
    {CURLPX_USER_REJECTED, Problem::proxy_refused},
};

constexpr SystemErrorRow by_system[] = {
    {ECONNREFUSED, true},
    {ECONNRESET, true},
    {ECONNABORTED, true},
    {EPIPE, true},
    {ENOTCONN, true},  // the peer has closed it
    {ETIMEDOUT, true},
    {EHOSTUNREACH, true},
    {EHOSTDOWN, true},
    {ENETUNREACH, true},
    {ENETDOWN, true},
    {ENETRESET, true},
    {ENONET, true},
    {ENOPROTOOPT, true},  // ICMP: protocol unreachable
    // No address of that family to come from: IPv6 is switched off. A want of ports is found before
    // connect(2) (SocketSupply), and by shortage().
    {EADDRNOTAVAIL, true},
    // Ports.
    {EADDRINUSE, false},
    {EAGAIN, false},
    // Descriptors and memory.
    {EMFILE, false},
    {ENFILE, false},
    {ENOMEM, false},
    {ENOBUFS, false},
    {EDQUOT, false},
    // A firewall or a security module of this machine.
    {EACCES, false},
    {EPERM, false},
    // What this machine, or our sandbox, does not have.
    {EAFNOSUPPORT, false},
    {EPROTONOSUPPORT, false},
    {EPROTOTYPE, false},
    {ESOCKTNOSUPPORT, false},
    {EOPNOTSUPP, false},
    {ENODEV, false},
    {ENXIO, false},
    // Mistakes of ours.
    {EBADF, false},
    {EFAULT, false},
    {EINVAL, false},
    {EISCONN, false},
    {EALREADY, false},
    {ENOTSOCK, false},
    {EMSGSIZE, false},
    {EIO, false},
};

}  // namespace

std::span<const CurlErrorRow> curl_errors() {
    return by_libcurl;
}

Problem problem_named_by(CURLcode code) {
    const auto* const row = std::ranges::find(by_libcurl, code, &CurlErrorRow::code);
    return row == std::end(by_libcurl) ? Problem::internal : row->problem;
}

std::span<const ProxyErrorRow> proxy_errors() {
    return by_proxy;
}

Problem problem_named_by(CURLproxycode code) {
    const auto* const row = std::ranges::find(by_proxy, code, &ProxyErrorRow::code);
    return row == std::end(by_proxy) ? Problem::proxy_refused : row->problem;
}

Problem problem_of_proxy_status(long status) {
    constexpr long bad_gateway = 502, unavailable = 503, gateway_timeout = 504;
    const bool says_okta_is_away =
        status == bad_gateway || status == unavailable || status == gateway_timeout;
    return says_okta_is_away ? Problem::proxy : Problem::proxy_refused;
}

std::span<const SystemErrorRow> system_errors() {
    return by_system;
}

bool is_networks_error(int error) {
    const auto* const row = std::ranges::find(by_system, error, &SystemErrorRow::error);
    return row != std::end(by_system) && row->is_networks;
}

}  // namespace okta_factor::http
