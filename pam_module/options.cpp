// SPDX-License-Identifier: MIT
#include "pam_module/options.h"

#include <security/pam_ext.h>
#include <syslog.h>

#include <charconv>
#include <cstring>
#include <string_view>

namespace okta_factor::pam {
namespace {

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

OptionMistake read_option(const char* word, Options& options) noexcept {
    if (const char* path = value_of(word, "socket")) {
        options.socket = path;
    } else if (const char* address = value_of(word, "bus")) {
        options.bus = address;
    } else if (const char* seconds = value_of(word, "timeout")) {
        if (!read_timeout(seconds, options.timeout)) return OptionMistake::bad_timeout;
    } else if (std::strcmp(word, "debug") == 0) {
        options.debug = true;
    } else {
        return OptionMistake::unknown;
    }
    return OptionMistake::none;
}

Options read_options(pam_handle_t* pamh, int argc, const char** argv) noexcept {
    Options options;
    for (int i = 0; i < argc; ++i) {
        switch (read_option(argv[i], options)) {
            case OptionMistake::none:
                break;
            case OptionMistake::bad_timeout:
                pam_syslog(pamh, LOG_ERR, "option %s: must be 1 to %u seconds; using %u", argv[i],
                           longest_timeout, options.timeout);
                break;
            case OptionMistake::unknown:
                pam_syslog(pamh, LOG_ERR,
                           "option %s: unknown; there are socket=, bus=, timeout= and debug",
                           argv[i]);
                break;
        }
    }
    return options;
}

}  // namespace okta_factor::pam
