// SPDX-License-Identifier: MIT
// What one warm login costs: requests, connections, round trips, and the time that is ours. Beside
// it, in the same run, a bare client that does the same calls on fresh connections.
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <set>
#include <vector>

#include "daemon/http/curl_transport.h"
#include "daemon/login/login.h"
#include "daemon/login/outcome.h"
#include "daemon/loop/event_loop.h"
#include "daemon/okta/client.h"
#include "daemon/okta/ssws_token.h"
#include "tests/bench/bare_client.h"
#include "tests/bench/org_of_one.h"

namespace {

using namespace okta_factor;
using bench::OrgOfOne;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int rounds = 20;
constexpr int slow_rounds = 5;  // of what takes seconds

class NoAudit final : public login::Audit {
    void record(const login::AuditRecord&) override {}
};

class Silence final : public Log {
    void write(int, std::string_view) noexcept override {}
};

// The daemon without its doors: loop, transport, client, logins.
class Daemon {
  public:
    Daemon(const OrgOfOne& org, bool cache)
        : transport_(loop_, options(org)),
          token_({}, Secret{std::string_view{OrgOfOne::token}}),
          client_(std::make_shared<okta::Client>(loop_, transport_, token_,
                                                 client_options(org, cache))) {
        client_->warm_up();
        run_for(std::chrono::milliseconds{500});
    }

    /// Answers each prompt with the next of `replies`. Milliseconds from start to verdict.
    double log_in(policy::LoginSettings settings, std::vector<std::string> replies) {
        auto policy = std::make_shared<policy::Policy>();
        policy->login = std::move(settings);
        policy::LoginFacts facts;
        facts.user = OrgOfOne::login;
        facts.service = "sudo";
        const login::Services services{loop_, limits_, remembered_, no_codes_, audit_};
        bool done = false, granted = false;
        login::Login attempt{services, {policy, client_}, facts, [] {}};
        std::function<void(login::Step)> answer = [&](const login::Step& step) {
            if (step.verdict) {
                done = true;
                granted = *step.verdict == protocol::Verdict::granted;
            } else if (step.expects == protocol::Expects::wait) {
                attempt.conversation().wait(answer);
            } else {
                const auto reply = replies.empty() ? std::string{} : replies.front();
                if (!replies.empty()) replies.erase(replies.begin());
                replied_ = loop_.call_soon([&, reply] {
                    attempt.conversation().reply(Secret{std::string_view{reply}}, answer);
                });
            }
        };
        const auto began = std::chrono::steady_clock::now();
        attempt.conversation().start(answer);
        attempt.start();
        while (!done)
            sd_event_run(loop_.handle(), UINT64_MAX);
        const Milliseconds took = std::chrono::steady_clock::now() - began;
        if (!granted) throw std::runtime_error("the login was not granted");
        limits_.clear(OrgOfOne::login);
        return took.count();
    }

    void run_for(std::chrono::milliseconds time) {
        bool over = false;
        const auto end = loop_.call_at(loop_.now() + time, [&] { over = true; });
        while (!over)
            sd_event_run(loop_.handle(), UINT64_MAX);
    }

  private:
    static http::Options options(const OrgOfOne& org) {
        http::Options options;
        options.ca_file = org.ca_file();
        return options;
    }
    static okta::ClientOptions client_options(const OrgOfOne& org, bool cache) {
        okta::ClientOptions options;
        options.org_url = org.url();
        options.version = "bench";
        options.cache_factors = cache;
        return options;
    }

    loop::EventLoop loop_;
    http::CurlTransport transport_;
    okta::SswsToken token_;
    std::shared_ptr<okta::Client> client_;
    login::UserLimits limits_{loop_};
    login::Remembered remembered_;
    Silence log_;
    recovery::Codes no_codes_{log_, "none"};
    NoAudit audit_;
    loop::ScheduledCall replied_;
};

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Row {
    double requests = 0, connections = 0, milliseconds = 0, server = 0;
};

// Runs it often and reads off the org's log what it took there.
Row measure(const OrgOfOne& org, int times, const std::function<double()>& once) {
    once();  // warm
    org.forget_requests();
    std::vector<double> took;
    for (int i = 0; i < times; ++i)
        took.push_back(once());
    const auto log = org.requests();
    std::set<int> connections;
    double server = 0;
    for (const auto& request : log) {
        connections.insert(request.at("connection").get<int>());
        server += request.at("milliseconds").get<double>();
    }
    return {static_cast<double>(log.size()) / times, static_cast<double>(connections.size()),
            median(took), server / times};
}

policy::LoginSettings only(okta::FactorKind kind) {
    policy::LoginSettings settings;
    settings.factors = {kind};
    return settings;
}

void print(const char* what, int latency, const Row& row, double at_no_latency, double against) {
    const double trips = latency > 0 ? (row.milliseconds - at_no_latency) / latency : 0;
    std::printf("%-34s %4d ms %9.1f %12.0f %11.1f %9.1f ms %8.2fx\n", what, latency, row.requests,
                row.connections, trips, row.milliseconds, row.milliseconds / against);
}

}  // namespace

int main() {
    OrgOfOne org{0};
    Daemon listing{org, false};
    Daemon caching{org, true};
    std::printf("%-34s %7s %9s %12s %11s %12s %9s\n", "login", "latency", "requests", "connections",
                "round trips", "median", "to bare");
    double bare0 = 0, listing0 = 0, caching0 = 0, push0 = 0;
    for (const int latency : {0, 20, 80}) {
        org.set_latency(latency);
        const auto bare = measure(org, slow_rounds, [&] {
            const auto began = std::chrono::steady_clock::now();
            bench::bare_login(org.url(), org.ca_file(), OrgOfOne::token, OrgOfOne::login,
                              org.next_code());
            return Milliseconds{std::chrono::steady_clock::now() - began}.count();
        });
        const auto listed = measure(org, rounds, [&] {
            return listing.log_in(only(okta::FactorKind::hardware), {org.next_code()});
        });
        const auto cached = measure(org, rounds, [&] {
            const auto took = caching.log_in(only(okta::FactorKind::hardware), {org.next_code()});
            caching.run_for(
                std::chrono::milliseconds{latency + 30});  // its list is refreshed meanwhile
            return took;
        });
        const auto pushed = measure(
            org, slow_rounds, [&] { return listing.log_in(only(okta::FactorKind::push), {""}); });
        if (latency == 0) {
            bare0 = bare.milliseconds;
            listing0 = listed.milliseconds;
            caching0 = cached.milliseconds;
            push0 = pushed.milliseconds;
        }
        print("bare client, fresh connections", latency, bare, bare0, bare.milliseconds);
        print("passcode", latency, listed, listing0, bare.milliseconds);
        print("passcode, factors cached", latency, cached, caching0, bare.milliseconds);
        print("push, approved when it arrives", latency, pushed, push0, bare.milliseconds);
        if (latency == 0)
            std::printf(
                "    without latency %.2f ms of the passcode login were spent at the org, so "
                "at most %.2f ms are ours\n",
                listed.server, listed.milliseconds - listed.server / 3 * 2);
    }
    std::printf(
        "\nLatency is added by the org to every answer, and twice more to a new connection. A push "
        "is "
        "first looked at after 1.6 s: nobody is quicker.\nRound trips: what a login takes longer "
        "with the "
        "latency than without it, in latencies. Connections: all rounds together.\n");
    return 0;
}
