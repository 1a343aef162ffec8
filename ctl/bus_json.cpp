// SPDX-License-Identifier: MIT
#include "ctl/bus_json.h"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace okta_factor::ctl {
namespace {

using nlohmann::ordered_json;

int check(int result) {
    if (result < 0) throw std::runtime_error("okta-factord answers in a way that makes no sense");
    return result;
}

template <class T>
T basic(sd_bus_message* message, char type) {
    T value{};
    check(sd_bus_message_read_basic(message, type, &value));
    return value;
}

ordered_json members(sd_bus_message* message, char type, const std::string& contents) {
    check(sd_bus_message_enter_container(message, type, contents.c_str()));
    const bool is_dictionary = contents.starts_with("{s");
    ordered_json all = is_dictionary ? ordered_json::object() : ordered_json::array();
    while (check(sd_bus_message_at_end(message, 0)) == 0) {
        if (!is_dictionary) {
            all.push_back(read_value(message));
            continue;
        }
        const auto entry = contents.substr(1, contents.size() - 2);
        check(sd_bus_message_enter_container(message, SD_BUS_TYPE_DICT_ENTRY, entry.c_str()));
        const std::string key = basic<const char*>(message, SD_BUS_TYPE_STRING);
        all[key] = read_value(message);
        check(sd_bus_message_exit_container(message));
    }
    check(sd_bus_message_exit_container(message));
    return all;
}

}  // namespace

ordered_json read_value(sd_bus_message* message) {
    char type = 0;
    const char* contents = nullptr;
    if (check(sd_bus_message_peek_type(message, &type, &contents)) == 0) check(-EBADMSG);
    switch (type) {
        case SD_BUS_TYPE_BOOLEAN:
            return basic<int>(message, type) != 0;
        case SD_BUS_TYPE_INT32:
            return basic<std::int32_t>(message, type);
        case SD_BUS_TYPE_UINT32:
            return basic<std::uint32_t>(message, type);
        case SD_BUS_TYPE_INT64:
            return basic<std::int64_t>(message, type);
        case SD_BUS_TYPE_UINT64:
            return basic<std::uint64_t>(message, type);
        case SD_BUS_TYPE_STRING:
        case SD_BUS_TYPE_OBJECT_PATH:
            return basic<const char*>(message, type);
        case SD_BUS_TYPE_ARRAY:
        case SD_BUS_TYPE_STRUCT:
            return members(message, type, contents);
        case SD_BUS_TYPE_VARIANT: {
            check(sd_bus_message_enter_container(message, type, contents));
            auto value = read_value(message);
            check(sd_bus_message_exit_container(message));
            return value;
        }
        default:
            check(-EBADMSG);
            return {};
    }
}

}  // namespace okta_factor::ctl
