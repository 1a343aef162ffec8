// SPDX-License-Identifier: MIT
// The stacks of /etc/pam.d as libpam reads them (pam.conf(5)): controls, includes, substacks.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace okta_factor::doctor {

inline constexpr char our_module[] = "pam_okta_factor.so";

enum class Effect { ok, done, bad, die, ignore, reset, jump };

/// What a result of a module does to the stack.
struct Action {
    Effect effect = Effect::bad;  // what libpam does where the control says nothing
    unsigned jump = 0;            // how many entries are passed over

    bool operator==(const Action&) const = default;
};

struct Control {
    std::string text;                       // as it is written
    std::map<std::string, Action> actions;  // by result: "success", "auth_err", ...
    Action otherwise;                       // "default"

    [[nodiscard]] Action on(const std::string& result) const {
        const auto found = actions.find(result);
        return found == actions.end() ? otherwise : found->second;
    }
};

/// Nothing where libpam would refuse it, and with it the whole stack.
std::optional<Control> read_control(const std::string& text);

struct Entry {
    std::string type;                    // auth, account, password, session
    Control control;                     // not of a substack
    std::string module;                  // as it is written; empty for a substack
    std::vector<std::string> arguments;  // of the module
    std::string where;                   // file:line
    std::vector<Entry> substack;         // not a module but these, as one
    bool unreadable = false;             // libpam fails here, whatever the rest says

    /// The file's name without its folder.
    [[nodiscard]] std::string_view module_name() const;
    [[nodiscard]] bool is_ours() const { return module_name() == our_module; }
};

using Stack = std::vector<Entry>;

/// The text of a file, by its path; nothing where there is none.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

/// One type's entries of a service of that folder, includes in their places. A missing or endless
/// include becomes an unreadable entry.
Stack read_stack(const std::string& folder, const std::string& service, const std::string& type,
                 const ReadFile& read);

/// The files that a file includes itself, by whatever form.
std::vector<std::string> included_by(const std::string& text);

/// The first entry of our module, substacks included; null where the stack never asks.
const Entry* find_ours(const Stack& stack);

}  // namespace okta_factor::doctor
