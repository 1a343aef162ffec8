// SPDX-License-Identifier: MIT
// The address that last answered for a name. Where a name cannot be looked up (the name servers do
// not answer, or this machine could not even ask), the connection is tried there: its certificate
// says whether it is still the one.
#pragma once

#include <map>
#include <string>

namespace okta_factor::http {

/// "host:port" of what libcurl connects to: the proxy where there is one (its own default port is
/// 1080, or 443 for https), else the URL's host. Empty where it needs no look-up, or nothing is
/// there to tell.
std::string endpoint_of(const std::string& url, const std::string& proxy_url);

/// The proxy's URL names this machine itself: a loopback address, or localhost. False for none.
bool is_on_this_machine(const std::string& proxy_url);

class KnownAddresses {
  public:
    void answered(const std::string& endpoint, const char* address) {
        if (!endpoint.empty() && address && *address) addresses_[endpoint] = address;
    }
    /// What CURLOPT_RESOLVE takes, for the time that libcurl remembers any look-up; empty: unknown.
    [[nodiscard]] std::string pin_of(const std::string& endpoint) const;

  private:
    std::map<std::string, std::string> addresses_;  // of one org: one or two names
};

}  // namespace okta_factor::http
