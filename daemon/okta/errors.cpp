// SPDX-License-Identifier: MIT
#include "daemon/okta/errors.h"

#include <algorithm>

#include "daemon/okta/challenge_error.h"
#include "daemon/okta/json_document.h"
#include "daemon/okta/login_name.h"
#include "daemon/okta/rate_limit.h"

namespace okta_factor::okta {
namespace {

constexpr std::string_view not_found = "E0000007";

struct ErrorBody {
    std::string code;  // Okta's or OAuth's
    std::string id;
    bool names_user = false;  // "Not found: Resource not found: … (User)"
};

// Codes and ids reach the journal, so only what looks like one gets through.
std::string word_or_nothing(std::string word) {
    return is_id(word) ? std::move(word) : std::string{};
}

ErrorBody read_error(const http::Response& response) {
    const JsonDocument document{response.body};
    ErrorBody error;
    error.code = word_or_nothing(text_member(document.root(), "errorCode"));
    if (error.code.empty()) error.code = word_or_nothing(text_member(document.root(), "error"));
    if (error.code.empty()) error.code = word_or_nothing(challenge_error(response));
    error.id = word_or_nothing(text_member(document.root(), "errorId"));
    error.names_user =
        text_member(document.root(), "errorSummary").find("(User)") != std::string::npos;
    return error;
}

const ErrorRow* row_of(std::string_view code) {
    const auto table = error_table();
    const auto row = std::ranges::find(table, code, &ErrorRow::code);
    return row == table.end() ? nullptr : &*row;
}

Meaning missing(Subject subject) {
    switch (subject) {
        case Subject::user:
            return Meaning::user_unknown;
        case Subject::factor:
            return Meaning::factor_gone;
        case Subject::transaction:
            return Meaning::transaction_over;
        case Subject::token:
            break;
    }
    return Meaning::misconfigured;
}

Meaning by_status(int status) {
    if (status >= 500) return Meaning::unwell;
    if (status < 300) return Meaning::unintelligible;
    switch (status) {
        case 400:
        case 406:
        case 409:
        case 411:
        case 412:
        case 413:
        case 414:
        case 415:
        case 422:
            return Meaning::bad_request;
        case 410:
        case 423:
            return Meaning::factor_gone;
        case 429:
            return Meaning::slow_down;
        default:
            return Meaning::misconfigured;  // 3xx, 401, 403, 404, 405, 407, …
    }
}

Meaning meaning_of(const ErrorBody& error, int status, Subject subject) {
    if (error.code == not_found) return missing(error.names_user ? Subject::user : subject);
    const auto* row = row_of(error.code);
    const Meaning meaning = row != nullptr ? row->meaning : by_status(status);
    // A server that answers 4xx is there; and only 202 says that the phone has yet to answer.
    if (status < 500 && status >= 300 && counts_as_unreachable(meaning)) return by_status(status);
    if (status != 202 && meaning == Meaning::keep_polling) return by_status(status);
    return meaning;
}

std::optional<Meaning> meaning_of(http::Problem problem) {
    using http::Problem;
    switch (problem) {
        case Problem::none:
            return std::nullopt;
        case Problem::tls:
            return Meaning::tls_failure;
        case Problem::internal:
            return Meaning::bad_request;
        case Problem::garbled:
        case Problem::too_large:
            return Meaning::unintelligible;
        case Problem::proxy_refused:
            return Meaning::proxy_refused;
        case Problem::busy:
            return Meaning::machine_busy;
        case Problem::machine:
            return Meaning::machine_failed;
        case Problem::resolve:
        case Problem::connect:
        case Problem::proxy:
        case Problem::timeout:
        case Problem::broken:
            return Meaning::unreachable;
    }
    return Meaning::machine_failed;
}

std::string_view reason_of(Meaning meaning) {
    switch (meaning) {
        case Meaning::user_unknown:
            return "user-unknown";
        case Meaning::user_denied:
            return "user-denied";
        case Meaning::user_locked:
            return "user-locked";
        case Meaning::push_rejected:
            return "push-rejected";
        case Meaning::wrong_answer:
            return "wrong-code";
        case Meaning::replayed:
            return "code-replayed";
        case Meaning::next_code:
            return "next-code-wanted";
        case Meaning::factor_gone:
            return "factor-gone";
        case Meaning::transaction_over:
            return "transaction-over";
        case Meaning::keep_polling:
            return "waiting";
        case Meaning::slow_down:
            return "rate-limited";
        case Meaning::misconfigured:
            return "misconfigured";
        case Meaning::bad_request:
            return "request-invalid";
        case Meaning::tls_failure:
            return "tls-failure";
        case Meaning::proxy_refused:
            return "proxy-refused";
        case Meaning::machine_busy:
            return "machine-busy";
        case Meaning::machine_failed:
            return "machine-failed";
        case Meaning::unintelligible:
            return "okta-unintelligible";
        case Meaning::unwell:
            return "okta-unwell";
        case Meaning::unreachable:
            return "okta-unreachable";
    }
    return "okta-unwell";
}

// A broken connection or a time-out may have come after Okta acted, and so may a lack of memory.
bool was_never_sent(const http::Response& response) {
    using http::Problem;
    const auto problem = response.problem;
    if (response.issued) return false;  // libcurl may have failed on another connection since
    return problem == Problem::machine || problem == Problem::resolve ||
           problem == Problem::connect || problem == Problem::proxy ||
           problem == Problem::proxy_refused || problem == Problem::tls ||
           problem == Problem::busy || problem == Problem::internal;
}

// The org's limit ends when the headers say; a phone's or an address's has nothing to do with them.
std::optional<std::chrono::seconds> wait_of(const ErrorRow* row, const http::Response& response) {
    constexpr std::string_view org_limit = "E0000047";
    if (row == nullptr || row->code == org_limit) return wait_after_429(response);
    return row->wait;
}

}  // namespace

std::optional<Failure> failure_in(const http::Response& response, Subject subject) {
    Failure failure;
    failure.status = response.status;
    failure.request_id = request_id(response);
    if (const auto meaning = meaning_of(response.problem)) {
        failure.meaning = *meaning;
        failure.never_sent = was_never_sent(response);
        failure.detail = response.detail;
        return failure;
    }
    if (response.status == 200 || response.status == 201 || response.status == 204)
        return std::nullopt;

    auto error = read_error(response);
    failure.meaning = meaning_of(error, response.status, subject);
    failure.code = std::move(error.code);
    failure.detail = "HTTP " + std::to_string(response.status);
    if (!failure.code.empty())
        failure.detail += ' ' + failure.code + ": " + std::string{audit_reason(failure)};
    if (failure.request_id.empty()) failure.request_id = std::move(error.id);
    if (failure.meaning == Meaning::slow_down) {
        failure.wait = wait_of(row_of(failure.code), response);
    }
    return failure;
}

Failure unreadable(const http::Response& response) {
    Failure failure;
    failure.meaning = Meaning::unintelligible;
    failure.status = response.status;
    failure.detail = "HTTP " + std::to_string(response.status) + " with an unreadable body";
    failure.request_id = request_id(response);
    return failure;
}

std::string_view audit_reason(const Failure& failure) {
    const auto* row = row_of(failure.code);
    return row != nullptr && row->meaning == failure.meaning ? row->reason
                                                             : reason_of(failure.meaning);
}

std::string request_id(const http::Response& response) {
    return word_or_nothing(std::string{response.header("x-okta-request-id").value_or("")});
}

}  // namespace okta_factor::okta
