// SPDX-License-Identifier: MIT
// A client between an Okta org on a strip of paper and a clock that tests move.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "daemon/okta/client.h"
#include "tests/support/manual_executor.h"
#include "tests/unit/okta/bodies.h"
#include "tests/unit/okta/fake_transport.h"

namespace okta_factor::okta {

using namespace std::chrono_literals;
using http::Method;
using test::error_body;
using test::org;
using test::Reply;
using test::user_body;
using test::user_id;
using test::waiting_body;

// Proves who we are with a word, and has a better one ready after a 401 if told so.
struct FakeAuthorizer final : Authorizer {
    loop::Task<Answer<Headers>> headers(Method, std::string, loop::TimePoint) override {
        if (failure) co_return tl::unexpected{*failure};
        Headers lines{"Authorization: SSWS " + word};
        co_return lines;
    }
    bool learn(const http::Response& response, const Headers&) override {
        if (response.status != 401 || next_word.empty()) return false;
        word = std::exchange(next_word, {});
        return true;
    }
    std::string word = "secret";
    std::string next_word;
    std::optional<Failure> failure;
};

class ClientTest : public testing::Test {
  protected:
    template <class T>
    T run(loop::Task<T> task) {
        return executor.finish(std::move(task));
    }
    Answer<User> find(const std::string& login = test::login) {
        return run(client.find_user(login));
    }

    static Factor factor(FactorKind kind, std::string id) {
        Factor made;
        made.kind = kind;
        made.id = std::move(id);
        return made;
    }
    Answer<Verification> challenge(FactorKind kind, ChallengeOptions options = {}) {
        return run(client.challenge(user_id, factor(kind, "fac1"), options));
    }
    /// A challenge on its way, until what is returned goes.
    loop::Root sending(FactorKind kind) {
        const auto send = [](Client& okta, Factor chosen) -> loop::Task<void> {
            auto challenging = okta.challenge(user_id, std::move(chosen), {});
            static_cast<void>(co_await challenging);
        };
        return {executor, send(client, factor(kind, "fac1")), {}};
    }
    Answer<Verification> verify(const std::string& code, FactorKind kind = FactorKind::totp) {
        return run(client.verify(user_id, factor(kind, "fac1"), Secret{std::string_view{code}}));
    }
    static Transaction transaction() {
        Transaction made;
        made.poll_url = made.cancel_url = test::transaction_url;
        return made;
    }
    Answer<Verification> poll() { return run(client.poll(transaction())); }

    [[nodiscard]] const test::FakeTransport::Sent& sent() const {
        return transport.requests.back();
    }

    test::ManualExecutor executor;
    test::FakeTransport transport{executor};
    FakeAuthorizer authorizer;
    Client client{executor, transport, authorizer, {.org_url = org, .version = "1.2.3"}};
};

}  // namespace okta_factor::okta
