// SPDX-License-Identifier: MIT
// One HTTPS exchange, as the Okta client sees it. daemon/http/curl_transport.h does it for real;
// tests script it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/secret.h"
#include "daemon/loop/task.h"

namespace okta_factor::http {

enum class Method { get, post, del };

/// Why there is no usable answer. Which of them count as "Okta is unreachable" is the Okta client's
/// decision.
enum class Problem {
    none,
    resolve,        // no address for the host
    connect,        // refused, dropped, no route
    proxy,          // the proxy could not be reached, or says that it does not reach Okta
    proxy_refused,  // the proxy answered, and does not let us through
    tls,            // certificate, host name, pin or protocol: never "unreachable"
    timeout,        // the request's own deadline passed before an answer began
    broken,         // the connection ended before an answer began
    garbled,        // an answer began, but is cut, damaged, badly encoded, or not HTTP
    too_large,      // more than max_body_bytes
    busy,           // no connection was free in time, while other requests got theirs
    machine,        // this machine is short of something: ports, descriptors, memory, threads
    internal,       // our own mistake: a bad URL
};

inline constexpr std::size_t max_body_bytes = std::size_t{1024} * 1024;

struct Request {
    Method method = Method::get;
    std::string url;  // absolute, https
    std::vector<std::string>
        headers;                 // "Name: value"; erased after the transfer, they carry the token
    std::optional<Secret> body;  // absent: no body; for POST then Content-Length: 0
    std::chrono::milliseconds timeout{8000};
};

struct Response {
    // An error status (3xx to 5xx) is an answer even where the rest of it was lost: then the
    // problem is none, and the body empty.
    Problem problem = Problem::none;
    std::string detail;  // for the journal: libcurl's words when there is a problem; never the body
    bool issued = false;  // the request was on its way: the peer may have acted on it
    int status = 0;
    std::vector<std::pair<std::string, std::string>>
        headers;                           // names in lower case, in order, repeats kept
    std::string body;                      // erased by the Response's destructor
    std::chrono::microseconds elapsed{0};  // from send() to the end, whatever the end was

    Response() = default;
    Response(const Response&) = delete;
    Response& operator=(const Response&) = delete;
    Response(Response&&) = default;
    Response& operator=(Response&&) = default;
    ~Response() { erase(body); }

    /// The last header of that (lower-case) name, or nothing.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        for (auto it = headers.rbegin(); it != headers.rend(); ++it)
            if (it->first == name) return it->second;
        return std::nullopt;
    }
};

class Transport {
  public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Ends within request.timeout whatever the network does; destroying the task aborts the
    /// exchange.
    virtual loop::Task<Response> send(Request request) = 0;
};

}  // namespace okta_factor::http
