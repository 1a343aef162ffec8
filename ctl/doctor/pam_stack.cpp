// SPDX-License-Identifier: MIT
#include "ctl/doctor/pam_stack.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <sstream>
#include <utility>

namespace okta_factor::doctor {
namespace {

constexpr int deepest_include = 32;  // PAM_SUBSTACK_MAX_LEVEL and more: it never ends
constexpr int max_files = 200;       // of one stack: one that includes itself twice doubles

struct Keyword {
    std::string_view word;
    std::string_view meaning;
};

// pam.conf(5)
constexpr std::array keywords{
    Keyword{"required", "success=ok new_authtok_reqd=ok ignore=ignore default=bad"},
    Keyword{"requisite", "success=ok new_authtok_reqd=ok ignore=ignore default=die"},
    Keyword{"sufficient", "success=done new_authtok_reqd=done default=ignore"},
    Keyword{"optional", "success=ok new_authtok_reqd=ok default=ignore"},
};

constexpr std::array<std::pair<std::string_view, Effect>, 6> effects{{
    {"ok", Effect::ok},
    {"done", Effect::done},
    {"bad", Effect::bad},
    {"die", Effect::die},
    {"ignore", Effect::ignore},
    {"reset", Effect::reset},
}};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

std::optional<Action> read_action(const std::string& word) {
    for (const auto& [name, effect] : effects)
        if (word == name) return Action{effect, 0};
    const bool is_number = !word.empty() && word.size() < 5 &&
                           std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return std::nullopt;
    const auto count = static_cast<unsigned>(std::stoul(word));
    return count == 0 ? Action{Effect::ignore, 0} : Action{Effect::jump, count};
}

std::optional<Control> read_pairs(const std::string& text, std::string_view pairs) {
    Control control{text, {}, {}};
    std::istringstream words{lower(std::string{pairs})};
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        if (equals == std::string::npos) return std::nullopt;
        const auto action = read_action(word.substr(equals + 1));
        if (!action) return std::nullopt;
        const auto result = word.substr(0, equals);
        if (result == "default")
            control.otherwise = *action;
        else
            control.actions[result] = *action;
    }
    return control;
}

struct Line {
    unsigned number;  // of its first part
    std::vector<std::string> words;
};

// A word in [brackets] may hold spaces; \] stands for ].
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
            continue;
        }
        std::string word;
        if (text[at] == '[') {
            for (; at < text.size() && (text[at] != ']' || text[at - 1] == '\\'); ++at)
                word += text[at];
            word += ']';
            ++at;
        } else {
            while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) == 0)
                word += text[at++];
        }
        words.push_back(std::move(word));
    }
    return words;
}

std::vector<Line> lines_of(const std::string& text) {
    std::vector<Line> lines;
    std::istringstream input{text};
    unsigned number = 0;
    for (std::string part; std::getline(input, part);) {
        const unsigned first = ++number;
        std::string whole = part.substr(0, part.find('#'));
        while (whole.ends_with('\\') && std::getline(input, part)) {
            ++number;
            whole.back() = ' ';
            whole += part.substr(0, part.find('#'));
        }
        if (auto words = split(whole); !words.empty()) lines.push_back({first, std::move(words)});
    }
    return lines;
}

// "auth include NAME", "auth substack NAME", "@include NAME"
struct Include {
    std::string name;
    bool is_substack = false;
};
std::optional<Include> include_in(const std::vector<std::string>& words) {
    if (words.size() >= 2 && words[0] == "@include") return Include{words[1]};
    if (words.size() < 3) return std::nullopt;
    const auto control = lower(words[1]);
    if (control == "include" || control == "substack")
        return Include{words[2], control == "substack"};
    return std::nullopt;
}

class Reader {
  public:
    Reader(const std::string& folder, std::string type, const ReadFile& read)
        : folder_(folder), type_(std::move(type)), read_(read) {}

    void read(const std::string& name, const std::string& asked_at, int depth, Stack& into) {
        const auto path = name.starts_with('/') ? name : folder_ + '/' + name;
        const bool may_be_read = depth < deepest_include && files_left_-- > 0;
        const auto text = may_be_read ? read_(path) : std::nullopt;
        if (!text) {
            Entry missing;
            missing.where = asked_at;
            missing.unreadable = true;
            into.push_back(std::move(missing));
            return;
        }
        for (const auto& line : lines_of(*text))
            take(line, path + ':' + std::to_string(line.number), depth, into);
    }

  private:
    void take(const Line& line, const std::string& where, int depth, Stack& into) {
        const auto& words = line.words;
        auto type = lower(words[0]);
        if (type.starts_with('-')) type.erase(0, 1);
        const auto include = include_in(words);
        if (type != type_ && type != "@include") return;
        if (include && !include->is_substack) return read(include->name, where, depth + 1, into);

        Entry entry;
        entry.type = type;
        entry.where = where;
        if (include) {
            read(include->name, where, depth + 1, entry.substack);
        } else {
            auto control = words.size() >= 3 ? read_control(words[1]) : std::nullopt;
            entry.unreadable = !control;
            if (control) entry.control = std::move(*control);
            if (words.size() >= 3) {
                entry.module = words[2];
                entry.arguments.assign(words.begin() + 3, words.end());
            }
        }
        into.push_back(std::move(entry));
    }

    const std::string& folder_;
    std::string type_;
    const ReadFile& read_;
    int files_left_ = max_files;
};

}  // namespace

std::optional<Control> read_control(const std::string& text) {
    if (text.starts_with('['))
        return read_pairs(text, std::string_view{text}.substr(1, text.size() - 2));
    const auto word = lower(text);
    for (const auto& keyword : keywords)
        if (word == keyword.word) return read_pairs(text, keyword.meaning);
    return std::nullopt;
}

std::string_view Entry::module_name() const {
    const std::string_view whole{module};
    const auto slash = whole.rfind('/');
    return slash == std::string_view::npos ? whole : whole.substr(slash + 1);
}

Stack read_stack(const std::string& folder, const std::string& service, const std::string& type,
                 const ReadFile& read) {
    Stack stack;
    Reader{folder, type, read}.read(service, service, 0, stack);
    return stack;
}

std::vector<std::string> included_by(const std::string& text) {
    std::vector<std::string> names;
    for (const auto& line : lines_of(text))
        if (auto include = include_in(line.words)) names.push_back(std::move(include->name));
    return names;
}

const Entry* find_ours(const Stack& stack) {
    for (const auto& entry : stack) {
        if (entry.is_ours()) return &entry;
        if (const auto* inner = find_ours(entry.substack)) return inner;
    }
    return nullptr;
}

}  // namespace okta_factor::doctor
