// SPDX-License-Identifier: MIT
#include "daemon/login/remembered.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "common/pam_services.h"

namespace okta_factor::login {
namespace {

struct Family {
    std::string_view service, family;
};
constexpr std::array families{Family{"sudo-i", "sudo"}, Family{"su-l", "su"}};

std::string family_of(std::string_view service) {
    for (const auto& [member, family] : families)
        if (service == member) return std::string{family};
    return std::string{service};
}

bool is_confirmation(Reason reason) {
    return reason == Reason::push_approved || reason == Reason::code_accepted ||
           reason == Reason::answer_accepted;
}

bool satisfies(const Remembered::Confirmation& confirmation, const policy::LoginSettings& asked) {
    const bool number_wanted = confirmation.factor == okta::FactorKind::push &&
                               asked.number_matching == policy::NumberMatching::require;
    return std::ranges::count(asked.factors, confirmation.factor) > 0 &&
           (!number_wanted || confirmation.number_matched);
}

}  // namespace

std::optional<Place> place_of(const policy::LoginFacts& facts) {
    if (pam_services::is_sshd(facts.service) || !facts.uid || !facts.tty_device ||
        *facts.tty_device == 0 || !facts.session || facts.session->empty())
        return {};
    return Place{*facts.uid, family_of(facts.service), facts.target.value_or(""), *facts.tty_device,
                 *facts.session};
}

std::optional<Remembered::Confirmation> Remembered::find(const policy::LoginFacts& facts,
                                                         const policy::LoginSettings& asked) const {
    const auto place = place_of(facts);
    if (!place) return {};
    const auto found = entries_.find(*place);
    if (found == entries_.end()) return {};
    const auto& entry = found->second;
    const auto until = std::min(entry.until, entry.since + asked.remember);
    if (clock_() >= until || !satisfies(entry.confirmation, asked)) return {};
    return entry.confirmation;
}

void Remembered::keep(const policy::LoginFacts& facts, const policy::LoginSettings& settings,
                      const Outcome& outcome, std::uint64_t epoch) {
    auto place = place_of(facts);
    if (!place || settings.remember.count() <= 0 || epoch != epoch_ || !outcome.factor ||
        !is_confirmation(outcome.reason))
        return;
    const auto since = clock_();
    std::erase_if(entries_, [since](const auto& entry) { return entry.second.until <= since; });
    entries_[*place] = {facts.user,
                        facts.service,
                        *place,
                        facts.tty.value_or(""),
                        {*outcome.factor, outcome.number_matched},
                        since,
                        since + settings.remember};
}

std::size_t Remembered::forget(const std::string& user) {
    ++epoch_;  // a login under way is forgotten before it begins to count
    return std::erase_if(entries_, [&](const auto& entry) { return entry.second.user == user; });
}

std::size_t Remembered::forget_everything() {
    ++epoch_;
    return std::exchange(entries_, {}).size();
}

std::vector<Remembered::Entry> Remembered::entries() const {
    std::vector<Entry> valid;
    for (const auto& [place, entry] : entries_)
        if (clock_() < entry.until) valid.push_back(entry);
    return valid;
}

}  // namespace okta_factor::login
