// SPDX-License-Identifier: MIT
#include "tests/emulator/org.h"

#include <algorithm>

namespace okta_factor::emulator {

User* Org::user_by_id(std::string_view id) {
    const auto found = std::ranges::find(users, id, &User::id);
    return found == users.end() ? nullptr : &*found;
}

User* Org::find_user(std::string_view name) {
    if (name == "me") return users.empty() ? nullptr : &users.front();
    if (User* user = user_by_id(name)) return user;
    User* found = nullptr;
    for (User& user : users) {
        if (equal_ignoring_case(user.login, name)) return &user;
        const std::string_view login = user.login;
        if (!equal_ignoring_case(login.substr(0, login.find('@')), name)) continue;
        if (found) return nullptr;
        found = &user;
    }
    return found;
}

void Org::settle(Transaction& transaction) {
    if (transaction.result != "WAITING") return;
    if (now() >= transaction.expires_at) {
        transaction.result = "TIMEOUT";
        return;
    }
    if (push.automatic.empty() || now() < transaction.created_at + push.automatic_after) return;
    transaction.result = push.automatic == "approve" ? "SUCCESS" : "REJECTED";
    if (User* user = user_by_id(transaction.user_id); user && push.automatic == "approve")
        user->wrong_codes = 0;
}

void Org::forget_old() {
    constexpr std::size_t kept_messages = 1000;
    while (outbox.size() > kept_messages)
        outbox.pop_front();
    const WallTime past = now() - std::chrono::minutes(1);
    std::erase_if(transactions, [&](const auto& entry) { return entry.second.expires_at < past; });
}

Factor* find_factor(User& user, std::string_view id) {
    const auto found = std::ranges::find(user.factors, id, &Factor::id);
    return found == user.factors.end() ? nullptr : &*found;
}

}  // namespace okta_factor::emulator
