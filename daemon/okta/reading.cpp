// SPDX-License-Identifier: MIT
#include "daemon/okta/reading.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>

#include "common/enumeration.h"
#include "daemon/okta/json_document.h"
#include "daemon/okta/login_name.h"

namespace okta_factor::okta {
namespace {

using nlohmann::json;

template <class Value>
struct Spelling {
    std::string_view word;
    Value value;
};

template <class Value, std::size_t N>
std::optional<Value> value_of(const Spelling<Value> (&table)[N], std::string_view word) {
    const auto row = std::ranges::find(table, word, &Spelling<Value>::word);
    if (row == std::ranges::end(table)) return std::nullopt;
    return row->value;
}

constexpr Spelling<UserStatus> user_statuses[] = {
    {"ACTIVE", UserStatus::active},         {"PASSWORD_EXPIRED", UserStatus::password_expired},
    {"LOCKED_OUT", UserStatus::locked_out}, {"RECOVERY", UserStatus::recovery},
    {"SUSPENDED", UserStatus::suspended},   {"DEPROVISIONED", UserStatus::deprovisioned},
    {"STAGED", UserStatus::staged},         {"PROVISIONED", UserStatus::provisioned},
};

constexpr Spelling<FactorResult> factor_results[] = {
    {"SUCCESS", FactorResult::success},
    {"CHALLENGE", FactorResult::challenge},
    {"WAITING", FactorResult::waiting},
    {"REJECTED", FactorResult::rejected},
    {"TIMEOUT", FactorResult::timeout},
    {"FAILED", FactorResult::failed},
    {"ERROR", FactorResult::error},
    {"EXPIRED", FactorResult::expired},
    {"CANCELLED", FactorResult::cancelled},
    {"CANCELED", FactorResult::cancelled},
    {"PASSCODE_REPLAYED", FactorResult::passcode_replayed},
    {"TIME_WINDOW_EXCEEDED", FactorResult::time_window_exceeded},
};

// A factor is known by its type and its provider; any other pair is skipped.
struct KnownFactor {
    std::string_view type, provider;
    FactorKind kind;
};
constexpr std::array known_factors{
    KnownFactor{"push", "OKTA", FactorKind::push},
    KnownFactor{"token:software:totp", "OKTA", FactorKind::totp},
    KnownFactor{"token:software:totp", "GOOGLE", FactorKind::totp},
    KnownFactor{"token:hotp", "CUSTOM", FactorKind::hotp},
    KnownFactor{"token", "RSA", FactorKind::token},
    KnownFactor{"token", "SYMANTEC", FactorKind::token},
    KnownFactor{"token:hardware", "YUBICO", FactorKind::hardware},
    KnownFactor{"sms", "OKTA", FactorKind::sms},
    KnownFactor{"call", "OKTA", FactorKind::call},
    KnownFactor{"email", "OKTA", FactorKind::email},
    KnownFactor{"question", "OKTA", FactorKind::question},
};
static_assert(covers_every(known_factors, &KnownFactor::kind));

std::optional<FactorKind> kind_of(std::string_view type, std::string_view provider) {
    const auto row = std::ranges::find_if(known_factors, [&](const KnownFactor& known) {
        return known.type == type && known.provider == provider;
    });
    if (row == std::ranges::end(known_factors)) return std::nullopt;
    return row->kind;
}

Factor read_factor(const json& entry, FactorKind kind) {
    const auto& profile = member(entry, "profile");
    Factor factor;
    factor.id = text_member(entry, "id");
    factor.kind = kind;
    factor.provider = text_member(entry, "provider");
    factor.vendor = text_member(entry, "vendorName");
    factor.name = text_member(profile, "name");
    factor.address = text_member(profile, kind == FactorKind::email ? "email" : "phoneNumber");
    factor.question_text = text_member(profile, "questionText");
    return factor;
}

std::string href(const json& links, const char* relation) {
    return text_member(member(links, relation), "href");
}

// Okta sends an integer; a string of digits is taken too.
std::optional<int> read_number(const json& value) {
    constexpr int highest = 99;
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        const bool fits = number >= 0 && number <= highest;
        return fits ? std::optional{static_cast<int>(number)} : std::nullopt;
    }
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 2 || !std::ranges::all_of(text, is_digit))
        return std::nullopt;
    int number = 0;
    for (const char digit : text)
        number = number * 10 + (digit - '0');
    return number;
}

}  // namespace

std::optional<User> read_user_body(std::string_view body) {
    const JsonDocument document{body};
    User user;
    user.id = text_member(document.root(), "id");
    user.login = text_member(member(document.root(), "profile"), "login");
    user.status = value_of(user_statuses, text_member(document.root(), "status"))
                      .value_or(UserStatus::unknown);
    if (!is_id(user.id) || user.login.empty()) return std::nullopt;
    return user;
}

std::optional<FactorList> read_factors_body(std::string_view body) {
    const JsonDocument document{body};
    if (!document.root().is_array()) return std::nullopt;
    FactorList list;
    for (const auto& entry : document.root()) {
        if (text_member(entry, "status") != "ACTIVE") continue;
        const auto kind = kind_of(text_member(entry, "factorType"), text_member(entry, "provider"));
        if (kind && is_id(text_member(entry, "id")))
            list.usable.push_back(read_factor(entry, *kind));
        else
            list.others = true;
    }
    return list;
}

std::optional<std::vector<std::string>> read_groups_body(std::string_view body) {
    const JsonDocument document{body};
    if (!document.root().is_array()) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& entry : document.root())
        if (auto name = text_member(member(entry, "profile"), "name"); !name.empty())
            names.push_back(std::move(name));
    return names;
}

std::optional<VerificationBody> read_verification_body(std::string_view body) {
    const JsonDocument document{body};
    const auto& result = member(document.root(), "factorResult");
    if (!result.is_string()) return std::nullopt;
    const auto& links = member(document.root(), "_links");
    const auto& challenge = member(member(document.root(), "_embedded"), "challenge");
    VerificationBody read;
    read.result = value_of(factor_results, result.get_ref<const std::string&>())
                      .value_or(FactorResult::unknown);
    read.poll_url = href(links, "poll");
    read.cancel_url = href(links, "cancel");
    read.expires_at = read_timestamp(text_member(document.root(), "expiresAt"));
    read.number = read_number(member(challenge, "correctAnswer"));
    return read;
}

std::optional<WallTime> read_timestamp(std::string_view text) {
    std::tm fields{};
    const std::string copy{text};
    const char* rest = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &fields);
    if (rest == nullptr || (*rest != '.' && *rest != 'Z')) return std::nullopt;
    constexpr int first_year = 1970 - 1900, last_year = 2200 - 1900;  // what nanoseconds can count
    if (fields.tm_year < first_year || fields.tm_year > last_year) return std::nullopt;
    return std::chrono::system_clock::from_time_t(timegm(&fields));
}

}  // namespace okta_factor::okta
