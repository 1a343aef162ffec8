// SPDX-License-Identifier: MIT
// The daemon's own life: reloaded, stopped, with mistakes in its configuration, without a bus.
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

// Each test has a machine of its own, for it changes what others would stand on.
class Life : public testing::Test {
  protected:
    Life() : machine_(Configuration{}) {}
    void TearDown() override {
        if (HasFailure()) std::cerr << machine_.daemon().log();
    }

    Org& org() { return machine_.org(); }
    Daemon& daemon() { return machine_.daemon(); }
    [[nodiscard]] Caller caller(Door door = Door::bus) const { return machine_.caller(door); }

    std::string log_in_by_code(const Person& person, Door door = Door::socket) {
        const auto result = talk(machine_, door, {person, {{"Code from", reads(totp_type)}}});
        return test::pam_name(result.authenticate);
    }
    /// How a login ends that is asked nothing.
    std::string verdict_at_once(const std::string& service = "sshd") {
        return caller(Door::socket).start_login({{"user", "alice"}, {"service", service}}).verdict;
    }

    struct Begun {
        std::string login, daemon;
    };
    static Begun begin_login(Caller& host, const Person& person) {
        const auto step = host.start_login(facts(person));
        EXPECT_EQ(step.expects, "reply");
        return {step.login, step.daemon};
    }

    static Facts facts(const Person& person) {
        return {{"user", person.name}, {"service", "sshd"}};
    }
    static Configuration denying(const std::string& service) {
        Configuration configuration;
        configuration.more =
            "[[rule]]\nname = \"no\"\nservices = [\"" + service + "\"]\naction = \"deny\"\n";
        return configuration;
    }
    static Configuration with_mistakes() {
        Configuration configuration;
        configuration.login = "tries = 99\ntimout = \"5s\"\n";
        return configuration;
    }

    Machine machine_;
};

TEST_F(Life, a_reload_puts_the_new_configuration_in_force) {
    daemon().configure(denying("ftp"));

    EXPECT_EQ(caller().reload(), "");

    EXPECT_EQ(verdict_at_once("ftp"), "denied-final");
    EXPECT_EQ(log_in_by_code(org().add({totp()})), "PAM_SUCCESS");
}

TEST_F(Life, a_hangup_is_a_reload) {
    daemon().configure(denying("ftp"));

    daemon().process().signal(SIGHUP);
    daemon().wait_for_log("Configuration reloaded");

    EXPECT_EQ(verdict_at_once("ftp"), "denied-final");
}

TEST_F(Life, a_reload_with_mistakes_lists_them_all_and_changes_nothing) {
    daemon().configure(denying("ftp"));
    ASSERT_EQ(caller().reload(), "");
    daemon().configure(with_mistakes());

    std::string mistakes;
    EXPECT_EQ(caller().reload(&mistakes), "org.oktafactor1.Error.BadConfiguration");

    EXPECT_NE(mistakes.find("okta-factor.conf:9:9: "), std::string::npos) << mistakes;
    EXPECT_NE(mistakes.find("okta-factor.conf:10:1: "), std::string::npos) << mistakes;
    EXPECT_EQ(verdict_at_once("ftp"), "denied-final");

    daemon().process().signal(SIGHUP);
    daemon().wait_for_log("the one before stays in force");
    EXPECT_EQ(verdict_at_once("ftp"), "denied-final");
}

TEST_F(Life, a_reload_with_authorities_or_a_token_that_are_not_there_changes_nothing) {
    const auto folder = machine_.folder() / "okta-factor.conf.d";
    std::filesystem::create_directory(folder);
    std::ofstream{folder + "/files.conf"} << "[okta]\nca_file = \"/nonexistent/ca\"\n"
                                          << "api_token_file = \"/nonexistent/token\"\n";

    std::string mistakes;
    EXPECT_EQ(caller().reload(&mistakes), "org.oktafactor1.Error.BadConfiguration");

    EXPECT_NE(mistakes.find("files.conf:2:1: /nonexistent/ca cannot be read: "), std::string::npos)
        << mistakes;
    EXPECT_NE(mistakes.find("files.conf:3:1: /nonexistent/token cannot be read: "),
              std::string::npos)
        << mistakes;
    EXPECT_EQ(log_in_by_code(org().add({totp()})), "PAM_SUCCESS");
}

