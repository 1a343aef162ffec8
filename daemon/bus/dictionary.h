// SPDX-License-Identifier: MIT
// Writes an a{sv} into a message: open from construction to close().
#pragma once

#include <systemd/sd-bus.h>

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/bus/handles.h"

namespace okta_factor::bus {

class Dictionary {
  public:
    explicit Dictionary(sd_bus_message* message) : message_(message) {
        check(sd_bus_message_open_container(message, 'a', "{sv}"), "writing a dictionary");
    }

    void add(const char* key, const std::string& text) {
        check(sd_bus_message_append(message_, "{sv}", key, "s", text.c_str()), "writing a text");
    }
    /// What is not known is left out.
    void add_known(const char* key, const std::string& text) {
        if (!text.empty()) add(key, text);
    }
    void add(const char* key, bool value) {
        check(sd_bus_message_append(message_, "{sv}", key, "b", value ? 1 : 0), "writing a flag");
    }
    void add(const char* key, std::uint32_t value) {
        check(sd_bus_message_append(message_, "{sv}", key, "u", value), "writing a number");
    }
    void add(const char* key, std::uint64_t value) {
        check(sd_bus_message_append(message_, "{sv}", key, "t", value), "writing a number");
    }
    void add(const char* key, std::int64_t value) {
        check(sd_bus_message_append(message_, "{sv}", key, "x", value), "writing a number");
    }

    /// A list, each of whose rows `write` puts into the message itself.
    template <class Row, class Write>
    void add_list(const char* key, const char* row_type, const std::vector<Row>& rows,
                  Write write) {
        const std::string type = std::string{"a"} + row_type;
        check(sd_bus_message_open_container(message_, 'e', "sv"), "writing a list");
        check(sd_bus_message_append(message_, "s", key), "writing a list");
        check(sd_bus_message_open_container(message_, 'v', type.c_str()), "writing a list");
        check(sd_bus_message_open_container(message_, 'a', row_type), "writing a list");
        for (const auto& row : rows)
            write(message_, row);
        for (int open = 0; open < 3; ++open)
            close();
    }

    void close() { check(sd_bus_message_close_container(message_), "writing a dictionary"); }

  private:
    sd_bus_message* message_;
};

}  // namespace okta_factor::bus
