// SPDX-License-Identifier: MIT
#include "ctl/credential_check.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "ctl/configuration.h"
#include "daemon/loop/event_loop.h"
#include "daemon/organization/organization.h"

namespace okta_factor::ctl {
namespace {

constexpr char credentials_directory[] = "CREDENTIALS_DIRECTORY";

/// Sets it as systemd does for the daemon, for a while.
class LentCredentials {
  public:
    explicit LentCredentials(const std::string& folder) {
        if (!folder.empty()) setenv(credentials_directory, folder.c_str(), 1);
        lent_ = !folder.empty();
    }
    LentCredentials(const LentCredentials&) = delete;
    LentCredentials& operator=(const LentCredentials&) = delete;
    ~LentCredentials() {
        if (lent_) unsetenv(credentials_directory);
    }

  private:
    bool lent_ = false;
};

/// Whether that is why: root sees everything, so only others may be kept from it.
bool is_hidden(const std::string& path, const std::string& why) {
    if (geteuid() == 0 || path.empty() || access(path.c_str(), R_OK) == 0 || errno != EACCES)
        return false;
    return why.find(path) != std::string::npos ||
           why.find(std::strerror(EACCES)) != std::string::npos;
}

bool exists(const std::string& path) {
    return access(path.c_str(), F_OK) == 0;
}

policy::Mistakes what_is_wrong(const policy::OktaSettings& okta) {
    loop::EventLoop loop;
    const auto org = organization::open_organization(loop, okta);
    return org ? policy::Mistakes{} : org.error();
}

}  // namespace

CredentialCheck check_credentials(const policy::OktaSettings& okta, const std::string& file,
                                  const std::string& account) {
    const bool is_token = okta.client_id.empty();
    const auto& secret = is_token ? okta.api_token_file : okta.private_key_file;
    const std::string name = is_token ? "okta-api-token" : "okta-private-key";
    CredentialCheck check;

    const char* given = std::getenv(credentials_directory);
    std::string folder;  // where systemd's credential lies, unless we were given it
    if (secret.empty() && given == nullptr) {
        for (const auto* candidate : {running_credentials, stored_credentials})
            if (folder.empty() && exists(std::string{candidate} + '/' + name)) folder = candidate;
        if (folder.empty()) {
            check.unexamined.push_back("the systemd credential " + name +
                                       " cannot be opened before systemd starts okta-factord");
            return check;
        }
    }
    policy::Mistakes wrong;
    {
        const LentCredentials lent{folder};
        // Of a credential in the store systemd, which is root, makes one that the daemon reads.
        std::optional<DaemonIdentity> daemon;
        if (!secret.empty() || folder == running_credentials) daemon.emplace(account);
        wrong = what_is_wrong(okta);
    }
    const auto path = secret.empty() ? (given ? given : folder) + '/' + name : secret;
    for (auto& mistake : wrong) {
        if (is_hidden(path, mistake.text) || is_hidden(okta.ca_file, mistake.text)) {
            check.unexamined.push_back(mistake.text);
            continue;
        }
        if (mistake.file.empty()) mistake.file = file;
        check.mistakes.push_back(std::move(mistake));
    }
    return check;
}

}  // namespace okta_factor::ctl
