// SPDX-License-Identifier: MIT
// Answers kept for a bounded time, and a bounded number of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "daemon/loop/executor.h"

namespace okta_factor::okta {

template <class Value>
class TimedCache {
  public:
    TimedCache(const loop::Executor& executor, loop::seconds lifetime, std::size_t most = 1000)
        : executor_(executor), lifetime_(lifetime), most_(most) {}

    [[nodiscard]] std::optional<Value> find(const std::string& key) const {
        const auto entry = entries_.find(key);
        if (entry == entries_.end() || entry->second.until <= executor_.now()) return std::nullopt;
        return entry->second.value;
    }

    /// Whether it was kept less than that ago.
    [[nodiscard]] bool is_younger_than(loop::seconds age, const std::string& key) const {
        const auto entry = entries_.find(key);
        return entry != entries_.end() && entry->second.until - lifetime_ + age > executor_.now();
    }

    void keep(const std::string& key, Value value) {
        if (entries_.size() >= most_ && !entries_.contains(key)) make_room();
        entries_.insert_or_assign(key, Entry{std::move(value), executor_.now() + lifetime_});
    }

    void drop(const std::string& key) { entries_.erase(key); }
    void clear() { entries_.clear(); }

  private:
    struct Entry {
        Value value;
        loop::TimePoint until;
    };

    void make_room() {
        std::erase_if(entries_,
                      [this](const auto& e) { return e.second.until <= executor_.now(); });
        if (entries_.size() < most_) return;
        entries_.erase(std::ranges::min_element(
            entries_, {}, [](const auto& entry) { return entry.second.until; }));
    }

    const loop::Executor& executor_;
    loop::seconds lifetime_;
    std::size_t most_;
    std::map<std::string, Entry> entries_;
};

}  // namespace okta_factor::okta
