// SPDX-License-Identifier: MIT
#include "daemon/login/limits.h"

#include <algorithm>
#include <string_view>

#include "daemon/login/room.h"
#include "daemon/okta/login_name.h"

namespace okta_factor::login {

// A record is only as old as its newest entry, so the map stays as small as the number of users
// lately active.
void UserLimits::forget_old(Record& record) const {
    const auto now = executor_.now();
    // Okta's own count does not fade, so wrong codes are forgotten together, a whole period after
    // the last one.
    auto& wrong = record.wrong_codes;
    if (!wrong.empty() && wrong.back().begun + limits_.wrong_codes_period <= now) wrong.clear();
    std::erase_if(record.pushes,
                  [&](loop::TimePoint sent) { return sent + limits_.pushes_period <= now; });
    std::erase_if(record.messages, [&](const Message& message) {
        return message.begun + limits_.messages_period <= now;
    });
    if (record.rejected && *record.rejected + limits_.after_rejected_push <= now)
        record.rejected.reset();
}

void UserLimits::forget_the_clean() {
    for (auto& [user_id, record] : records_)
        forget_old(record);
    std::erase_if(records_, [](const auto& entry) {
        const auto& record = entry.second;
        return record.wrong_codes.empty() && record.pushes.empty() && record.messages.empty() &&
               !record.rejected;
    });
}

UserLimits::Record& UserLimits::fresh(const std::string& user_id, const std::string& login) {
    forget_the_clean();
    auto& record = records_[user_id];
    if (!login.empty()) record.login = login;
    return record;
}

std::optional<LimitHit> UserLimits::codes_hit(const Record& record) const {
    if (record.wrong_codes.size() < static_cast<std::size_t>(limits_.wrong_codes)) return {};
    return LimitHit{LimitKind::wrong_codes, whole_seconds_until(record.wrong_codes.back().begun +
                                                                    limits_.wrong_codes_period,
                                                                executor_.now())};
}

std::optional<LimitHit> UserLimits::pushes_hit(const Record& record) const {
    if (record.rejected)
        return LimitHit{
            LimitKind::rejected_push,
            whole_seconds_until(*record.rejected + limits_.after_rejected_push, executor_.now())};
    if (record.pushes.size() < static_cast<std::size_t>(limits_.pushes)) return {};
    return LimitHit{
        LimitKind::pushes,
        whole_seconds_until(record.pushes.front() + limits_.pushes_period, executor_.now())};
}

std::optional<LimitHit> UserLimits::code_limit(const std::string& user_id) {
    return codes_hit(fresh(user_id));
}

tl::expected<UserLimits::Ticket, LimitHit> UserLimits::begin_code(const std::string& user_id,
                                                                  const std::string& login) {
    auto& record = fresh(user_id, login);
    if (const auto hit = codes_hit(record)) return tl::unexpected{*hit};
    record.wrong_codes.push_back({++next_ticket_, executor_.now()});
    tell();
    return next_ticket_;
}

void UserLimits::code_was_wrong(const std::string& user_id, Ticket code) {
    const auto found = records_.find(user_id);
    if (found == records_.end()) return;
    for (auto& wrong : found->second.wrong_codes)
        if (wrong.ticket == code) wrong.is_judged = true;
}

void UserLimits::forgive_code(const std::string& user_id, Ticket code) {
    erase_codes(user_id, [code](const Code& wrong) { return wrong.ticket == code; });
}

void UserLimits::erase_codes(const std::string& user_id,
                             const std::function<bool(const Code&)>& which) {
    const auto found = records_.find(user_id);
    if (found != records_.end() && std::erase_if(found->second.wrong_codes, which) > 0) tell();
}

void UserLimits::tell() const {
    if (told_) told_();
}

void UserLimits::code_was_right(const std::string& user_id, Ticket code) {
    forgive_code(user_id, code);
    succeeded(user_id);
}

void UserLimits::succeeded(const std::string& user_id) {
    erase_codes(user_id, [](const Code& wrong) { return wrong.is_judged; });
}

std::optional<LimitHit> UserLimits::begin_push(const std::string& user_id,
                                               const std::string& login) {
    auto& record = fresh(user_id, login);
    if (auto hit = pushes_hit(record)) return hit;
    record.pushes.push_back(executor_.now());
    return {};
}

void UserLimits::push_rejected(const std::string& user_id) {
    fresh(user_id).rejected = executor_.now();
}

void UserLimits::push_approved(const std::string& user_id) {
    const auto found = records_.find(user_id);
    if (found != records_.end() && !found->second.pushes.empty()) found->second.pushes.pop_back();
}

std::optional<LimitHit> UserLimits::messages_hit(const Record& record, LimitKind kind,
                                                 const std::string& source) const {
    constexpr std::size_t sources_at_once = 4;
    const auto now = executor_.now();
    const auto max = static_cast<std::size_t>(limits_.messages);
    std::vector<loop::TimePoint> of_source, of_all;
    for (const auto& message : record.messages) {
        const auto until = message.begun + limits_.messages_period;
        if (message.kind != kind || until <= now) continue;
        of_all.push_back(until);
        if (message.source == source) of_source.push_back(until);
    }
    if (const auto wait = wait_for_room(of_source, max, now)) return LimitHit{kind, *wait};
    if (const auto wait = wait_for_room(of_all, max * sources_at_once, now))
        return LimitHit{kind, *wait};
    return {};
}

std::optional<LimitHit> UserLimits::longest_messages_hit(const Record& record,
                                                         LimitKind kind) const {
    std::optional<LimitHit> longest;
    for (const auto& message : record.messages) {
        const auto hit = messages_hit(record, kind, message.source);
        if (hit && (!longest || hit->wait > longest->wait)) longest = hit;
    }
    return longest;
}

tl::expected<UserLimits::Ticket, LimitHit> UserLimits::begin_message(const std::string& user_id,
                                                                     LimitKind kind,
                                                                     const std::string& source,
                                                                     const std::string& login) {
    auto& record = fresh(user_id, login);
    if (const auto hit = messages_hit(record, kind, source)) return tl::unexpected{*hit};
    record.messages.push_back({++next_ticket_, kind, source, executor_.now()});
    return next_ticket_;
}

void UserLimits::forgive_message(const std::string& user_id, Ticket message) {
    const auto found = records_.find(user_id);
    if (found == records_.end()) return;
    std::erase_if(found->second.messages,
                  [message](const Message& sent) { return sent.ticket == message; });
}

bool UserLimits::clear(const std::string& id_or_login) {
    if (id_or_login.empty()) return false;  // of many the login is unknown, and so empty
    const auto is_meant = [&](const auto& entry) {
        return entry.first == id_or_login || okta::same_login(entry.second.login, id_or_login);
    };
    forget_the_clean();
    const bool had_logins = logins_.clear(id_or_login);
    const bool had_more = std::erase_if(records_, is_meant) > 0;
    if (had_more) tell();
    return had_more || had_logins;
}

std::vector<WrongCodes> UserLimits::wrong_codes() const {
    std::vector<WrongCodes> all;
    for (auto [user_id, record] : records_) {
        forget_old(record);
        if (record.wrong_codes.empty()) continue;
        auto& counts = all.emplace_back(WrongCodes{user_id, record.login, {}});
        for (const auto& code : record.wrong_codes)
            counts.when.push_back(
                executor_.wall_time() -
                std::chrono::duration_cast<loop::WallTime::duration>(executor_.now() - code.begun));
    }
    return all;
}

void UserLimits::restore(const std::vector<WrongCodes>& kept) {
    for (const auto& [user_id, login, when] : kept) {
        auto& record = records_[user_id];
        record.login = login;
        for (const auto time : when) {
            const auto age = std::max(executor_.wall_time() - time, loop::WallTime::duration{0});
            record.wrong_codes.push_back({++next_ticket_, executor_.now() - age, true});
        }
    }
}

std::vector<UserLimits::InForce> UserLimits::in_force() const {
    auto hits = logins_.in_force();
    for (auto [user_id, record] : records_) {
        forget_old(record);
        if (auto hit = codes_hit(record)) hits.push_back({user_id, record.login, *hit});
        if (auto hit = pushes_hit(record)) hits.push_back({user_id, record.login, *hit});
        for (const auto kind : {LimitKind::texts, LimitKind::calls, LimitKind::emails})
            if (auto hit = longest_messages_hit(record, kind))
                hits.push_back({user_id, record.login, *hit});
    }
    return hits;
}

}  // namespace okta_factor::login
