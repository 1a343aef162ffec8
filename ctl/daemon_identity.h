// SPDX-License-Identifier: MIT
// Being the daemon's user for a while: what root reads without a thought the daemon may not be
// able to.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace okta_factor::ctl {

inline constexpr char daemon_account[] = "okta-factor";

/// While it lives, files are opened as that account. Stays what it is where the caller is not root
/// or there is no such account. Throws std::runtime_error where the change fails.
class DaemonIdentity {
  public:
    explicit DaemonIdentity(const std::string& account);
    DaemonIdentity(const DaemonIdentity&) = delete;
    DaemonIdentity& operator=(const DaemonIdentity&) = delete;
    ~DaemonIdentity();

  private:
    void give_back() noexcept;

    bool taken_ = false;
    gid_t group_ = 0;
    std::vector<gid_t> groups_;
};

}  // namespace okta_factor::ctl
