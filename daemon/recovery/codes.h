// SPDX-License-Identifier: MIT
// Recovery codes as the daemon uses them: made, counted, redeemed once, revoked. Each change is in
// memory before it goes to the disk, so that two logins cannot use one code, and counts only once
// it is durable.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "common/log.h"
#include "common/secret.h"
#include "daemon/loop/task.h"
#include "daemon/recovery/book.h"

namespace okta_factor::recovery {

/// The disk, as narrow as it can be.
class Storage {
  public:
    Storage() = default;
    Storage(const Storage&) = delete;
    Storage& operator=(const Storage&) = delete;
    virtual ~Storage() = default;

    /// Durable when it returns without an error. Books are kept in the order of the calls, those
    /// that nobody waits for any more too.
    virtual loop::Task<tl::expected<void, std::string>> keep(Book book) = 0;
};

enum class Redeemed { yes, no_such_code, not_kept };

class Codes {
  public:
    /// There are none and cannot be any; `why` is for the administrator.
    Codes(Log& log, std::string why) : log_(log), why_not_(std::move(why)) {}
    Codes(Log& log, Book book, std::unique_ptr<Storage> storage)
        : log_(log), book_(std::move(book)), storage_(std::move(storage)) {}
    Codes(const Codes&) = delete;
    Codes& operator=(const Codes&) = delete;
    ~Codes() = default;

    /// New codes beside those the user has. Whoever waits for them and leaves gets none.
    loop::Task<tl::expected<std::vector<Secret>, std::string>> create(std::string user,
                                                                      std::size_t count);

    /// `yes` at most once for each code, and only when its use has become durable. Where that
    /// fails, or whoever typed it leaves meanwhile, the code is used all the same until a restart.
    loop::Task<Redeemed> redeem(std::string user, Code code);

    /// How many there were. They are gone from this daemon even where the error says that they may
    /// come back with a restart.
    loop::Task<tl::expected<std::size_t, std::string>> revoke(std::string user);

    using Counts = std::vector<std::pair<std::string, std::size_t>>;
    [[nodiscard]] tl::expected<Counts, std::string> counts() const;  // users with any left
    [[nodiscard]] std::size_t left(std::string_view user) const { return book_.left(user); }
    /// Why there can be none; empty where there can.
    [[nodiscard]] const std::string& why_not() const noexcept { return why_not_; }

  private:
    loop::Task<tl::expected<void, std::string>> keep();

    Log& log_;
    std::string why_not_;
    Book book_;
    std::unique_ptr<Storage> storage_;  // where why_not_ is empty
};

}  // namespace okta_factor::recovery
