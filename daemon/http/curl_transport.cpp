// SPDX-License-Identifier: MIT
#include "daemon/http/curl_transport.h"

#include <utility>

#include "daemon/http/erasing_memory.h"
#include "daemon/http/transfer.h"

namespace okta_factor::http {

CurlTransport::CurlTransport(loop::EventLoop& loop, Options options) {
    start_libcurl();
    context_ = std::make_unique<Context>(loop, std::move(options));
}

CurlTransport::~CurlTransport() = default;

loop::Task<Response> CurlTransport::send(Request request) {
    Transfer transfer{*context_, std::move(request)};
    co_await transfer.ended();
    co_return transfer.take_response();
}

const Statistics& CurlTransport::statistics() const noexcept {
    return context_->statistics;
}

}  // namespace okta_factor::http
