// SPDX-License-Identifier: MIT
// Names that are none, and answers that lead elsewhere: nothing is asked where none is due.
#include <netinet/in.h>
#include <sys/socket.h>

#include "tests/integration/daemon/talk.h"

namespace okta_factor::integration {
namespace {

struct Name {
    std::string label, name;
};

void PrintTo(const Name& name, std::ostream* out) {
    *out << name.label;
}

std::vector<Name> strange_names() {
    return {{"the_owner_of_the_token", "me"},
            {"the_same_in_capitals", "ME"},
            {"an_id", "00ualice0000000000g3"},
            {"a_path", "a/b"},
            {"a_path_upwards", ".."},
            {"a_dot", "."},
            {"a_fragment", "#"},
            {"a_query", "alice?x=1"},
            {"a_percent", "alice%2Fbob"},
            {"a_backslash", "alice\\bob"},
            {"nothing", ""},
            {"ten_thousand_bytes", std::string(10'000, 'a')},
            {"a_newline", "alice\nbob"},
            {"an_escape", "\x1b[31malice"},
            {"a_delete", "alice\x7f"},
            {"two_logins", "alice@acme.com@evil.com"}};
}

// The name is the whole login here, as where {user} stands alone.
class Strangers : public MachineTest, public testing::WithParamInterface<std::tuple<Name, Door>> {
  protected:
    static void SetUpTestSuite() {
        Configuration configuration;
        configuration.login_template = "{user}";
        set_up(configuration);
    }
};

TEST_P(Strangers, are_refused_without_asking_okta) {
    const auto& [name, door] = GetParam();
    org().forget_requests();
    auto caller = machine().caller(door);

    const auto step = caller.start_login({{"user", name.name}, {"service", "sshd"}});

    EXPECT_EQ(step.expects, "done");
    EXPECT_EQ(step.verdict, "denied-final");
    EXPECT_EQ(org().requests(), json::array());
}

TEST_P(Strangers, get_nowhere_through_the_module) {
    const auto& [name, door] = GetParam();
    org().forget_requests();
    test::PamLogin login;
    login.user = name.name;

    const auto result = machine().log_in(door, login);

    EXPECT_NE(test::pam_name(result.authenticate), "PAM_SUCCESS");
    EXPECT_NE(test::pam_name(result.authenticate), "PAM_IGNORE");
    EXPECT_EQ(org().requests(), json::array());
}

INSTANTIATE_TEST_SUITE_P(, Strangers,
                         testing::Combine(testing::ValuesIn(strange_names()),
                                          testing::Values(Door::socket, Door::bus)),
                         [](const auto& of) {
                             return std::get<0>(of.param).label + "_at_the_" +
                                    name_of(std::get<1>(of.param));
                         });

// Somebody's server, to which an answer of Okta's would lead.
class Elsewhere {
  public:
    Elsewhere() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size);
        ::listen(socket_.get(), 16);
        ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
        url_ = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    [[nodiscard]] const std::string& url() const { return url_; }
    [[nodiscard]] bool was_visited() const {
        return test::UniqueFd(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC)).get() >= 0;
    }

  private:
    test::UniqueFd socket_;
    std::string url_;
};

class StrangersElsewhere : public MachineTest {
  protected:
    void TearDown() override {
        org().mend();
        MachineTest::TearDown();
    }

    static test::PamResult push_login() {
        test::PamLogin login;
        login.user = org().add({push()}).name;
        login.replies = {""};
        return machine().log_in(Door::socket, login);
    }

    Elsewhere elsewhere_;
};

TEST_F(StrangersElsewhere, redirects_are_not_followed) {
    org().break_down({{"kind", "redirect"}, {"value", elsewhere_.url() + "/api/v1/users/me"}});

    EXPECT_EQ(test::pam_name(push_login().authenticate), "PAM_AUTHINFO_UNAVAIL");
    EXPECT_FALSE(elsewhere_.was_visited());
}

TEST_F(StrangersElsewhere, links_to_another_host_are_not_followed) {
    const auto link = [&](const std::string& path) {
        return json{{"href", elsewhere_.url() + path}};
    };
    const json waiting{{"factorResult", "WAITING"},
                       {"_links", {{"poll", link("/poll")}, {"cancel", link("/cancel")}}}};
    org().break_down(
        {{"kind", "status"}, {"method", "POST"}, {"value", {{"status", 201}, {"body", waiting}}}});

    EXPECT_EQ(test::pam_name(push_login().authenticate), "PAM_AUTHINFO_UNAVAIL");
    EXPECT_FALSE(elsewhere_.was_visited());
}

TEST_F(StrangersElsewhere, a_user_of_another_login_is_nobody) {
    const auto person = org().add({totp()});
    const auto other = org().add({totp()});
    const json body{{"id", other.id}, {"status", "ACTIVE"}, {"profile", {{"login", other.login}}}};
    org().break_down({{"kind", "status"},
                      {"path", person.login + "$"},
                      {"value", {{"status", 200}, {"body", body}}}});

    const auto result = talk(machine(), Door::socket, {person, {}});

    EXPECT_EQ(test::pam_name(result.authenticate), "PAM_MAXTRIES");
    EXPECT_EQ(daemon().recorded(person.name, "REASON"), "user-unknown");
}

TEST_F(StrangersElsewhere, a_name_that_is_not_utf8_gets_nowhere) {
    org().forget_requests();
    test::PamLogin login;
    login.user = "al\xff\xfeice";

    const auto result = machine().log_in(Door::socket, login);

    EXPECT_NE(test::pam_name(result.authenticate), "PAM_SUCCESS");
    EXPECT_NE(test::pam_name(result.authenticate), "PAM_IGNORE");
    EXPECT_EQ(org().requests(), json::array());
}

// Longer than a reply may be, or not text at all: an answer is refused, the login goes on.
TEST_F(StrangersElsewhere, a_reply_that_is_none_never_reaches_okta) {
    for (const auto& rubbish : {std::string(513, '1'), std::string(100'000, 'x'),
                                std::string{"\xff\xfe\xfd"}, std::string{"12\t456"}}) {
        const auto person = org().add({totp()});
        org().forget_requests();

        const auto result = talk(
            machine(), Door::socket,
            {person, {{"Code from", types(rubbish)}, {"Code from", reads("token:software:totp")}}});

        EXPECT_EQ(test::pam_name(result.authenticate), "PAM_SUCCESS") << test::transcript(result);
        int codes = 0;
        for (const auto& request : org().requests())
            codes += request.at("method") == "POST";
        EXPECT_EQ(codes, 1);
    }
}

}  // namespace
}  // namespace okta_factor::integration
