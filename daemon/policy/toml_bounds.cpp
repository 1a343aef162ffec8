// SPDX-License-Identifier: MIT
#include "daemon/policy/toml_bounds.h"

#include <algorithm>

namespace okta_factor::policy {
namespace {

std::string more_than(std::size_t bound, std::string_view what) {
    return "more than " + std::to_string(bound) + ' ' + std::string{what};
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<Excess> run() {
        while (at_ < text_.size() && !excess_)
            take();
        return std::move(excess_);
    }

  private:
    void take() {
        const char c = text_[at_];
        switch (c) {
            case '#':
                at_ = std::min(text_.find('\n', at_), text_.size());
                return;
            case '"':
            case '\'':
                pass_string(c);
                return;
            case '.':
                if (++dots_ == max_key_parts) exceed(more_than(max_key_parts, "parts in a key"));
                break;
            case '[':
            case '{':
                if (++depth_ > max_nesting)
                    exceed(more_than(max_nesting, "lists or tables inside each other"));
                count_value();
                break;
            case ']':
            case '}':
                depth_ -= depth_ > 0 ? 1 : 0;
                dots_ = 0;
                break;
            case ',':
            case '=':
                count_value();
                break;
            case '\n':
                dots_ = 0;
                break;
            default:
                break;
        }
        ++at_;
    }

    void count_value() {
        dots_ = 0;
        if (++values_ > max_values) exceed(more_than(max_values, "values"));
    }

    void pass_string(char quote) {
        const auto is_quote = [&](std::size_t at) {
            return at < text_.size() && text_[at] == quote;
        };
        const bool several_lines = is_quote(at_ + 1) && is_quote(at_ + 2);
        at_ += several_lines ? 3 : 1;
        for (; at_ < text_.size(); ++at_) {
            if (quote == '"' && text_[at_] == '\\') {
                ++at_;
            } else if (!several_lines && (text_[at_] == '\n' || is_quote(at_))) {
                at_ += is_quote(at_) ? 1 : 0;  // a line's end: the parser gives up there
                return;
            } else if (several_lines && is_quote(at_) && is_quote(at_ + 1) && is_quote(at_ + 2)) {
                at_ += 3;
                for (int more = 0; more < 2 && is_quote(at_); ++more)
                    ++at_;  // one or two before the three belong to the string
                return;
            }
        }
    }

    void exceed(std::string what) {
        const auto before = text_.substr(0, at_);
        const auto line_start = before.rfind('\n') + 1;  // 0 where there is none
        const auto begins_character = [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        };
        const auto characters = [&](std::string_view part) {
            return static_cast<unsigned>(std::ranges::count_if(part, begins_character));
        };
        excess_ = {1 + static_cast<unsigned>(std::ranges::count(before, '\n')),
                   1 + characters(before.substr(line_start)), std::move(what)};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t dots_ = 0;  // since the last character that ends a key
    std::size_t values_ = 0;
    std::optional<Excess> excess_;
};

}  // namespace

std::optional<Excess> find_excess(std::string_view text) {
    return Scanner{text}.run();
}

}  // namespace okta_factor::policy
