// SPDX-License-Identifier: MIT
#include "pam_module/options.h"

#include <security/pam_ext.h>
#include <syslog.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace okta_factor::pam {
namespace {

constexpr unsigned longest_timeout = 600;

/// The text after `name`=, or null if this is another option.
const char* value_of(const char* option, std::string_view name) noexcept {
    if (std::strncmp(option, name.data(), name.size()) != 0 || option[name.size()] != '=')
        return nullptr;
    return option + name.size() + 1;
}

bool read_timeout(const char* text, unsigned& timeout) noexcept {
    unsigned seconds = 0;
    const char* const end = text + std::strlen(text);
    const auto [rest, error] = std::from_chars(text, end, seconds);
    if (error != std::errc{} || rest != end || seconds < 1 || seconds > longest_timeout)
        return false;
    timeout = seconds;
    return true;
}

}  // namespace

Options read_options(pam_handle_t* pamh, int argc, const char** argv) noexcept {
    Options options;
    for (int i = 0; i < argc; ++i) {
        const char* const option = argv[i];
        if (const char* path = value_of(option, "socket")) {
            options.socket = path;
        } else if (const char* address = value_of(option, "bus")) {
            options.bus = address;
        } else if (const char* seconds = value_of(option, "timeout")) {
            if (!read_timeout(seconds, options.timeout))
                pam_syslog(pamh, LOG_ERR, "option %s: must be 1 to %u seconds; using %u", option,
                           longest_timeout, options.timeout);
        } else if (std::strcmp(option, "debug") == 0) {
            options.debug = true;
        } else {
            pam_syslog(pamh, LOG_ERR,
                       "option %s: unknown; there are socket=, bus=, timeout= and debug", option);
        }
    }
    return options;
}

}  // namespace okta_factor::pam
