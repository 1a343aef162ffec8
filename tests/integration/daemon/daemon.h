// SPDX-License-Identifier: MIT
// okta-factord as a test runs it: its configuration, its doors, its life, what it wrote down.
#pragma once

#include <optional>
#include <string>

#include "tests/integration/daemon/org.h"
#include "tests/support/child_process.h"
#include "tests/support/unique_fd.h"
#include "tests/system/sockets.h"

namespace okta_factor::integration {

struct Configuration {
    std::string login_template = "{user}@acme.com";
    std::string okta{};     // more lines of [okta]
    std::string org_url{};  // empty: the org's own
    std::string login{};    // more lines of [login]
    std::string more{};     // more sections
};

class Daemon {
  public:
    struct Doors {
        std::string socket{};  // path; empty: none
        std::string bus{};  // address; one that nobody listens on makes it a daemon without a bus
        bool bus_answers = true;
    };

    /// Starts it and returns when every door is open. Throws std::runtime_error if it does not come
    /// up.
    Daemon(std::string folder, const Org& org, Doors doors, const Configuration& configuration,
           bool credentials = true);

    void configure(const Configuration& configuration) const;
    [[nodiscard]] const std::string& configuration_file() const noexcept { return config_file_; }
    /// The file that [okta] api_token_file names.
    [[nodiscard]] const std::string& token_file() const noexcept { return token_file_; }
    void write_token() const;

    /// Waits until a door was opened that was not counted yet: the name on the bus, after a bus
    /// came back.
    void wait_until_serving() const;

    /// What it tells the service manager, once that text is in it.
    [[nodiscard]] std::string notification(std::string_view text) const {
        return notify_.wait_for(process_, text);
    }

    [[nodiscard]] const Doors& doors() const noexcept { return doors_; }
    [[nodiscard]] test::ChildProcess& process() noexcept { return process_; }
    /// Its $STATE_DIRECTORY, which outlives it.
    [[nodiscard]] std::string state_folder() const { return folder_ + "/state"; }

    /// Everything it logged so far.
    [[nodiscard]] std::string log() const;
    /// A field of the last record about that user; empty if there is none.
    [[nodiscard]] std::string recorded(const std::string& user, const std::string& field) const;
    /// Waits until that text is in the log.
    void wait_for_log(const std::string& text) const;

  private:
    test::ChildProcess start();

    std::string folder_;
    const Org& org_;
    Doors doors_;
    std::string config_file_, token_file_, log_file_;
    system_test::NotifySocket notify_;
    test::ChildProcess process_;
};

}  // namespace okta_factor::integration
