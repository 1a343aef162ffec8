// SPDX-License-Identifier: MIT
#include "daemon/recovery/codes.h"

#include <algorithm>

namespace okta_factor::recovery {
namespace {

bool is_name(std::string_view user) {
    return !user.empty() && user.size() <= longest_user &&
           std::ranges::none_of(user, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

// Codes that nobody was given are in the book only as long as it takes to write them down.
class Promised {
  public:
    Promised(Book& book, std::string user) : book_(book), user_(std::move(user)) {}
    Promised(const Promised&) = delete;
    Promised& operator=(const Promised&) = delete;
    ~Promised() {
        for (const auto& code : hashed_)
            book_.remove(user_, code);
    }
    Secret add() {
        const auto code = new_code();
        book_.add(user_, hashed_.emplace_back(hashed(code, user_)));
        return to_text(code);
    }
    void given() { hashed_.clear(); }

  private:
    Book& book_;
    std::string user_;
    std::vector<HashedCode> hashed_;
};

}  // namespace

loop::Task<tl::expected<std::vector<Secret>, std::string>> Codes::create(std::string user,
                                                                         std::size_t count) {
    if (!why_not_.empty()) co_return tl::unexpected{why_not_};
    if (!is_name(user)) co_return tl::unexpected{std::string{"that is no user's name"}};
    if (count == 0 || book_.left(user) + count > most_codes_of_user)
        co_return tl::unexpected{"a user has from 1 to " + std::to_string(most_codes_of_user) +
                                 " codes; this one has " + std::to_string(book_.left(user))};
    if (book_.size() + count > most_codes)
        co_return tl::unexpected{std::string{"this machine has too many codes; revoke some"}};

    Promised promised{book_, user};
    std::vector<Secret> codes;
    while (codes.size() < count)
        codes.push_back(promised.add());
    auto keeping = keep();
    const auto kept = co_await keeping;
    if (!kept) co_return tl::unexpected{kept.error()};
    promised.given();
    log_.notice("Recovery codes made for " + user + ": " + std::to_string(count));
    co_return codes;
}

loop::Task<Redeemed> Codes::redeem(std::string user, Code code) {
    if (!why_not_.empty() || !book_.take(user, code)) co_return Redeemed::no_such_code;
    auto keeping = keep();
    const auto kept = co_await keeping;
    co_return kept ? Redeemed::yes : Redeemed::not_kept;
}

loop::Task<tl::expected<std::size_t, std::string>> Codes::revoke(std::string user) {
    if (!why_not_.empty()) co_return tl::unexpected{why_not_};
    const auto count = book_.take_all(user).size();
    if (count == 0) co_return 0;
    auto keeping = keep();
    const auto kept = co_await keeping;
    if (!kept)
        co_return tl::unexpected{"the codes would come back with a restart: " + kept.error()};
    log_.notice("Recovery codes revoked for " + user + ": " + std::to_string(count));
    co_return count;
}

loop::Task<tl::expected<void, std::string>> Codes::keep() {
    auto keeping = storage_->keep(book_);
    auto kept = co_await keeping;
    if (!kept) log_.error("Recovery codes cannot be written down: " + kept.error());
    co_return kept;
}

tl::expected<Codes::Counts, std::string> Codes::counts() const {
    if (!why_not_.empty()) return tl::unexpected{why_not_};
    Counts counts;
    for (const auto& [user, codes] : book_.users())
        counts.emplace_back(user, codes.size());
    return counts;
}

}  // namespace okta_factor::recovery
