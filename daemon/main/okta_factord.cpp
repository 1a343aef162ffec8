// SPDX-License-Identifier: MIT
#include "daemon/main/okta_factord.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "daemon/recovery/file_storage.h"
#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

// So many logins at once use memory that glibc alone would keep: it goes back to the system once
// they wait for their people, or are gone.
constexpr std::size_t crowd = 100;
constexpr loop::seconds until_a_crowd_settles{3};

policy::SystemdCredentials systemd_credentials() {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    return policy::credentials_in(folder ? folder : "");
}

std::vector<std::string> in_words(const policy::Mistakes& mistakes) {
    std::vector<std::string> lines;
    for (const auto& mistake : mistakes)
        lines.push_back(to_string(mistake));
    return lines;
}

std::string is_not_read(const policy::Sources& sources) {
    const auto drop_ins = sources.texts.size() - 1;
    return sources.texts.front().file +
           (drop_ins > 0 ? " with its " + std::to_string(drop_ins) + " drop-ins" : "") +
           " is not read: the daemon ended while it read just this the last time. Once it is "
           "changed, or with `okta-factorctl reload`, it is read again";
}

// What the configuration asks for and cannot have. Each falls to the strict side, but not in
// silence.
bool is_wanted_anywhere(const policy::Policy& policy, policy::WhenUnreachable wanted) {
    return policy.login.when_unreachable == wanted ||
           std::ranges::any_of(policy.rules, [wanted](const policy::Rule& rule) {
               return rule.settings.when_unreachable == wanted;
           });
}

bool lets_in_unconfirmed(const policy::Policy& policy) {
    return is_wanted_anywhere(policy, policy::WhenUnreachable::allow);
}

std::vector<std::string> not_to_be_had(const policy::Policy& policy,
                                       const recovery::Codes& recovery_codes) {
    std::vector<std::string> warnings;
    if (!recovery_codes.why_not().empty() &&
        is_wanted_anywhere(policy, policy::WhenUnreachable::recovery_code))
        warnings.push_back("`when_unreachable = \"recovery-code\"` denies: " +
                           recovery_codes.why_not());
    return warnings;
}

}  // namespace

OktaFactord::OktaFactord(loop::EventLoop& loop, Journal& journal, std::filesystem::path config)
    : loop_(loop),
      journal_(journal),
      worker_(loop),
      recovery_codes_(recovery::open_codes(worker_, journal, state::state_directory())),
      accepted_(loop, worker_, journal, state::state_directory()),
      marker_(journal, state::state_directory()),
      config_(std::move(config)),
      limits_(loop),
      kept_wrong_codes_(loop, worker_, journal, limits_, state::state_directory()),
      ledger_(journal, [this] { return realtime_of(loop_.now()); }),
      metrics_(loop, journal, [this] { return render(ledger_.counters(), gauges()); }),
      since_usec_(realtime_of(loop.now())) {}

void OktaFactord::begin() {
    auto sources = policy::read_sources(config_);
    const bool is_left_out = ended_the_last_daemon(sources);
    const auto mistakes =
        is_left_out ? std::vector{is_not_read(sources)} : take_files(std::move(sources));
    for (const auto& mistake : mistakes)
        journal_.error(mistake);
    if (!mistakes.empty()) fall_back();
    if (!policy_)
        journal_.error("There is no valid configuration: every login is unavailable until " +
                       config_.string() + " is mended and reloaded");
}

// Only where there is something else that could be read: a daemon without a configuration lets
// nobody in, and whoever pulled the plug at the wrong moment would have to come and reload it.
bool OktaFactord::ended_the_last_daemon(const policy::Sources& sources) const {
    if (!marker_.ended_a_daemon(sources.texts)) return false;
    const auto last = accepted_.read();
    return last && *last &&
           ReadingMarker::content_for((*last)->texts) != ReadingMarker::content_for(sources.texts);
}

void OktaFactord::fall_back() {
    auto last = accepted_.read();
    if (!last) {
        journal_.error("The last accepted configuration cannot be used: " + last.error());
        return;
    }
    if (!*last) return;
    const auto mistakes = put_in_force({std::move((*last)->texts), {}, true});
    if (mistakes.empty())
        journal_.error("The configuration accepted at " + to_utc((*last)->when) +
                       " stays in force until " + config_.string() + " is mended and reloaded");
    else
        journal_.error("The last accepted configuration cannot be used either: " +
                       mistakes.front());
}

// What ended a daemon once is read all the same: whoever reloads insists.
std::vector<std::string> OktaFactord::reload() {
    const auto mistakes = take_files(policy::read_sources(config_));
    for (const auto& mistake : mistakes)
        journal_.error(mistake);
    journal_.notice(mistakes.empty()
                        ? "Configuration reloaded"
                        : "The configuration was not reloaded, the one before stays in force");
    return mistakes;
}

