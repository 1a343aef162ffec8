// SPDX-License-Identifier: MIT
#include "tests/unit/login/stage.h"

#include <utility>

#include "daemon/login/outcome.h"

namespace okta_factor::test {

using protocol::Expects;
using protocol::MessageKind;

namespace {
recovery::Book book_of_alice() {
    recovery::Book book;
    for (const auto* code : {Stage::code_of_alice, Stage::other_code_of_alice})
        book.add("alice", recovery::hashed(recovery::read_code(code).value(), "alice"));
    return book;
}
}  // namespace

Stage::Stage()
    : recovery_codes(log, book_of_alice(), std::make_unique<FakeStorage>(executor, disk)) {
    policy.identity.login_template = "{user}@acme.com";
    facts.user = "alice";
    facts.service = "sshd";
    limits.configure(policy.limits);
}

void Stage::begin() {
    limits.configure(policy.limits);
    verdict_.reset();
    expects_ = Expects::wait;
    const login::Services services{executor, limits, remembered, recovery_codes, *this};
    login::InForce in_force{std::make_shared<const policy::Policy>(policy), okta};
    login_ = std::make_unique<login::Login>(services, std::move(in_force), facts, [] {});
    login_->conversation().start(answer());
    login_->start();
    settle();
}

// Round trips of the fake take 40 ms; anything that takes longer is waiting for somebody.
void Stage::settle() {
    executor.advance(std::chrono::milliseconds{400});
}

void Stage::type(const std::string& text) {
    if (prompt_kind_ == MessageKind::secret)
        transcript_ += std::string(text.size(), '*');
    else
        transcript_ += text;
    transcript_ += "<Enter>\n";
    expects_ = Expects::wait;
    if (!login_->conversation().reply(Secret{std::string_view{text}}, answer()))
        transcript_ += "(nobody listens)\n";
    settle();
}

void Stage::let_pass(std::chrono::seconds time, const std::string& note) {
    transcript_ += "\n    ... " + std::to_string(time.count()) + " seconds" +
                   (note.empty() ? "" : ": " + note) + "\n";
    executor.advance(time);
}

void Stage::meanwhile(const std::string& note, const std::function<void()>& what) {
    transcript_ += "\n    ... " + note + "\n";
    what();
    executor.advance(std::chrono::seconds{2});
}

void Stage::leave_after(const std::string& text) {
    login_->conversation().reply(Secret{std::string_view{text}}, answer());
    executor.run_ready();
    hang_up();
    settle();
}

void Stage::hang_up() {
    login_->abandon(login::Reason::caller_gone);
    login_.reset();
}

login::Conversation::Answer Stage::answer() {
    return [this](const login::Step& step) { show(step); };
}

void Stage::show(const login::Step& step) {
    for (const auto& message : step.messages) {
        last_text_ = message.text;
        transcript_ += message.text;
        if (message.kind == MessageKind::info || message.kind == MessageKind::error)
            transcript_ += '\n';
        else
            prompt_kind_ = message.kind;
    }
    expects_ = step.expects;
    verdict_ = step.verdict;
    if (step.expects == Expects::wait) login_->conversation().wait(answer());
    if (step.verdict)
        transcript_ += "=> " + std::string{protocol::to_word(*step.verdict)} + " (" +
                       std::string{login::row(audit.back().reason).word} + ")\n";
}

void Stage::record(const login::AuditRecord& record) {
    audit.push_back({record.outcome.reason, record.outcome.factor, record.okta_user_id, record.rule,
                     record.outcome.request_id, record.outcome.detail});
}

namespace {
okta::Factor factor(const char* id, okta::FactorKind kind, const char* provider) {
    okta::Factor made;
    made.id = id;
    made.kind = kind;
    made.provider = provider;
    return made;
}
}  // namespace

okta::Factor push_factor(const std::string& id, const std::string& phone) {
    auto made = factor(id.c_str(), okta::FactorKind::push, "OKTA");
    made.name = phone;
    return made;
}
okta::Factor totp_factor() {
    return factor("ost1", okta::FactorKind::totp, "OKTA");
}
okta::Factor google_factor() {
    return factor("uft1", okta::FactorKind::totp, "GOOGLE");
}
okta::Factor sms_factor() {
    auto made = factor("sms1", okta::FactorKind::sms, "OKTA");
    made.address = "+15554151337";
    return made;
}
okta::Factor call_factor() {
    auto made = factor("clf1", okta::FactorKind::call, "OKTA");
    made.address = "+15554151337";
    return made;
}
okta::Factor email_factor() {
    auto made = factor("emf1", okta::FactorKind::email, "OKTA");
    made.address = "alice@acme.com";
    return made;
}
okta::Factor question_factor() {
    auto made = factor("ufs1", okta::FactorKind::question, "OKTA");
    made.question_text = "What was your first pet called?";
    return made;
}
okta::Factor rsa_factor() {
    return factor("rsa1", okta::FactorKind::token, "RSA");
}
okta::Factor yubikey_factor() {
    return factor("ykf1", okta::FactorKind::hardware, "YUBICO");
}

}  // namespace okta_factor::test
