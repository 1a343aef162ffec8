// SPDX-License-Identifier: MIT
// A start with mistakes in the configuration: what was accepted last goes on, loudly.
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/protocol.h"
#include "daemon/main/reading_marker.h"
#include "tests/integration/daemon/begun_daemon.h"

namespace okta_factor::integration {
namespace {

class Accepted : public BegunDaemon {
  protected:
    Accepted() : person_(org_.add({totp()})) {}

    std::string verdict_of_ftp() {
        return caller().start_login({{"user", "alice"}, {"service", "ftp"}}).verdict;
    }
    static Configuration denying_ftp() {
        return {.more = "[[rule]]\nname = \"no ftp\"\nservices = [\"ftp\"]\naction = \"deny\"\n"};
    }
    static Configuration with_mistakes() { return {.login = "tries = 99\ntimout = \"5s\"\n"}; }

    /// Manager.Status: what `configuration` says.
    std::string state() {
        auto root = caller();
        const auto answer =
            root.call(root.message(protocol::manager_path, protocol::manager_interface, "Status"));
        std::string found;
        bus::check(sd_bus_message_enter_container(answer.get(), 'a', "{sv}"), "status");
        while (bus::check(sd_bus_message_enter_container(answer.get(), 'e', "sv"), "entry") > 0) {
            const char *key = nullptr, *value = nullptr;
            bus::check(sd_bus_message_read_basic(answer.get(), 's', &key), "key");
            if (std::string{key} == "configuration") {
                bus::check(sd_bus_message_read(answer.get(), "v", "s", &value), "value");
                found = value;
            } else {
                bus::check(sd_bus_message_skip(answer.get(), "v"), "value");
            }
            bus::check(sd_bus_message_exit_container(answer.get()), "entry");
        }
        return found;
    }
    /// Until the file is there: it is written beside the logins.
    void wait_until_kept() {
        ASSERT_TRUE(system_test::wait_for_file(kept_file(), daemon().process()));
    }
    [[nodiscard]] std::string kept_file() {
        return daemon().state_folder() + "/accepted-configuration.json";
    }

    /// As if the daemon had ended while it read what the files say now, another having been
    /// accepted before it, or none.
    void end_while_reading(const std::string& accepted_before) {
        daemon().process().signal(SIGKILL);
        daemon().process().wait(std::chrono::seconds(10));
        if (accepted_before.empty())
            std::filesystem::remove(kept_file());
        else
            write(kept_file(), accepted_before);
        const auto file = daemon().configuration_file();
        write(marker_file(), daemon::ReadingMarker::content_for({{file, content_of(file)}}));
    }
    static void write(const std::string& file, const std::string& content) {
        std::ofstream{file} << content;
        std::filesystem::permissions(
            file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    static std::string content_of(const std::string& file) {
        std::ostringstream text;
        text << std::ifstream{file}.rdbuf();
        return text.str();
    }
    [[nodiscard]] std::string marker_file() {
        return daemon().state_folder() + '/' + daemon::ReadingMarker::file_name;
    }

    const Person person_;
};

TEST_F(Accepted, stays_in_force_over_a_start_with_mistakes_and_says_so) {
    start(denying_ftp());
    EXPECT_EQ(state(), "current");
    wait_until_kept();

    start(with_mistakes());
    EXPECT_EQ(state(), "last-accepted");
    EXPECT_EQ(verdict_of_ftp(), "denied-final");
    EXPECT_EQ(caller().start_login(facts(person_)).expects, "reply");
    const auto log = daemon().log();
    EXPECT_NE(log.find("okta-factor.conf:9:9: "), std::string::npos) << log;
    EXPECT_NE(log.find("okta-factor.conf:10:1: "), std::string::npos) << log;
    EXPECT_NE(log.find("The configuration accepted at 20"), std::string::npos) << log;

    daemon().configure({});
    EXPECT_EQ(caller().reload(), "");
    EXPECT_EQ(state(), "current");
}

TEST_F(Accepted, may_have_come_by_a_reload) {
    start({});
    wait_until_kept();
    std::filesystem::remove(kept_file());
    daemon().configure(denying_ftp());
    ASSERT_EQ(caller().reload(), "");
    wait_until_kept();
    daemon().configure(with_mistakes());
    EXPECT_NE(caller().reload(), "");
    EXPECT_EQ(state(), "last-accepted") << "what is in force is not what the files say";

    start(with_mistakes());
    EXPECT_EQ(verdict_of_ftp(), "denied-final");
}

TEST_F(Accepted, was_none_yet_then_every_login_is_unavailable) {
    start(with_mistakes());
    EXPECT_EQ(state(), "none");
    EXPECT_EQ(verdict_of_ftp(), "unavailable");
    EXPECT_FALSE(std::filesystem::exists(kept_file()));
}

TEST_F(Accepted, is_not_used_where_it_was_damaged) {
    start(denying_ftp());
    wait_until_kept();
    std::filesystem::resize_file(kept_file(), std::filesystem::file_size(kept_file()) / 2);

    start(with_mistakes());
    EXPECT_EQ(state(), "none");
    EXPECT_EQ(verdict_of_ftp(), "unavailable");
    EXPECT_NE(daemon().log().find("accepted-configuration.json: it is damaged"), std::string::npos);
}

TEST_F(Accepted, stays_in_force_where_reading_the_files_ended_the_daemon_the_last_time) {
    start(denying_ftp());
    wait_until_kept();
    const auto accepted = content_of(kept_file());
    start({});
    EXPECT_FALSE(std::filesystem::exists(marker_file())) << "it was read without an accident";
    end_while_reading(accepted);

    for (int times = 0; times < 2; ++times) {
        start({});
        EXPECT_EQ(state(), "last-accepted");
        EXPECT_EQ(verdict_of_ftp(), "denied-final");
        const auto log = daemon().log();
        EXPECT_NE(log.find("okta-factor.conf is not read: the daemon ended while"),
                  std::string::npos)
            << log;
        EXPECT_NE(log.find("The configuration accepted at 20"), std::string::npos) << log;
    }

    EXPECT_EQ(caller().reload(), "") << "whoever reloads insists";
    EXPECT_EQ(state(), "current");
    verdict_of_ftp();
    EXPECT_EQ(daemon().recorded("alice", "REASON"), "user-unknown") << "they were asked for";
    EXPECT_FALSE(std::filesystem::exists(marker_file()));
}

TEST_F(Accepted, gives_way_to_files_that_were_changed_since_reading_them_ended_the_daemon) {
    start(denying_ftp());
    wait_until_kept();
    const auto accepted = content_of(kept_file());
    start({});
    end_while_reading(accepted);

    start({.login = "tries = 2"});
    EXPECT_EQ(state(), "current");
    EXPECT_FALSE(std::filesystem::exists(marker_file()));
}

TEST_F(Accepted, is_needed_to_leave_out_what_ended_the_daemon) {
    start({});
    end_while_reading("");
    start({});
    EXPECT_EQ(state(), "current") << "a power loss at that moment must not lock everybody out";

    wait_until_kept();
    end_while_reading(content_of(kept_file()));
    start({});
    EXPECT_EQ(state(), "current") << "what is marked is what was accepted";
}

}  // namespace
}  // namespace okta_factor::integration
