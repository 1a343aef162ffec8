// SPDX-License-Identifier: MIT
// A login belongs to the connection that started it, and the daemon to root: nobody else sees,
// touches or disturbs anything, through either door.
#include <sys/stat.h>

#include <deque>
#include <iostream>
#include <map>
#include <regex>

#include "common/protocol.h"
#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

using bus::check;
using namespace protocol;

constexpr char access_denied[] = "org.freedesktop.DBus.Error.AccessDenied";

Facts facts(const std::string& user) {
    return {{"user", user}, {"service", "sshd"}};
}

class Privacy : public AtBothDoors {
  protected:
    Privacy()
        : person_(org().add({push()})),
          owner_(machine().caller(GetParam())),
          login_(owner_.start_login(facts(person_.name)).login),
          other_(machine().caller(GetParam())) {}

    /// Nothing came of it: the owner's login goes on.
    void expect_undisturbed() {
        ASSERT_EQ(owner_.reply(login_, "").expects, "wait");
        org().approve(person_);
        EXPECT_EQ(owner_.wait(login_).verdict, "granted");
    }

    /// What is said about a login that never was.
    static std::string never(const std::string& path_like) {
        return path_like.substr(0, path_like.rfind('/')) + "/4711";
    }

    Person person_;
    Caller owner_;
    std::string login_;
    Caller other_;
};

AT_BOTH_DOORS(Privacy);

TEST_P(Privacy, anothers_login_does_not_exist) {
    const auto unknown = never(login_);

    EXPECT_NE(other_.reply(login_, "123456").error, "");
    EXPECT_EQ(other_.reply(login_, "123456").error, other_.reply(unknown, "123456").error);
    EXPECT_EQ(other_.wait(login_).error, other_.wait(unknown).error);
    EXPECT_NE(other_.cancel(login_), "");
    EXPECT_EQ(other_.cancel(login_), other_.cancel(unknown));

    expect_undisturbed();
}

TEST_P(Privacy, anothers_login_cannot_be_introspected) {
    EXPECT_EQ(other_.introspect(login_), other_.introspect(never(login_)));
    EXPECT_EQ(other_.introspect(login_).find("org.oktafactor1.Login"), std::string::npos);
    EXPECT_EQ(other_.introspect(login_path_prefix).find("name=\"1\""), std::string::npos);

    expect_undisturbed();
}

TEST_P(Privacy, the_other_door_does_not_show_it_either) {
    auto elsewhere = machine().caller(GetParam() == Door::bus ? Door::socket : Door::bus);

    EXPECT_NE(elsewhere.cancel(login_), "");
    EXPECT_NE(elsewhere.wait(login_).error, "");

    expect_undisturbed();
}

class PrivacyOfRoot : public MachineTest {
  protected:
    /// The error that nobody gets for a call without arguments, or with facts.
    static int calls_as_nobody() {
        return as_nobody([] {
            auto caller = machine().caller(Door::bus);
            int refused = 0;
            refused += caller.start_login(facts("alice")).error == access_denied;
            refused += caller.reload() == access_denied;
            refused += caller.cancel("/org/oktafactor1/login/1") != "";
            refused += caller.wait("/org/oktafactor1/login/1").error != "";
            return refused;
        });
    }
};

TEST_F(PrivacyOfRoot, an_unprivileged_caller_can_do_nothing_on_the_bus) {
    EXPECT_EQ(calls_as_nobody(), 4);
}

// Every method of the manager, with the types of what it takes: also those that are yet to come.
std::map<std::string, std::string> methods_of_the_manager(Caller& caller) {
    const auto text = caller.introspect(manager_path);
    const auto begin = text.find(manager_interface);
    const auto interface = text.substr(begin, text.find("</interface>", begin) - begin);
    const std::regex method{R"re(<method name="(\w+)">([\s\S]*?)</method>)re"};
    const std::regex argument{R"re(<arg type="([^"]+)"[^>]*direction="in")re"};
    std::map<std::string, std::string> methods;
    for (std::sregex_iterator found{interface.begin(), interface.end(), method}, end; found != end;
         ++found) {
        const auto body = (*found)[2].str();
        auto& types = methods[(*found)[1].str()];
        for (std::sregex_iterator in{body.begin(), body.end(), argument}; in != end; ++in)
            types += (*in)[1].str();
    }
    return methods;
}

bus::Message call_of(Caller& caller, const std::string& name, const std::string& types) {
    auto call = caller.message(manager_path, manager_interface, name.c_str());
    if (types == "a{sv}")
        check(sd_bus_message_append(call.get(), "a{sv}", 1, "user", "s", "alice"), "facts");
    else
        for (const char type : types)
            check(type == 's' ? sd_bus_message_append(call.get(), "s", "alice")
                              : sd_bus_message_append(call.get(), "u", 1U),
                  "an argument");
    return call;
}

TEST_F(PrivacyOfRoot, no_method_of_the_manager_answers_an_unprivileged_caller) {
    auto root = machine().caller(Door::bus);
    const auto methods = methods_of_the_manager(root);
    ASSERT_GE(methods.size(), 6U);
    const auto refused = as_nobody([&methods] {
        auto caller = machine().caller(Door::bus);
        int count = 0;
        for (const auto& [name, types] : methods)
            if (error_of(caller.call(call_of(caller, name, types))) == access_denied)
                ++count;
            else
                std::cerr << name << " answered\n";
        return count;
    });
    EXPECT_EQ(refused, static_cast<int>(methods.size()));
}

TEST_F(PrivacyOfRoot, an_unprivileged_caller_does_not_get_into_the_socket) {
    const auto came_in = [] {
        return as_nobody([] {
            try {
                auto caller = machine().caller(Door::socket);
                static_cast<void>(caller.start_login(facts("alice")));
                return 1;
            } catch (const std::system_error& error) {
                return error.code().value() == EACCES ? 2 : 3;
            } catch (const std::runtime_error&) {
                return 3;  // let in and put out at once
            }
        });
    };
    const auto& socket = daemon().doors().socket;
    struct stat about {};
    ASSERT_EQ(::stat(socket.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_EQ(came_in(), 2) << "by the socket's mode";

    // And where the mode is wide open, the daemon looks who it is.
    ::chmod(socket.c_str(), 0666);
    EXPECT_EQ(came_in(), 3);
    ::chmod(socket.c_str(), 0600);
}

TEST_F(PrivacyOfRoot, an_unprivileged_flood_does_not_disturb_a_login) {
    const auto person = org().add({totp()});
    auto host = machine().caller(Door::bus);
    const auto login = host.start_login(facts(person.name)).login;

    const int refused_percent = as_nobody([] {
        auto caller = machine().caller(Door::bus);
        constexpr int calls = 10'000;
        int refused = 0;
        std::deque<Caller::Pending> pending;
        for (int i = 0; i < calls; ++i) {
            pending.push_back(caller.begin_login(facts("alice")));
            constexpr std::size_t at_once = 100;  // dbus-daemon's own limit is 128
            for (; pending.size() >= at_once; pending.pop_front())
                refused += pending.front().step().error == access_denied;
        }
        for (auto& call : pending)
            refused += call.step().error == access_denied;
        return refused * 100 / calls;
    });

    EXPECT_EQ(refused_percent, 100);
    EXPECT_EQ(host.reply(login, org().code(person, "token:software:totp")).verdict, "granted");
    EXPECT_EQ(host.active_logins(), 0U);
}

}  // namespace
}  // namespace okta_factor::integration
