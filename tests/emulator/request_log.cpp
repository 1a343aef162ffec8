// SPDX-License-Identifier: MIT
#include "tests/emulator/request_log.h"

#include <algorithm>
#include <cstdint>

namespace okta_factor::emulator {
namespace {

constexpr std::size_t kept = 200'000;

}  // namespace

Json as_json(const LoggedRequest& request) {
    return {{"seq", request.sequence},
            {"connection", request.connection},
            {"method", request.method},
            {"path", request.path},
            {"query", request.query},
            {"status", request.status},
            {"done", request.done},
            {"user_agent", request.user_agent},
            {"x_forwarded_for", request.x_forwarded_for},
            {"content_length", request.content_length},
            {"authorization", request.authorization},
            {"accept_encoding", request.accept_encoding},
            {"has_body", !request.body.is_null()},
            {"body", request.body},
            {"fault", request.fault},
            {"at", iso_time(request.at)},
            {"milliseconds", request.milliseconds}};
}

Json masked(const std::string& body) {
    if (body.empty()) return nullptr;
    Json parsed = Json::parse(body, nullptr, false);
    if (!parsed.is_object()) return "not a JSON object";
    for (auto& [key, value] : parsed.items())
        if (!value.is_boolean()) value = "***";
    return parsed;
}

LoggedRequest& RequestLog::add(LoggedRequest request) {
    if (entries_.size() >= kept) entries_.pop_front();
    request.sequence = ++sequence_;
    entries_.push_back(std::move(request));
    return entries_.back();
}

LoggedRequest* RequestLog::find(std::uint64_t sequence) {
    // Sequences have no gaps, so the place is known.
    if (entries_.empty() || sequence < entries_.front().sequence) return nullptr;
    const auto place = static_cast<std::size_t>(sequence - entries_.front().sequence);
    return place < entries_.size() ? &entries_[place] : nullptr;
}

}  // namespace okta_factor::emulator
