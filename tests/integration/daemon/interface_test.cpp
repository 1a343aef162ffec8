// SPDX-License-Identifier: MIT
// The D-Bus interface as org.oktafactor1(5) promises it, and calls that do not keep to it.
#include <algorithm>

#include "common/protocol.h"
#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

using bus::check;
using namespace protocol;

constexpr char invalid_args[] = "org.freedesktop.DBus.Error.InvalidArgs";
constexpr char not_your_turn[] = "org.oktafactor1.Error.NotYourTurn";

class Interface : public AtBothDoors {
  protected:
    Interface() : host_(machine().caller(GetParam())) { machine().await_nobody(); }

    static Facts facts(const Person& person) {
        return {{"user", person.name}, {"service", "sshd"}};
    }

    bus::Message start_login() {
        return host_.message(manager_path, manager_interface, "StartLogin");
    }

    Caller host_;
};

AT_BOTH_DOORS(Interface);

// Without spaces, and with the quotes that C++ can write.
std::string plain(std::string text) {
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    std::ranges::replace(text, '"', '\'');
    return text;
}

TEST_P(Interface, describes_the_manager) {
    const auto text = plain(host_.introspect(manager_path));

    for (const char* part :
         {"<interfacename='org.oktafactor1.Manager'>",
          "<methodname='StartLogin'><argtype='a{sv}'name='login'direction='in'/>"
          "<argtype='o'name='object'direction='out'/>"
          "<argtype='a(ss)'name='messages'direction='out'/>"
          "<argtype='s'name='expects'direction='out'/>"
          "<argtype='s'name='verdict'direction='out'/></method>",
          "<methodname='Reload'></method>",
          "<methodname='Status'><argtype='a{sv}'name='status'direction='out'/></method>",
          "<methodname='Sessions'><argtype='aa{sv}'name='sessions'direction='out'/></method>",
          "<methodname='Forget'><argtype='s'name='user'direction='in'/>"
          "<argtype='u'name='forgotten'direction='out'/></method>",
          "<methodname='CreateRecoveryCodes'><argtype='s'name='user'direction='in'/>"
          "<argtype='u'name='count'direction='in'/><argtype='as'name='codes'direction='out'/>",
          "<methodname='RecoveryCodes'><argtype='a(su)'name='codes_left'direction='out'/></method>",
          "<methodname='RevokeRecoveryCodes'><argtype='s'name='user'direction='in'/>"
          "<argtype='u'name='revoked'direction='out'/></method>",
          "<propertyname='Version'type='s'access='read'>",
          "<propertyname='Org'type='s'access='read'>",
          "<propertyname='Reachable'type='b'access='read'>",
          "<propertyname='ActiveLogins'type='u'access='read'>",
          "<propertyname='Since'type='t'access='read'>"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in\n" << text;
}

TEST_P(Interface, describes_a_login_to_its_caller) {
    const auto login = host_.start_login(facts(org().add({totp()}))).login;

    const auto text = plain(host_.introspect(login));

    const std::string step =
        "<argtype='a(ss)'name='messages'direction='out'/>"
        "<argtype='s'name='expects'direction='out'/>"
        "<argtype='s'name='verdict'direction='out'/>";
    EXPECT_TRUE(login.starts_with("/org/oktafactor1/login/")) << login;
    EXPECT_NE(text.find("<interfacename='org.oktafactor1.Login'>"), std::string::npos) << text;
    EXPECT_NE(text.find("<methodname='Reply'><argtype='s'name='text'direction='in'/>" + step),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("<methodname='Abandon'><argtype='s'name='why'direction='in'/>" + step),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("<methodname='Wait'>" + step), std::string::npos) << text;
    EXPECT_NE(text.find("<methodname='Cancel'>"), std::string::npos) << text;
}

TEST_P(Interface, refuses_arguments_of_another_type) {
    const auto call = start_login();
    check(sd_bus_message_append(call.get(), "s", "alice"), "arguments");

    EXPECT_EQ(error_of(host_.call(call)), invalid_args);
}

struct WrongFact {
    const char* key;
    const char* type;
};

TEST_P(Interface, refuses_a_known_fact_of_another_type) {
    for (const auto& [key, type] : {WrongFact{"user", "u"},
                                    {"uid", "s"},
                                    {"groups", "s"},
                                    {"service", "u"},
                                    {"silent", "s"},
                                    {"tty_device", "s"},
                                    {"rhost", "u"}}) {
        const auto call = start_login();
        const bool text = *type == 's';
        check(text ? sd_bus_message_append(call.get(), "a{sv}", 2, "x", "s", "x", key, "s", "1")
                   : sd_bus_message_append(call.get(), "a{sv}", 2, "x", "s", "x", key, "u", 1U),
              "arguments");

        EXPECT_EQ(error_of(host_.call(call)), invalid_args) << key;
    }
}

TEST_P(Interface, passes_over_facts_it_does_not_know) {
    const auto person = org().add({totp()});
    const auto call = start_login();
    check(sd_bus_message_append(call.get(), "a{sv}", 4, "colour", "s", "red", "user", "s",
                                person.name.c_str(), "future", "(ia{sv})", 1, 0, "service", "s",
                                "sshd"),
          "arguments");

    EXPECT_EQ(host_.send(call).step().expects, "reply");
}

TEST_P(Interface, wants_a_service) {
    EXPECT_EQ(host_.start_login({{"user", "alice"}}).error, invalid_args);
    EXPECT_EQ(host_.start_login({}).error, invalid_args);
}

TEST_P(Interface, refuses_a_dictionary_without_end) {
    Facts many{{"service", "sshd"}, {"user", "alice"}};
    for (int i = 0; i < 20'000; ++i)
        many.emplace_back("key" + std::to_string(i), "value");

    EXPECT_EQ(host_.start_login(many).error, invalid_args);
    EXPECT_EQ(host_.active_logins(), 0U);
}

TEST_P(Interface, bears_a_fact_of_megabytes) {
    const auto person = org().add({totp()});
    auto large = facts(person);
    large.emplace_back("command", std::string(8 << 20, 'x'));

    const auto step = host_.start_login(large);
    ASSERT_EQ(step.expects, "reply");
    EXPECT_EQ(host_.cancel(step.login), "");
    EXPECT_LT(daemon().recorded(person.name, "COMMAND").size(), 1024U);
}

TEST_P(Interface, refuses_a_reply_where_nothing_was_asked) {
    const auto person = org().add({push()});
    const auto login = host_.start_login(facts(person)).login;
    ASSERT_EQ(host_.reply(login, "").expects, "wait");

    EXPECT_EQ(host_.reply(login, "123456").error, not_your_turn);

    org().approve(person);
    EXPECT_EQ(host_.wait(login).verdict, "granted");
}

TEST_P(Interface, refuses_to_wait_where_a_prompt_is_open) {
    const auto person = org().add({totp()});
    const auto login = host_.start_login(facts(person)).login;

    EXPECT_EQ(host_.wait(login).error, not_your_turn);

    EXPECT_EQ(host_.reply(login, org().code(person, "token:software:totp")).verdict, "granted");
}

TEST_P(Interface, refuses_a_second_call_beside_one_that_waits) {
    const auto person = org().add({push()});
    const auto login = host_.start_login(facts(person)).login;
    ASSERT_EQ(host_.reply(login, "").expects, "wait");
    auto waiting = host_.begin_wait(login);

    EXPECT_EQ(host_.wait(login).error, not_your_turn);
    EXPECT_EQ(host_.reply(login, "123456").error, not_your_turn);

    org().approve(person);
    EXPECT_EQ(waiting.step().verdict, "granted");
}

TEST_P(Interface, forgets_a_login_that_has_its_verdict) {
    const auto person = org().add({totp()});
    const auto login = host_.start_login(facts(person)).login;
    ASSERT_EQ(host_.reply(login, org().code(person, "token:software:totp")).verdict, "granted");

    EXPECT_EQ(host_.reply(login, "x").error, host_.reply("/org/oktafactor1/login/999", "x").error);
    EXPECT_NE(host_.cancel(login), "");
}

TEST_P(Interface, lets_one_caller_have_several_logins) {
    const auto alice = org().add({totp()});
    const auto bob = org().add({totp()});
    const auto of_alice = host_.start_login(facts(alice));
    const auto of_bob = host_.start_login(facts(bob));

    EXPECT_NE(of_alice.login, of_bob.login);
    EXPECT_EQ(host_.active_logins(), 2U);
    EXPECT_EQ(host_.reply(of_bob.login, org().code(bob, "token:software:totp")).verdict, "granted");
    EXPECT_EQ(host_.reply(of_alice.login, org().code(alice, "token:software:totp")).verdict,
              "granted");
}

TEST_P(Interface, knows_no_other_member) {
    for (const char* member : {"Grant", "Approve", "startLogin"})
        EXPECT_EQ(error_of(host_.call(host_.message(manager_path, manager_interface, member))),
                  "org.freedesktop.DBus.Error.UnknownMethod");
}

TEST_P(Interface, lets_nobody_set_a_property) {
    const auto set = host_.message(manager_path, "org.freedesktop.DBus.Properties", "Set");
    check(sd_bus_message_append(set.get(), "ssv", manager_interface, "Reachable", "b", 0),
          "arguments");

    EXPECT_EQ(error_of(host_.call(set)), "org.freedesktop.DBus.Error.PropertyReadOnly");
}

}  // namespace
}  // namespace okta_factor::integration
