// SPDX-License-Identifier: MIT
#include "ctl/login_options.h"

#include <netinet/in.h>

#include <stdexcept>

#include "common/pam_services.h"
#include "pam_module/host_facts.h"

namespace okta_factor::ctl {

std::optional<std::string> given_address(const std::string& rhost, const std::string& service) {
    if (rhost.empty()) return std::nullopt;
    char address[INET6_ADDRSTRLEN]{};
    pam::copy_numeric_address(rhost.c_str(), address);
    if (!address[0]) throw std::runtime_error("--rhost takes a numeric address");
    if (!pam_services::tells_client_address(service)) return std::nullopt;
    return address;
}

std::optional<std::string> given_terminal(const std::string& tty, const std::string& service) {
    constexpr std::string_view devices = "/dev/";
    if (tty.empty()) return service == "sshd" ? std::optional<std::string>{"ssh"} : std::nullopt;
    return tty.starts_with(devices) ? tty.substr(devices.size()) : tty;
}

}  // namespace okta_factor::ctl