bool OktaFactord::unlock(const std::string& okta_user) {
    const bool cleared = limits_.clear(okta_user);
    if (cleared) journal_.notice("The limits of an Okta user were cleared: " + okta_user);
    return cleared;
}

std::vector<std::string> OktaFactord::take_files(policy::Sources sources) {
    const auto mark = marker_.mark(sources.texts);
    auto mistakes = put_in_force(sources);
    files_in_force_ = mistakes.empty();
    if (files_in_force_) accepted_.keep({std::move(sources.texts), loop_.wall_time()});
    return mistakes;
}

// All or nothing: the policy, the org and the limits change together.
std::vector<std::string> OktaFactord::put_in_force(const policy::Sources& sources) {
    auto policy = policy::parse_configuration(sources, systemd_credentials());
    if (!policy) return in_words(policy.error());
    auto org = organization::open_organization(loop_, policy->okta);
    if (!org) return in_words(org.error());
    policy_ = std::make_shared<const policy::Policy>(std::move(*policy));
    if (organization_) former_.push_back(std::move(organization_));
    organization_ = std::move(*org);
    okta_ = {organization_, organization_->client.get()};
    // Not at once: the org must not go while it tells.
    okta_->when_taken_back([this] { settling_ = loop_.call_soon([this] { settle(); }); });
    for (const auto& warning : not_to_be_had(*policy_, *recovery_codes_))
        journal_.warning(warning);
    const auto complaint = [this](std::string about) {
        return [this, about = std::move(about)](const okta::Failure& failure) {
            journal_.error(about + ": " + failure.detail +
                           (failure.request_id.empty() ? "" : ", request " + failure.request_id));
        };
    };
    okta_->warm_up(
        {.unreachable =
             complaint(policy_->okta.org_url + " cannot be reached" +
                       (lets_in_unconfirmed(*policy_)
                            ? ", and until it can, people get in unconfirmed (when_unreachable)"
                            : "")),
         .proof_refused = complaint("Okta does not take what this machine proves itself with")});
    limits_.configure(policy_->limits);
    remembered_.forget_everything();
    metrics_.write_to(policy_->metrics.textfile);
    settle();
    return {};
}

std::unique_ptr<login::Login> OktaFactord::admit(policy::LoginFacts facts,
                                                 std::function<void()> ended) {
    if (draining_) return nullptr;
    const auto number = next_number_++;
    const login::Services services{loop_, limits_, remembered_, *recovery_codes_, ledger_};
    login::InForce in_force{policy_, okta_};
    auto login = std::make_unique<login::Login>(services, std::move(in_force), std::move(facts),
                                                [this, number, ended = std::move(ended)] {
                                                    login_ended(number);
                                                    ended();
                                                });
    running_[number] = {login.get(), realtime_of(loop_.now())};
    most_at_once_ = std::max(most_at_once_, running_.size());
    if (running_.size() >= crowd) give_back_memory_soon();
    return login;
}

void OktaFactord::give_back_memory_soon() {
    trimming_ = loop_.call_at(loop_.now() + until_a_crowd_settles, [] { malloc_trim(0); });
}

void OktaFactord::login_ended(std::uint64_t number) {
    running_.erase(number);
    if (running_.empty() && std::exchange(most_at_once_, 0) >= crowd) give_back_memory_soon();
    settling_ = loop_.call_soon([this] { settle(); });
}

bool OktaFactord::is_taking_back() const {
    const auto takes_back = [](const auto& org) { return org->client->taking_back() > 0; };
    return std::ranges::any_of(former_, takes_back) || (organization_ && takes_back(organization_));
}

void OktaFactord::settle() {
    std::erase_if(former_, [](const auto& org) {
        return org.use_count() == 1 && org->client->taking_back() == 0 &&
               org->client->taking_back_later() == 0;
    });
    if (draining_ && drained_ && running_.empty() && !is_taking_back())
        std::exchange(drained_, nullptr)();
}

void OktaFactord::drain(std::function<void()> drained) {
    if (std::exchange(draining_, true)) return;
    journal_.notice("Stopping: " + std::to_string(running_.size()) + " logins finish first");
    drained_ = std::move(drained);
    settle();
}

// The last login may have just begun, and a push that it leaves behind is one request more.
std::chrono::milliseconds OktaFactord::longest_drain() const {
    if (!policy_) return std::chrono::milliseconds{0};
    auto longest = policy_->login.timeout;
    for (const auto& rule : policy_->rules)
        longest = std::max(longest, rule.settings.timeout);
    return longest + policy_->okta.request_timeout;
}

std::string OktaFactord::configuration_state() const {
    if (!policy_) return "none";
    return files_in_force_ ? "current" : "last-accepted";
}

std::string OktaFactord::org() const {
    return policy_ ? policy_->okta.org_url : std::string{};
}

bool OktaFactord::reachable() const {
    return okta_ && okta_->reachable();
}

}  // namespace okta_factor::daemon
