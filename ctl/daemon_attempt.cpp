// SPDX-License-Identifier: MIT
#include "ctl/daemon_attempt.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace okta_factor::ctl {
namespace {

constexpr pam::Microseconds door_patience = 5 * pam::second;
constexpr pam::Microseconds late_reply_patience = 2 * pam::second;

Step copy(const pam::Step& read) {
    Step step;
    for (std::size_t i = 0; i < read.line_count; ++i)
        step.messages.push_back({read.lines.at(i).kind, read.lines.at(i).text});
    step.expects = read.expects;
    step.verdict = read.verdict;
    return step;
}

void insist(pam::Waited waited, int error) {
    switch (waited) {
        case pam::Waited::done:
            return;
        case pam::Waited::interrupted:
        case pam::Waited::hung_up:
            throw Interrupted{};
        case pam::Waited::late:
            throw std::runtime_error("okta-factord does not answer in time");
        case pam::Waited::lost:
            throw std::runtime_error(std::string{"cannot reach okta-factord: "} +
                                     std::strerror(error));
    }
}

}  // namespace

DaemonAttempt::DaemonAttempt(const std::string& socket, const TestedLogin& login,
                             const pam::Interrupt& interrupt)
    : login_(login), interrupt_(interrupt), deadline_(pam::now() + login.patience) {
    const pam::Patience patience{pam::now() + door_patience, interrupt};
    const auto waited = socket.empty() ? door_.open_bus(nullptr, patience)
                                       : door_.open_socket(socket.c_str(), patience);
    insist(waited, door_.error());
}

Step DaemonAttempt::start() {
    return call(pam::start_login(door_.bus(), door_.destination(), login_.person, login_.facts),
                pam::Answers::start_login);
}

Step DaemonAttempt::reply(const Secret& text) {
    deadline_ = std::max(deadline_, pam::now() + late_reply_patience);
    return call(message("Reply", text.reveal().c_str()), pam::Answers::login);
}

Step DaemonAttempt::wait() {
    return call(message("Wait", nullptr), pam::Answers::login);
}

void DaemonAttempt::cancel() noexcept {
    if (!object_.empty()) door_.post(message("Cancel", nullptr));
}

pam::Message DaemonAttempt::message(const char* method, const char* text) const noexcept {
    return pam::login_call(door_.bus(), daemon_.empty() ? nullptr : daemon_.c_str(),
                           object_.c_str(), method, text);
}

Step DaemonAttempt::call(pam::Message message, pam::Answers answers) {
    if (!message) throw std::runtime_error("the reply cannot be sent: it is not UTF-8");
    pam::Message answer;
    const auto waited = door_.call(message, {deadline_, interrupt_}, answer);
    insist(waited, door_.error());
    if (const auto* error = sd_bus_message_get_error(answer.get()))
        throw std::runtime_error(error->message ? error->message : error->name);
    if (door_.destination() && answers == pam::Answers::start_login)
        daemon_ = sd_bus_message_get_sender(answer.get());
    pam::Step step;
    if (!pam::read_step(std::move(answer), answers, step))
        throw std::runtime_error("okta-factord answers in a way that makes no sense");
    if (step.login) object_ = step.login;
    return copy(step);
}

}  // namespace okta_factor::ctl
