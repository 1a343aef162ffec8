// SPDX-License-Identifier: MIT
// An Okta org of one person, behind the Api that a login uses: no network, and time is the test's.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "daemon/loop/awaitables.h"
#include "daemon/okta/api.h"
#include "tests/support/manual_executor.h"

namespace okta_factor::test {

class FakeOkta final : public okta::Api {
  public:
    explicit FakeOkta(ManualExecutor& executor) : executor_(executor) {}

    // What the org is like; tests change it, also in the middle of a login.
    okta::User user{"00ualice", "alice@acme.com", okta::UserStatus::active};
    okta::FactorList enrolled;
    std::map<std::string, std::string> codes;  // factor id → what is right
    std::optional<int> number = 42;            // of a push, where it is asked for
    okta::FactorResult push = okta::FactorResult::waiting;
    std::optional<okta::Failure> list_failure, find_failure, read_failure, challenge_failure,
        verify_failure, poll_failure;
    std::vector<std::string> group_names;
    bool caches_users = false;  // as the client does: whom it found, it tells from memory
    /// From now on nothing is answered.
    void goes_away(okta::Meaning meaning = okta::Meaning::unreachable) {
        list_failure = find_failure = read_failure = challenge_failure = verify_failure =
            poll_failure = failed(meaning).value();
    }

    std::vector<std::string> calls;  // "verify ost1", "poll", "cancel", in order
    [[nodiscard]] long count(const std::string& call) const {
        return std::count(calls.begin(), calls.end(), call);
    }

    loop::Task<okta::Answer<okta::User>> find_user(std::string login) override {
        calls.push_back("find " + login);
        if (cached_) co_return *cached_;
        co_await pause();
        if (find_failure) co_return tl::unexpected{*find_failure};
        if (login != user.login) co_return failed(okta::Meaning::user_unknown);
        if (caches_users) {
            cached_ = user;
            cached_->is_from_cache = true;
        }
        co_return user;
    }
    loop::Task<okta::Answer<okta::User>> read_user(std::string, std::string) override {
        calls.emplace_back("read");
        co_await pause();
        if (read_failure) co_return tl::unexpected{*read_failure};
        co_return user;
    }
    loop::Task<okta::Answer<okta::FactorList>> factors(std::string) override {
        calls.emplace_back("list");
        co_await pause();
        if (list_failure) co_return tl::unexpected{*list_failure};
        co_return enrolled;
    }
    loop::Task<okta::Answer<okta::Verification>> challenge(
        std::string, okta::Factor factor, okta::ChallengeOptions options) override {
        calls.push_back("challenge " + factor.id);
        co_await pause();
        if (challenge_failure) co_return tl::unexpected{*challenge_failure};
        okta::Verification answer;
        answer.result = okta::FactorResult::challenge;
        if (factor.kind == okta::FactorKind::push) {
            answer.result = push;
            okta::Transaction transaction;
            transaction.poll_url = "https://acme/poll";
            if (options.number_matching) transaction.number = number;
            if (push == okta::FactorResult::waiting) answer.transaction = transaction;
        }
        co_return answer;
    }
    loop::Task<okta::Answer<okta::Verification>> verify(std::string, okta::Factor factor,
                                                        Secret passcode) override {
        calls.push_back("verify " + factor.id);
        co_await pause();
        if (verify_failure) co_return tl::unexpected{*verify_failure};
        if (passcode.reveal() != codes[factor.id]) {
            auto wrong = failed(okta::Meaning::wrong_answer);
            wrong.value().request_id = "req-wrong";
            co_return wrong;
        }
        okta::Verification answer;
        answer.result = okta::FactorResult::success;
        answer.request_id = "req-verify";
        co_return answer;
    }
    loop::Task<okta::Answer<okta::Verification>> poll(okta::Transaction) override {
        calls.emplace_back("poll");
        co_await pause();
        if (poll_failure) co_return tl::unexpected{*poll_failure};
        okta::Verification answer;
        answer.result = push;
        answer.request_id = "req-poll";
        co_return answer;
    }
    std::chrono::milliseconds next_poll_delay(std::chrono::milliseconds) override {
        return std::chrono::seconds{1};
    }
    void cancel(okta::Transaction) override { calls.emplace_back("cancel"); }
    loop::Task<okta::Answer<std::vector<std::string>>> groups(std::string) override {
        calls.emplace_back("groups");
        co_await pause();
        co_return group_names;
    }

    bool is_reachable = true;
    [[nodiscard]] bool reachable() const override { return is_reachable; }
    [[nodiscard]] std::string trouble() const override { return "no answer in 3 s"; }

    static tl::unexpected<okta::Failure> failed(okta::Meaning meaning, std::string code = {}) {
        okta::Failure failure;
        failure.meaning = meaning;
        failure.code = std::move(code);
        return tl::unexpected<okta::Failure>{failure};
    }

  private:
    loop::Sleep pause() { return {executor_, executor_.now() + std::chrono::milliseconds{40}}; }

    ManualExecutor& executor_;
    std::optional<okta::User> cached_;
};

}  // namespace okta_factor::test
