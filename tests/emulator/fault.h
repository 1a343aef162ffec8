// SPDX-License-Identifier: MIT
// Breaks on order: which requests meet one, and what kind.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/emulator/answer.h"

namespace okta_factor::emulator {

/// Where a kind of break acts.
enum class FaultPlace {
    listener,  // before there is a connection
    instead,   // the request is read and logged, but the org never sees it
    after,     // the org acts on the request, then the answer is spoilt
};

struct FaultKind {
    std::string_view name;
    FaultPlace place;
};

/// Every kind, by name; nothing for an unknown one.
const FaultKind* find_fault_kind(std::string_view name);
std::string all_fault_kinds();

struct Fault {
    int id = 0;
    std::string kind;
    std::string method;              // empty: any
    std::string path_text;           // as given
    std::optional<std::regex> path;  // searched for in the request's path
    int count = -1;                  // how often it still strikes; -1: for ever
    Json value;                      // status: the answer; redirect: the URL

    /// How the answer is to reach the caller: for a status on order, as that says; else its kind.
    [[nodiscard]] std::string delivery() const {
        return value.is_object() ? value.value("delivery", kind) : kind;
    }
};

Json as_json(const Fault& fault);

class FaultPlan {
  public:
    /// An error's text, or empty. `{"kind", "method"?, "path"?, "count"?, "value"?}`
    std::string add(const Json& description);
    void clear() { faults_.clear(); }

    /// The first fault that this request meets, one count used up.
    std::optional<Fault> strike(const std::string& method, const std::string& path);
    /// Whether a break of that kind (FaultPlace::listener) is on.
    [[nodiscard]] bool active(std::string_view kind) const;
    [[nodiscard]] Json list() const;

  private:
    std::vector<Fault> faults_;
    int last_id_ = 0;
};

/// Spoils an answer that the org gave: bad_json, null_fields, foreign_links. Others leave it alone.
void spoil(Answer& answer, const Fault& fault);

/// The answer of a fault that replaces the org's: html502, status, redirect.
Answer replacement(const Fault& fault);

}  // namespace okta_factor::emulator