TEST_F(Life, a_login_under_way_keeps_the_policy_it_began_with) {
    const auto person = org().add({totp()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;
    daemon().configure(denying("sshd"));
    ASSERT_EQ(caller().reload(), "");

    EXPECT_EQ(verdict_at_once("sshd"), "denied-final");
    EXPECT_EQ(host.reply(login, org().code(person, totp_type)).verdict, "granted");
}

TEST_F(Life, a_stop_lets_logins_finish_and_takes_no_new_ones) {
    const auto person = org().add({push()});
    auto host = caller();
    auto peer = caller(Door::socket);
    const auto [login, the_daemon] = begin_login(host, person);

    daemon().process().signal(SIGTERM);
    daemon().wait_for_log("Stopping: 1 logins finish first");
    host.speak_to(the_daemon);  // the name is given back at once, for the next daemon
    EXPECT_EQ(host.reply(login, "").expects, "wait");
    auto waiting = host.begin_wait(login);
    EXPECT_EQ(peer.start_login(facts(person)).error, "org.oktafactor1.Error.Stopping");
    EXPECT_TRUE(daemon().process().running());
    org().approve(person);

    EXPECT_EQ(waiting.step().verdict, "granted");
    EXPECT_EQ(daemon().process().wait(std::chrono::seconds(20)), 0);
}

TEST_F(Life, a_stop_asks_for_as_much_time_as_the_longest_login_may_take) {
    daemon().configure({.login = "timeout = \"100s\"\n",
                        .more = "[[rule]]\nname = \"slow\"\nservices = [\"sudo\"]\n"
                                "timeout = \"5m\"\n"});
    ASSERT_EQ(caller().reload(), "");
    daemon().process().signal(SIGTERM);
    constexpr auto request_timeout = std::chrono::seconds{8};
    const std::chrono::microseconds longest = std::chrono::minutes{5} + request_timeout;
    EXPECT_EQ(daemon().notification("STOPPING=1"),
              "STOPPING=1\nEXTEND_TIMEOUT_USEC=" + std::to_string(longest.count()));
}

TEST_F(Life, a_push_taken_back_while_stopping_is_still_taken_back_at_okta) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto [login, the_daemon] = begin_login(host, person);
    daemon().process().signal(SIGTERM);
    daemon().wait_for_log("Stopping: 1 logins finish first");

    host.speak_to(the_daemon);
    org().set_latency(std::chrono::milliseconds(100));
    EXPECT_EQ(host.cancel(login), "");

    EXPECT_EQ(daemon().process().wait(std::chrono::seconds(20)), 0);
    static_cast<void>(org().wait_for_request("DELETE", person.id + ".*/transactions/"));
}

TEST_F(Life, a_push_sent_before_a_reload_is_taken_back_after_it) {
    const auto person = org().add({push()});
    auto host = caller();
    const auto login = host.start_login(facts(person)).login;
    ASSERT_EQ(caller().reload(), "");

    org().set_latency(std::chrono::milliseconds(100));
    EXPECT_EQ(host.cancel(login), "");
    daemon().process().signal(SIGTERM);

    EXPECT_EQ(daemon().process().wait(std::chrono::seconds(20)), 0);
    static_cast<void>(org().wait_for_request("DELETE", person.id + ".*/transactions/"));
}

TEST_F(Life, a_bus_that_dies_and_comes_back_is_joined_again) {
    const auto person = org().add({totp()});
    const auto other = org().add({totp()});
    auto peer = caller(Door::socket);
    auto on_bus = caller(Door::bus);
    const auto login = peer.start_login(facts(person)).login;
    ASSERT_EQ(on_bus.start_login(facts(other)).expects, "reply");

    machine_.stop_bus();
    EXPECT_EQ(peer.reply(login, org().code(person, totp_type)).verdict, "granted");
    daemon().wait_for_log("REASON=caller-gone LOGIN_USER=" + other.name);
    machine_.restart_bus();
    daemon().wait_until_serving();

    EXPECT_EQ(log_in_by_code(other, Door::bus), "PAM_SUCCESS");
}

// Daemons that begin in some unusual way.
class LifeBegins : public testing::Test {
  protected:
    LifeBegins() : org_(folder_.path()) {}

    [[nodiscard]] std::unique_ptr<Daemon> start(const Configuration& configuration,
                                                bool credentials = true) const {
        return std::make_unique<Daemon>(folder_.path(), org_,
                                        Daemon::Doors{.socket = folder_ / "door", .bus = ""},
                                        configuration, credentials);
    }
    [[nodiscard]] Step begin_login(const Person& person) const {
        auto host = Caller::at_socket(folder_ / "door");
        return host.start_login({{"user", person.name}, {"service", "sshd"}});
    }
    [[nodiscard]] std::string reload(std::string* mistakes = nullptr) const {
        return Caller::at_socket(folder_ / "door").reload(mistakes);
    }

    test::TempDir folder_;
    Org org_;
};

TEST_F(LifeBegins, without_a_bus_the_socket_is_served) {
    const auto daemon = start({});

    EXPECT_EQ(begin_login(org_.add({totp()})).expects, "reply");
    daemon->wait_for_log("The bus is away");
    EXPECT_EQ(daemon->process().stop(), 0);
}

// A wrong host looks like one that is away, so under "allow" it should not go unseen.
TEST_F(LifeBegins, an_org_that_is_not_there_is_named_at_once) {
    Configuration elsewhere;
    elsewhere.org_url = "https://127.0.0.1:1";
    elsewhere.login = "when_unreachable = \"allow\"\n";
    const auto daemon = start(elsewhere);
    daemon->wait_for_log(
        "https://127.0.0.1:1 cannot be reached, and until it can, people get in unconfirmed");
}

TEST_F(LifeBegins, without_credentials_logins_are_unavailable_until_a_reload_finds_them) {
    const auto person = org_.add({totp()});
    const auto daemon = start({}, false);

    EXPECT_EQ(begin_login(person).verdict, "unavailable");
    EXPECT_NE(daemon->log().find("api-token"), std::string::npos) << daemon->log();
    EXPECT_NE(reload(), "");
    EXPECT_EQ(begin_login(person).verdict, "unavailable");

    daemon->write_token();
    EXPECT_EQ(reload(), "");
    EXPECT_EQ(begin_login(person).expects, "reply");
}

TEST_F(LifeBegins, with_mistakes_logins_are_unavailable_until_they_are_mended) {
    const auto person = org_.add({totp()});
    Configuration mistaken;
    mistaken.more = "[[rule]]\nname = \"all\"\naction = \"skipp\"\n";
    const auto daemon = start(mistaken);

    EXPECT_EQ(begin_login(person).verdict, "unavailable");
    std::string mistakes;
    EXPECT_EQ(reload(&mistakes), "org.oktafactor1.Error.BadConfiguration");
    EXPECT_NE(mistakes.find("skipp"), std::string::npos) << mistakes;

    daemon->configure({});
    EXPECT_EQ(reload(), "");
    EXPECT_EQ(begin_login(person).expects, "reply");
}

TEST_F(LifeBegins, the_same_socket_is_taken_over_after_a_crash) {
    auto daemon = start({});
    daemon->process().signal(SIGKILL);
    daemon->process().wait(std::chrono::seconds(10));

    daemon = start({});

    EXPECT_EQ(begin_login(org_.add({totp()})).expects, "reply");
}

// Any local user can start programs that connect, and stop them before they begin.
TEST_F(Life, connections_that_nobody_uses_make_room_for_logins) {
    const auto person = org().add({totp()});
    rlimit before{};
    const rlimit few{128, 128};
    const auto pid = daemon().process().pid();
    ASSERT_EQ(prlimit(pid, RLIMIT_NOFILE, nullptr, &before), 0);
    ASSERT_EQ(prlimit(pid, RLIMIT_NOFILE, &few, nullptr), 0);
    std::vector<Caller> idle;
    for (int i = 0; i < 200; ++i)
        idle.push_back(caller(Door::socket));
    std::vector<Caller> hosts;
    for (int i = 0; i < 5; ++i) {
        hosts.push_back(caller(Door::socket));
        EXPECT_EQ(hosts.back().start_login({{"user", person.name}, {"service", "sshd"}}).expects,
                  "reply");
        for (int j = 0; j < 50; ++j)
            idle.push_back(caller(Door::socket));
    }
    EXPECT_EQ(hosts.front().active_logins(), 5U) << "those who log in stay";
    prlimit(pid, RLIMIT_NOFILE, &before, nullptr);
}

}  // namespace
}  // namespace okta_factor::integration
