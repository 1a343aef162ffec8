// SPDX-License-Identifier: MIT
// The D-Bus interface org.oktafactor1, as both sides of it use it; org.oktafactor1(5) describes it
// for others. Header only and free of exceptions: it is compiled into the PAM module.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "common/enumeration.h"

namespace okta_factor::protocol {

inline constexpr char bus_name[] = "org.oktafactor1";
inline constexpr char manager_path[] = "/org/oktafactor1";
inline constexpr char login_path_prefix[] =
    "/org/oktafactor1/login";  // one object below it per login
inline constexpr char manager_interface[] = "org.oktafactor1.Manager";
inline constexpr char login_interface[] = "org.oktafactor1.Login";

/// The direct door: D-Bus peer to peer on this socket, root only.
inline constexpr char default_socket[] = "/run/okta-factor.socket";

/// What StartLogin answers beside the object: messages, what is expected next, the verdict.
inline constexpr char step_signature[] = "a(ss)ss";
inline constexpr char start_login_input[] = "a{sv}";
inline constexpr char start_login_output[] = "oa(ss)ss";

/// StartLogin's answer while the last logins of a stopping daemon finish: the next one will do.
inline constexpr char error_stopping[] = "org.oktafactor1.Error.Stopping";

/// Longest reply of a person that the daemon takes, in bytes (PAM_MAX_RESP_SIZE of Linux-PAM).
inline constexpr std::size_t max_reply_bytes = 512;

enum class MessageKind { info, error, prompt, secret };
enum class Expects { reply, wait, done };
enum class Verdict { granted, skipped, denied, denied_final, unavailable, cancelled };

/// Why the module ends a login by Abandon(): what it saw itself, and the daemon cannot.
enum class Abandonment {
    password,  // the reply was the login password
    name,      // the reply to a visible prompt was the account's name
    terminal   // the person's terminal is gone
};

template <class Value>
struct Word {
    Value value;
    std::string_view word;
};
template <class Value>
Word(Value, std::string_view) -> Word<Value>;  // clang 14 does not deduce it for aggregates

inline constexpr std::array message_kind_words{
    Word{MessageKind::info, "info"},
    Word{MessageKind::error, "error"},
    Word{MessageKind::prompt, "prompt"},
    Word{MessageKind::secret, "secret"},
};
inline constexpr std::array expects_words{
    Word{Expects::reply, "reply"},
    Word{Expects::wait, "wait"},
    Word{Expects::done, "done"},
};
inline constexpr std::array verdict_words{
    Word{Verdict::granted, "granted"},         Word{Verdict::skipped, "skipped"},
    Word{Verdict::denied, "denied"},           Word{Verdict::denied_final, "denied-final"},
    Word{Verdict::unavailable, "unavailable"}, Word{Verdict::cancelled, "cancelled"},
};
inline constexpr std::array abandonment_words{
    Word{Abandonment::password, "password"},
    Word{Abandonment::name, "name"},
    Word{Abandonment::terminal, "terminal"},
};

/// For a static_assert beside each table: a value without a word does not compile.
template <class Value, std::size_t N>
constexpr bool has_every_word(const std::array<Word<Value>, N>& table) {
    return covers_every(table, &Word<Value>::value);
}
static_assert(has_every_word(message_kind_words) && has_every_word(expects_words) &&
              has_every_word(verdict_words));

/// Empty for what is no value of its enumeration.
template <class Value, std::size_t N>
constexpr std::string_view word_in(const std::array<Word<Value>, N>& table, Value value) {
    for (const auto& row : table)
        if (row.value == value) return row.word;
    return {};
}

template <class Value, std::size_t N>
constexpr std::optional<Value> value_in(const std::array<Word<Value>, N>& table,
                                        std::string_view word) {
    for (const auto& row : table)
        if (row.word == word) return row.value;
    return std::nullopt;
}

constexpr std::string_view to_word(MessageKind kind) {
    return word_in(message_kind_words, kind);
}
constexpr std::string_view to_word(Expects expects) {
    return word_in(expects_words, expects);
}
constexpr std::string_view to_word(Verdict verdict) {
    return word_in(verdict_words, verdict);
}
constexpr std::string_view to_word(Abandonment why) {
    return word_in(abandonment_words, why);
}

constexpr std::optional<MessageKind> message_kind_from(std::string_view word) {
    return value_in(message_kind_words, word);
}
constexpr std::optional<Expects> expects_from(std::string_view word) {
    return value_in(expects_words, word);
}
constexpr std::optional<Verdict> verdict_from(std::string_view word) {
    return value_in(verdict_words, word);
}
constexpr std::optional<Abandonment> abandonment_from(std::string_view word) {
    return value_in(abandonment_words, word);
}

}  // namespace okta_factor::protocol
