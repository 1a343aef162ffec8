// SPDX-License-Identifier: MIT
#include "ctl/daemon_identity.h"

#include <grp.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "ctl/accounts.h"

namespace okta_factor::ctl {

DaemonIdentity::DaemonIdentity(const std::string& name) {
    const auto account = geteuid() == 0 ? find_account(name) : std::nullopt;
    if (!account || account->uid == 0) return;
    group_ = getegid();
    groups_.resize(static_cast<std::size_t>(getgroups(0, nullptr)));
    if (getgroups(static_cast<int>(groups_.size()), groups_.data()) < 0)
        throw std::runtime_error("cannot tell this process's groups");
    taken_ = true;
    if (initgroups(account->name.c_str(), account->gid) == 0 && setegid(account->gid) == 0 &&
        seteuid(account->uid) == 0)
        return;
    give_back();
    throw std::runtime_error("cannot look at files as the user " + name);
}

DaemonIdentity::~DaemonIdentity() {
    if (taken_) give_back();
}

// Going on as half of somebody else would be worse than not going on.
void DaemonIdentity::give_back() noexcept {
    if (seteuid(0) != 0 || setegid(group_) != 0 || setgroups(groups_.size(), groups_.data()) != 0)
        std::abort();
}

}  // namespace okta_factor::ctl
