// SPDX-License-Identifier: MIT
#include "tests/emulator/fault.h"

#include <algorithm>
#include <array>

namespace okta_factor::emulator {
namespace {

constexpr std::array fault_kinds{
    FaultKind{"refuse", FaultPlace::listener},
    FaultKind{"blackhole", FaultPlace::listener},
    FaultKind{"silent_tls", FaultPlace::listener},
    FaultKind{"drop", FaultPlace::instead},
    FaultKind{"reset", FaultPlace::instead},
    FaultKind{"close", FaultPlace::instead},
    FaultKind{"garbage", FaultPlace::instead},
    FaultKind{"endless_body", FaultPlace::instead},
    FaultKind{"html502", FaultPlace::instead},
    FaultKind{"status", FaultPlace::instead},
    FaultKind{"redirect", FaultPlace::instead},
    FaultKind{"bad_json", FaultPlace::after},
    FaultKind{"truncate", FaultPlace::after},
    FaultKind{"slow_body", FaultPlace::after},
    FaultKind{"answer_lost", FaultPlace::after},
    FaultKind{"foreign_links", FaultPlace::after},
    FaultKind{"null_fields", FaultPlace::after},
    FaultKind{"lower_case", FaultPlace::after},
    FaultKind{"repeated_headers", FaultPlace::after},
};

std::string foreign(const std::string& url) {
    const std::size_t path = url.find('/', std::string_view("https://").size());
    return "https://okta.elsewhere.invalid" + (path == std::string::npos ? "" : url.substr(path));
}

void rename_hosts(Json& value) {
    if (value.is_structured())
        for (Json& item : value)
            rename_hosts(item);
    if (!value.is_string()) return;
    const auto text = value.get<std::string>();
    if (!text.starts_with("https://")) return;
    value = foreign(text);
}

/// Fields nobody asked about become null, unknown ones appear, profiles are gone.
void nullify(Json& value) {
    static constexpr std::array nulls{"vendorName",    "created",     "lastUpdated",
                                      "statusChanged", "credentials", "type"};
    if (value.is_array())
        for (Json& item : value)
            nullify(item);
    if (!value.is_object()) return;
    for (auto& item : value.items())
        nullify(item.value());
    for (const char* name : nulls)
        if (value.contains(name)) value[name] = nullptr;
    const auto profile = value.find("profile");
    const bool names_somebody =
        profile != value.end() && (profile->contains("login") || profile->contains("name"));
    if (profile != value.end() && !names_somebody) value.erase(profile);
    value["futureField"] = nullptr;
    value["futureObject"] = {{"nested", Json::array({nullptr, 1, "x"})}};
}

}  // namespace

const FaultKind* find_fault_kind(std::string_view name) {
    const auto* found = std::ranges::find(fault_kinds, name, &FaultKind::name);
    return found == fault_kinds.end() ? nullptr : found;
}

std::string all_fault_kinds() {
    std::string names;
    for (const FaultKind& kind : fault_kinds)
        names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names;
}

Json as_json(const Fault& fault) {
    return {{"id", fault.id},          {"kind", fault.kind},   {"method", fault.method},
            {"path", fault.path_text}, {"count", fault.count}, {"value", fault.value}};
}

std::string FaultPlan::add(const Json& description) {
    Fault fault;
    fault.kind = description.value("kind", "");
    if (!find_fault_kind(fault.kind)) return "kind must be one of " + all_fault_kinds();
    fault.method = description.value("method", "");
    fault.path_text = description.value("path", "");
    fault.count = description.value("count", -1);
    fault.value = description.value("value", Json());
    if (fault.kind == "redirect" && !fault.value.is_string())
        return "redirect wants a URL as value";
    if (fault.kind == "status" && !(fault.value.is_object() && fault.value.contains("status")))
        return "status wants {status, body?, headers?} as value";
    if (!fault.path_text.empty()) {
        try {
            fault.path = std::regex(fault.path_text, std::regex::ECMAScript);
        } catch (const std::regex_error& error) {
            return std::string("path: ") + error.what();
        }
    }
    fault.id = ++last_id_;
    faults_.push_back(std::move(fault));
    return "";
}

std::optional<Fault> FaultPlan::strike(const std::string& method, const std::string& path) {
    const auto found = std::ranges::find_if(faults_, [&](const Fault& fault) {
        return find_fault_kind(fault.kind)->place != FaultPlace::listener &&
               (fault.method.empty() || fault.method == method) &&
               (!fault.path || std::regex_search(path, *fault.path));
    });
    if (found == faults_.end()) return std::nullopt;
    Fault fault = *found;
    if (found->count > 0 && --found->count == 0) faults_.erase(found);
    return fault;
}

bool FaultPlan::active(std::string_view kind) const {
    return std::ranges::find(faults_, kind, &Fault::kind) != faults_.end();
}

Json FaultPlan::list() const {
    Json all = Json::array();
    for (const Fault& fault : faults_)
        all.push_back(as_json(fault));
    return all;
}

void spoil(Answer& answer, const Fault& fault) {
    if (fault.kind == "foreign_links") {
        rename_hosts(answer.body);
        for (auto& [name, value] : answer.headers)
            if (name == "Link") value = "<" + foreign(value.substr(1));
    }
    if (fault.kind == "null_fields") nullify(answer.body);
    if (fault.kind == "bad_json") {
        const std::string whole = to_text(answer.body);
        answer.text = whole.substr(0, whole.size() / 2);
        answer.text_type = "application/json";
    }
}

Answer replacement(const Fault& fault) {
    Answer answer;
    if (fault.kind == "redirect") {
        answer.status = 302;
        answer.headers = {{"Location", fault.value.get<std::string>()}};
    } else if (fault.kind == "html502") {
        answer.status = 502;
        answer.text =
            "<html><head><title>502 Bad Gateway</title></head>"
            "<body><h1>502 Bad Gateway</h1></body></html>\n";
        answer.text_type = "text/html";
    } else if (fault.kind == "status") {
        answer.status = fault.value.value("status", 500);
        const Json body = fault.value.value("body", Json());
        if (body.is_string()) {
            answer.text = body.get<std::string>();
            answer.text_type = "text/plain";
        } else {
            answer.body = body;
        }
        const Json headers = fault.value.value("headers", Json::object());
        for (const auto& [name, value] : headers.items())
            answer.headers.emplace_back(
                name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return answer;
}

}  // namespace okta_factor::emulator
