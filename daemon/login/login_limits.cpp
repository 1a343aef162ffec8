// SPDX-License-Identifier: MIT
#include "daemon/login/login_limits.h"

#include <algorithm>
#include <set>

#include "common/pam_services.h"
#include "daemon/login/room.h"
#include "daemon/login/source.h"
#include "daemon/okta/login_name.h"

namespace okta_factor::login {
namespace {

constexpr int sources_at_once = 4;        // so many sources' worth of logins has one person
constexpr int places_of_the_machine = 2;  // beyond them, for whoever sits at it

}  // namespace

Beginner beginner(const policy::LoginFacts& facts, std::string_view okta_login) {
    Beginner who;
    who.login = okta::login_key(okta_login);
    who.source = source_of(facts);
    who.is_at_the_machine = pam_services::is_at_the_machine(facts.service);
    if (pam_services::is_own_process(facts.service) && facts.uid != 0U) who.own_uid = facts.uid;
    return who;
}

std::vector<LoginLimits::Key> LoginLimits::keys_of(const Beginner& who) {
    std::vector<Key> keys{{.scope = Scope::source, .login = who.login, .source = who.source},
                          {.scope = Scope::everywhere, .login = who.login, .source = {}}};
    if (who.own_uid)
        keys.push_back({.scope = Scope::uid, .login = {}, .source = {}, .uid = *who.own_uid});
    return keys;
}

std::string LoginLimits::record_name(const Key& key) {
    return key.scope == Scope::uid ? "uid " + std::to_string(key.uid) : "login " + key.login;
}

bool LoginLimits::counts_for(const Key& key, const Beginner& who) {
    if (key.scope == Scope::uid) return who.own_uid == key.uid;
    return who.login == key.login && (key.scope == Scope::everywhere || who.source == key.source);
}

LoginLimits::Tally LoginLimits::tally(const Key& key) const {
    Tally tally;
    for (const auto& [number, login] : under_way_)
        if (counts_for(key, login.who)) tally.under_way.push_back(login.ends_by);
    const auto found = records_.find(record_name(key));
    if (found == records_.end()) return tally;
    for (const auto& begun : found->second.begun)
        if (key.scope != Scope::source || begun.source == key.source) add(begun, tally);
    return tally;
}

void LoginLimits::add(const Begun& begun, Tally& tally) const {
    const auto until = begun.when + limits_.logins_begun_period;
    if (until > executor_.now()) tally.begun.push_back(until);
}

std::optional<LimitHit> LoginLimits::hit_of(const Key& key, const Tally& tally,
                                            bool is_at_the_machine) const {
    constexpr std::string_view scopes[] = {"of this source", "of all sources", "of this uid"};
    const auto max = [&](int of_one) {
        if (key.scope != Scope::everywhere) return static_cast<std::size_t>(of_one);
        return static_cast<std::size_t>(of_one) * sources_at_once +
               (is_at_the_machine ? places_of_the_machine : 0);
    };
    const auto scope = scopes[static_cast<std::size_t>(key.scope)];
    const auto now = executor_.now();
    if (const auto wait = wait_for_room(tally.begun, max(limits_.logins_begun), now))
        return LimitHit{LimitKind::logins_begun, *wait, scope};
    if (const auto wait = wait_for_room(tally.under_way, max(limits_.logins), now))
        return LimitHit{LimitKind::logins_at_once, *wait, scope};
    return std::nullopt;
}

tl::expected<LoginLimits::Place, LimitHit> LoginLimits::begin(const Beginner& who,
                                                              loop::TimePoint ends_by) {
    const auto keys = keys_of(who);
    for (const auto& key : keys)
        if (const auto hit = hit_of(key, tally(key), who.is_at_the_machine))
            return tl::unexpected{*hit};
    note({.scope = Scope::everywhere, .login = who.login, .source = {}}, who);
    if (who.own_uid)
        note({.scope = Scope::uid, .login = {}, .source = {}, .uid = *who.own_uid}, who);
    const auto number = next_number_++;
    under_way_.emplace(number, UnderWay{who, ends_by});
    return Place{*this, number};
}

void LoginLimits::note(const Key& key, const Beginner& who) {
    const auto name = record_name(key);
    if (records_.size() >= max_records && !records_.contains(name)) make_room();
    auto& record = records_[name];
    forget_old(record);
    record.key = key;
    record.login = who.login;
    record.begun.push_back({who.source, executor_.now()});
}

void LoginLimits::forget_old(Record& record) const {
    std::erase_if(record.begun, [&](const Begun& begun) {
        return begun.when + limits_.logins_begun_period <= executor_.now();
    });
}

// Whoever makes up many names to push out a count has to begin as many logins under each of them.
void LoginLimits::make_room() {
    for (auto& [name, record] : records_)
        forget_old(record);
    std::erase_if(records_, [](const auto& entry) { return entry.second.begun.empty(); });
    if (records_.size() < max_records) return;
    records_.erase(std::ranges::min_element(records_, {}, [](const auto& entry) {
        const auto& begun = entry.second.begun;
        return std::pair{begun.size(), begun.back().when};
    }));
}

void LoginLimits::learn(std::string_view okta_login, const std::string& user_id) {
    const Key key{.scope = Scope::everywhere, .login = okta::login_key(okta_login), .source = {}};
    const auto found = records_.find(record_name(key));
    if (found != records_.end()) found->second.user_id = user_id;
}

std::string LoginLimits::user_id_of(const std::string& login) const {
    const Key key{.scope = Scope::everywhere, .login = login, .source = {}};
    const auto found = records_.find(record_name(key));
    return found == records_.end() ? std::string{} : found->second.user_id;
}

bool LoginLimits::clear(const std::string& id_or_login) {
    if (id_or_login.empty()) return false;
    std::set<std::string> logins{okta::login_key(id_or_login)};
    for (const auto& [name, record] : records_)
        if (record.user_id == id_or_login) logins.insert(record.login);
    const auto is_meant = [&](const auto& one) { return logins.contains(one.login); };
    const bool stood_in_the_way = std::ranges::any_of(in_force(), is_meant);
    std::erase_if(records_, [&](const auto& entry) { return is_meant(entry.second); });
    std::erase_if(under_way_, [&](const auto& entry) { return is_meant(entry.second.who); });
    return stood_in_the_way;
}

std::vector<LoginLimits::InForce> LoginLimits::in_force() const {
    struct Counted {
        std::string login;
        Tally tally;
    };
    std::map<Key, Counted> everything;
    const auto counted = [&](const Key& key, const std::string& login) -> Tally& {
        auto& found = everything[key];
        found.login = login;
        return found.tally;
    };
    for (const auto& [number, login] : under_way_)
        for (const auto& key : keys_of(login.who))
            counted(key, login.who.login).under_way.push_back(login.ends_by);
    for (const auto& [name, record] : records_)
        for (const auto& begun : record.begun) {
            add(begun, counted(record.key, record.login));
            if (record.key.scope == Scope::uid) continue;
            const Key of_source{
                .scope = Scope::source, .login = record.login, .source = begun.source};
            add(begun, counted(of_source, record.login));
        }

    std::map<std::pair<std::string, LimitKind>, LimitHit> longest;
    for (const auto& [key, found] : everything) {
        const auto hit = hit_of(key, found.tally, false);
        if (!hit) continue;
        auto& kept = longest.try_emplace({found.login, hit->kind}, *hit).first->second;
        if (hit->wait > kept.wait) kept = *hit;
    }
    std::vector<InForce> hits;
    for (const auto& [whose, hit] : longest)
        hits.push_back({user_id_of(whose.first), whose.first, hit});
    return hits;
}

}  // namespace okta_factor::login
