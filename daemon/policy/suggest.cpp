// SPDX-License-Identifier: MIT
#include "daemon/policy/suggest.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace okta_factor::policy {
namespace {

constexpr std::size_t longest_word = 64;

char folded(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

/// Edits from one word to the other: insert, remove, replace, swap neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> now(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = folded(a[i - 1]) == folded(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

}  // namespace

std::string_view closest(std::string_view word, std::span<const std::string_view> known) {
    if (word.empty() || word.size() > longest_word) return {};
    std::string_view best;
    std::size_t best_distance = word.size() / 3 + 2;  // a third of it wrong is still that word
    for (const auto candidate : known) {
        const auto edits = distance(word, candidate);
        if (edits < best_distance && edits < candidate.size()) {
            best = candidate;
            best_distance = edits;
        }
    }
    if (best.empty() && word.size() >= 3)  // api_token for api_token_file
        for (const auto candidate : known)
            if (candidate.starts_with(word) || word.starts_with(candidate)) return candidate;
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
    const auto best = closest(word, known);
    return best.empty() ? std::string{} : "; did you mean " + in_quotes(best) + "?";
}

std::string one_of(std::span<const std::string_view> known) {
    std::string text;
    for (std::size_t i = 0; i < known.size(); ++i) {
        if (i > 0) text += i + 1 == known.size() ? " or " : ", ";
        text += in_quotes(known[i]);
    }
    return text;
}

std::string in_quotes(std::string_view word) {
    std::string text = "\"";
    for (const char c : word.substr(0, longest_word))
        text += c >= ' ' && c <= '~' ? c : '?';
    if (word.size() > longest_word) text += "...";
    return text + "\"";
}

}  // namespace okta_factor::policy
