// SPDX-License-Identifier: MIT
// The daemon as its doors see it: what is in force, who is inside, reload and drain.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/bus/host.h"
#include "daemon/login/limits.h"
#include "daemon/login/remembered.h"
#include "daemon/loop/event_loop.h"
#include "daemon/loop/worker.h"
#include "daemon/main/accepted_configuration.h"
#include "daemon/main/journal.h"
#include "daemon/main/kept_wrong_codes.h"
#include "daemon/main/ledger.h"
#include "daemon/main/metrics_file.h"
#include "daemon/main/reading_marker.h"
#include "daemon/organization/organization.h"
#include "daemon/policy/config_reader.h"
#include "daemon/recovery/codes.h"

namespace okta_factor::daemon {

class OktaFactord final : public bus::Host {
  public:
    OktaFactord(loop::EventLoop& loop, Journal& journal, std::filesystem::path config);

    /// Reads the configuration for the first time. With mistakes the last accepted one is in force
    /// until a reload mends them; if there is none, every login is unavailable.
    void begin();
    /// Takes no more logins; `drained` is called when the last one ended and its push is taken
    /// back.
    void drain(std::function<void()> drained);
    /// How long that may take at most.
    [[nodiscard]] std::chrono::milliseconds longest_drain() const;

    std::unique_ptr<login::Login> admit(policy::LoginFacts facts,
                                        std::function<void()> ended) override;
    std::vector<std::string> reload() override;
    bool unlock(const std::string& okta_user) override;
    std::uint32_t forget(const std::string& user) override;
    [[nodiscard]] recovery::Codes& recovery_codes() override { return *recovery_codes_; }
    [[nodiscard]] bus::Report report() const override;
    [[nodiscard]] std::vector<bus::Session> sessions() const override;
    [[nodiscard]] std::string org() const override;
    [[nodiscard]] bool reachable() const override;
    [[nodiscard]] std::uint32_t active_logins() const override {
        return static_cast<std::uint32_t>(running_.size());
    }
    [[nodiscard]] std::uint64_t since_usec() const override { return since_usec_; }

  private:
    [[nodiscard]] bool ended_the_last_daemon(const policy::Sources& sources) const;
    std::vector<std::string> take_files(policy::Sources sources);
    std::vector<std::string> put_in_force(const policy::Sources& sources);
    void fall_back();
    [[nodiscard]] std::string configuration_state() const;
    void login_ended(std::uint64_t number);
    /// Lets go of orgs that nobody uses any more, and ends the drain where nothing is left to wait
    /// for.
    void settle();
    [[nodiscard]] bool is_taking_back() const;
    void give_back_memory_soon();
    [[nodiscard]] Gauges gauges() const;
    [[nodiscard]] std::uint64_t realtime_of(loop::TimePoint time) const;

    struct Running {
        const login::Login* login;
        std::uint64_t since_usec;  // CLOCK_REALTIME
    };

    loop::EventLoop& loop_;
    Journal& journal_;
    loop::Worker worker_;
    std::unique_ptr<recovery::Codes> recovery_codes_;
    AcceptedConfiguration accepted_;
    ReadingMarker marker_;
    std::filesystem::path config_;
    std::shared_ptr<const policy::Policy> policy_;
    std::shared_ptr<organization::Organization> organization_;
    std::list<std::shared_ptr<organization::Organization>>
        former_;                          // replaced at reloads, while they still take back pushes
    std::shared_ptr<okta::Client> okta_;  // the organization's
    bool files_in_force_ = false;         // policy_ is what the files say now
    login::UserLimits limits_;
    KeptWrongCodes kept_wrong_codes_;
    login::Remembered remembered_;
    Ledger ledger_;
    MetricsFile metrics_;
    std::map<std::uint64_t, Running> running_;
    std::uint64_t next_number_ = 0;
    std::size_t most_at_once_ = 0;
    loop::ScheduledCall trimming_;
    std::uint64_t since_usec_;
    std::function<void()> drained_;
    bool draining_ = false;
    loop::ScheduledCall settling_;
};

}  // namespace okta_factor::daemon
