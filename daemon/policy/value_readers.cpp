// SPDX-License-Identifier: MIT
#include "daemon/policy/value_readers.h"

namespace okta_factor::policy {

std::string_view kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a string";
        case toml::node_type::integer:
            return "a number";
        case toml::node_type::floating_point:
            return "a fraction";
        case toml::node_type::boolean:
            return "true or false";
        case toml::node_type::none:
            return "nothing";
        default:
            return "a date or time";
    }
}

std::optional<std::string> text_of(const toml::node& node, const Reading& reading) {
    if (const auto* value = node.as_string()) return value->get();
    reading.wrong_value(node, "must be a string in quotes, not " + std::string{kind_of(node)});
    return std::nullopt;
}

const toml::array* list_of(const toml::node& node, const Reading& reading) {
    const auto* list = node.as_array();
    if (list == nullptr)
        reading.wrong_value(node, "must be a list in brackets, not " + std::string{kind_of(node)});
    else if (list->empty())
        reading.wrong_value(node, "must not be an empty list; leave the key out instead");
    else
        return list;
    return nullptr;
}

}  // namespace okta_factor::policy
