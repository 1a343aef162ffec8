// SPDX-License-Identifier: MIT
// How many logins of one person there may be at once, and how many may begin in a period: what one
// person can make this machine ask of Okta. Kept by source, four times as many over all sources,
// and by uid where people start the processes themselves. Whoever is refused is not counted.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "daemon/login/limit_hit.h"
#include "daemon/loop/executor.h"
#include "daemon/policy/policy.h"

namespace okta_factor::login {

/// Who begins a login, and from where.
struct Beginner {
    std::string login;                // at Okta, in lower case
    std::string source;               // source_of()
    std::optional<unsigned> own_uid;  // whose process runs PAM; nothing for root's
    bool is_at_the_machine = false;   // has two places more
};
Beginner beginner(const policy::LoginFacts& facts, std::string_view okta_login);

class LoginLimits {
  public:
    explicit LoginLimits(const loop::Executor& executor) : executor_(executor) {}
    LoginLimits(const LoginLimits&) = delete;
    LoginLimits& operator=(const LoginLimits&) = delete;
    ~LoginLimits() = default;

    void configure(const policy::Limits& limits) { limits_ = limits; }

    /// Of one login under way: it counts as long as this lives. The limits outlive it.
    class Place {
      public:
        Place() = default;
        Place(LoginLimits& limits, std::uint64_t number) : limits_(&limits), number_(number) {}
        Place(Place&& other) noexcept
            : limits_(std::exchange(other.limits_, nullptr)), number_(other.number_) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(limits_, other.limits_);
            std::swap(number_, other.number_);
            return *this;
        }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() {
            if (limits_) limits_->under_way_.erase(number_);
        }

      private:
        LoginLimits* limits_ = nullptr;
        std::uint64_t number_ = 0;
    };
    /// `ends_by`: when it will be over whatever happens.
    tl::expected<Place, LimitHit> begin(const Beginner& who, loop::TimePoint ends_by);

    /// Which Okta user that login is: unlock and status name people by either.
    void learn(std::string_view okta_login, const std::string& user_id);
    /// By login, in any case of its letters, or by user id. False if no bound was reached.
    bool clear(const std::string& id_or_login);

    struct InForce {
        std::string user_id, login;  // the id may be unknown
        LimitHit hit;
    };
    /// At most one of each kind and login.
    [[nodiscard]] std::vector<InForce> in_force() const;

    /// Beyond so many logins (and uids) those that began the least are forgotten first.
    static constexpr std::size_t max_records = 4096;
    [[nodiscard]] std::size_t records() const { return records_.size(); }

  private:
    enum class Scope { source, everywhere, uid };
    struct Key {  // what is counted together
        Scope scope = Scope::source;
        std::string login;
        std::string source;  // of Scope::source
        unsigned uid = 0;    // of Scope::uid, with the login left empty
        auto operator<=>(const Key&) const = default;
    };
    struct UnderWay {
        Beginner who;
        loop::TimePoint ends_by;
    };
    struct Begun {
        std::string source;
        loop::TimePoint when;
    };
    struct Record {
        Key key;                   // of everything under a login, or under a uid
        std::string login;         // of a uid: the one it was seen with last
        std::string user_id;       // of a login, where it is known
        std::vector<Begun> begun;  // oldest first
    };
    struct Tally {
        std::vector<loop::TimePoint> under_way, begun;  // when each no longer counts
    };

    static std::vector<Key> keys_of(const Beginner& who);
    static std::string record_name(const Key& key);
    static bool counts_for(const Key& key, const Beginner& who);
    [[nodiscard]] Tally tally(const Key& key) const;
    void add(const Begun& begun, Tally& tally) const;
    [[nodiscard]] std::optional<LimitHit> hit_of(const Key& key, const Tally& tally,
                                                 bool is_at_the_machine) const;
    void forget_old(Record& record) const;
    void note(const Key& key, const Beginner& who);
    [[nodiscard]] std::string user_id_of(const std::string& login) const;
    void make_room();

    const loop::Executor& executor_;
    policy::Limits limits_;
    std::map<std::uint64_t, UnderWay> under_way_;
    std::unordered_map<std::string, Record> records_;
    std::uint64_t next_number_ = 0;
};

}  // namespace okta_factor::login
