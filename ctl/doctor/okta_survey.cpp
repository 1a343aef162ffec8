// SPDX-License-Identifier: MIT
#include "ctl/doctor/okta_survey.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <utility>

#include "ctl/accounts.h"
#include "daemon/loop/awaitables.h"
#include "daemon/loop/event_loop.h"
#include "daemon/okta/errors.h"
#include "daemon/okta/rate_limit.h"
#include "daemon/okta/requests.h"
#include "daemon/organization/organization.h"
#include "daemon/policy/identity.h"
#include "daemon/policy/rules.h"

namespace okta_factor::doctor {
namespace {

using organization::Organization;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t most_people = 25;
// Nobody of that name is expected: that Okta knows no such user shows that it lets us look.
constexpr char nobody[] = "okta-factor-doctor";

class Surveyor {
  public:
    Surveyor(loop::EventLoop& loop, Organization& org, const policy::Policy& policy,
             OktaSurvey& survey)
        : loop_(loop), org_(org), policy_(policy), survey_(survey) {}

    loop::Task<void> ask(std::vector<std::string> people) {
        survey_.people_left_out = people.size();
        auto presence = look_for_okta();
        co_await presence;
        if (survey_.absence) co_return;
        auto credential = try_credential();
        co_await credential;
        if (survey_.credential_failure) co_return;
        for (std::size_t i = 0; i < std::min(people.size(), most_people); ++i) {
            auto looking = look_up(people[i]);
            co_await looking;
            --survey_.people_left_out;
        }
    }

  private:
    loop::Task<void> look_for_okta() {
        const okta::Requests requests{policy_.okta.org_url, OKTA_FACTOR_VERSION};
        auto sending =
            org_.transport->send(requests.build(requests.probe(), policy_.okta.request_timeout));
        const auto response = co_await sending;
        const auto failure = okta::failure_in(response, okta::Subject::user);
        const bool answered = response.problem == http::Problem::none && response.status < 500;
        if (failure && !answered) survey_.absence = failure;
        if (const auto theirs = okta::server_time(response))
            survey_.clock_difference =
                std::chrono::duration_cast<seconds>(*theirs - loop_.wall_time());
    }

    loop::Task<void> try_credential() {
        policy::LoginFacts facts;
        facts.user = nobody;
        const auto login = policy::okta_login(policy_.identity, facts);
        auto looking = org_.client->find_user(login.value_or(std::string{nobody} + "@example.com"));
        const auto user = co_await looking;
        if (!user && user.error().meaning != okta::Meaning::user_unknown)
            survey_.credential_failure = user.error();
        else
            survey_.credential_works = true;
        survey_.scopes = org_.authorizer->scopes();
        survey_.valid_until = org_.authorizer->valid_until();
    }

    loop::Task<void> look_up(std::string name) {
        const auto facts = ctl::facts_of(name, "sudo");
        const auto decision = decide(facts);
        if (decision.outcome != policy::Outcome::require) co_return;
        SurveyedPerson person;
        person.name = name;
        const auto login = policy::okta_login(policy_.identity, facts);
        if (login) {
            person.okta_login = *login;
            auto reading = read(person, decision.settings.factors);
            co_await reading;
        }
        survey_.people.push_back(person);
    }

    loop::Task<void> read(SurveyedPerson& person, std::vector<okta::FactorKind> allowed) {
        auto finding = org_.client->find_user(person.okta_login);
        const auto user = co_await finding;
        if (!user) {
            person.failure = user.error();
            co_return;
        }
        person.status = user->status;
        auto listing = org_.client->factors(user->id);
        const auto list = co_await listing;
        if (!list) {
            person.failure = list.error();
            co_return;
        }
        person.has_other_factor = list->others;
        for (const auto& factor : list->usable) {
            const bool is_allowed = std::ranges::find(allowed, factor.kind) != allowed.end();
            person.has_usable_factor = person.has_usable_factor || is_allowed;
            person.has_other_factor = person.has_other_factor || !is_allowed;
        }
        if (!needs_groups() || std::exchange(groups_tried_, true)) co_return;
        auto grouping = org_.client->groups(user->id);
        const auto groups = co_await grouping;
        if (!groups) survey_.groups_failure = groups.error();
    }

    // Without Okta groups a rule that needs them is undecided, and the person is asked.
    policy::Decision decide(const policy::LoginFacts& facts) const {
        policy::OktaGroups groups;
        auto decision = policy::decide(policy_, facts, groups);
        if (decision.outcome != policy::Outcome::needs_okta_groups) return decision;
        groups.state = policy::OktaGroups::State::not_to_be_had;
        return policy::decide(policy_, facts, groups);
    }

    bool needs_groups() const {
        return std::ranges::any_of(policy_.rules,
                                   [](const auto& rule) { return rule.okta_groups.has_value(); });
    }

    loop::EventLoop& loop_;
    Organization& org_;
    const policy::Policy& policy_;
    OktaSurvey& survey_;
    bool groups_tried_ = false;
};

}  // namespace

OktaSurvey survey_okta(const policy::Policy& policy, const std::vector<std::string>& people,
                       milliseconds patience) {
    OktaSurvey survey;
    loop::EventLoop loop;
    const auto org = organization::make_organization(loop, policy.okta);
    if (!org) {
        survey.unusable = org.error();
        return survey;
    }
    std::exception_ptr error;
    Surveyor surveyor{loop, **org, policy, survey};
    const auto alarm = loop.call_at(loop.now() + patience, [&] {
        survey.took_too_long = true;
        loop.stop(0);
    });
    const loop::Root asking{loop, surveyor.ask(people), [&](const std::exception_ptr& thrown) {
                                error = thrown;
                                loop.stop(0);
                            }};
    loop.run();
    if (error) std::rethrow_exception(error);
    return survey;
}

}  // namespace okta_factor::doctor
