// SPDX-License-Identifier: MIT
#include "daemon/bus/objects.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>
#include <utility>

#include "common/protocol.h"
#include "daemon/bus/facts.h"
#include "daemon/bus/guarded.h"
#include "daemon/bus/vtables.h"

namespace okta_factor::bus {
namespace {

using login::Conversation;
using login::Reason;
using login::Step;

// A verdict that nobody fetched: a prompt may stay open on a terminal long after its login ended.
constexpr loop::milliseconds keep_ended{std::chrono::minutes{10}};
constexpr std::size_t most_visits = 16384;

constexpr char not_your_turn[] = "org.oktafactor1.Error.NotYourTurn";
constexpr char bad_configuration[] = "org.oktafactor1.Error.BadConfiguration";

int fail(sd_bus_message* message, const char* name, const char* text) {
    sd_bus_error error = SD_BUS_ERROR_MAKE_CONST(name, text);
    return sd_bus_reply_method_error(message, &error);
}

void append_step(sd_bus_message* reply, const Step& step) {
    check(sd_bus_message_open_container(reply, 'a', "(ss)"), "writing a step");
    for (const auto& message : step.messages)
        check(sd_bus_message_append(reply, "(ss)", protocol::to_word(message.kind).data(),
                                    message.text.c_str()),
              "writing a message");
    check(sd_bus_message_close_container(reply), "writing a step");
    const auto verdict = step.verdict ? protocol::to_word(*step.verdict) : std::string_view{""};
    check(
        sd_bus_message_append(reply, "ss", protocol::to_word(step.expects).data(), verdict.data()),
        "writing a step");
}

std::string path_of(std::uint64_t number) {
    return std::string{protocol::login_path_prefix} + '/' + std::to_string(number);
}

std::uint64_t number_of(std::string_view path) {
    const std::string_view prefix = protocol::login_path_prefix;
    std::uint64_t number = 0;
    if (path.size() <= prefix.size() + 1 || !path.starts_with(prefix)) return 0;
    const auto digits = path.substr(prefix.size() + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size() ? number : 0;
}

}  // namespace

Objects::Objects(sd_bus* connection, loop::Executor& executor, Host& host, Authorize authorize,
                 bool has_senders)
    : connection_(connection),
      executor_(executor),
      host_(host),
      authorize_(std::move(authorize)),
      has_senders_(has_senders) {
    sd_bus_slot* slot = nullptr;
    check(sd_bus_add_object_vtable(connection, &slot, protocol::manager_path,
                                   protocol::manager_interface, manager_vtable(), this),
          "adding the manager");
    manager_.reset(slot);
    check(sd_bus_add_fallback_vtable(connection, &slot, protocol::login_path_prefix,
                                     protocol::login_interface, login_vtable(), find_login(), this),
          "adding the logins");
    logins_.reset(slot);
}

Objects::~Objects() {
    *alive_ = false;
    for (auto& [number, visit] : visits_)
        visit.login->abandon(Reason::caller_gone);
}

Objects::Use Objects::use() const {
    const auto runs = [](const auto& entry) { return !entry.second.login->has_ended(); };
    if (!errands_.empty() || std::ranges::any_of(visits_, runs)) return Use::running;
    return visits_.empty() ? Use::none : Use::over;
}

void Objects::authorized(sd_bus_message* message, std::function<void(sd_bus_message*)> then) {
    authorize_(message, [&executor = executor_, alive = alive_,
                         call = std::shared_ptr<sd_bus_message>(sd_bus_message_ref(message),
                                                                &sd_bus_message_unref),
                         then = std::move(then)](bool allowed) {
        if (!*alive) return;
        const int result = guarded(executor, call.get(), [&] {
            if (!allowed)
                return fail(call.get(), SD_BUS_ERROR_ACCESS_DENIED, "Only root may do this");
            then(call.get());
            return 0;
        });
        if (result < 0) sd_bus_reply_method_errno(call.get(), result, nullptr);
    });
}

void Objects::start_login(sd_bus_message* message) {
    auto facts = read_facts(message);
    if (!facts) {
        fail(message, SD_BUS_ERROR_INVALID_ARGS, facts.error().c_str());
        return;
    }
    if (visits_.size() >= most_visits) {
        fail(message, SD_BUS_ERROR_LIMITS_EXCEEDED, "Too many logins at once");
        return;
    }
    const auto number = next_number_++;
    auto started = host_.admit(std::move(*facts), [this, number] { on_ended(number); });
    if (!started) {
        fail(message, protocol::error_stopping, "The daemon is stopping");
        return;
    }
    Visit visit;
    visit.login = std::move(started);
    if (has_senders_) watch_caller(number, visit, message);
    auto& login = *visits_.emplace(number, std::move(visit)).first->second.login;
    login.conversation().start(answer(number, message, path_of(number)));
    login.start();
}

void Objects::reload(sd_bus_message* message) {
    const auto mistakes = host_.reload();
    if (mistakes.empty()) {
        sd_bus_reply_method_return(message, "");
        return;
    }
    std::string text;
    for (const auto& mistake : mistakes)
        text += (text.empty() ? "" : "\n") + mistake;
    fail(message, bad_configuration, text.c_str());
}

void Objects::unlock(sd_bus_message* message) {
    const char* okta_user = nullptr;
    check(sd_bus_message_read_basic(message, 's', &okta_user), "reading a user");
    sd_bus_reply_method_return(message, "b", host_.unlock(okta_user) ? 1 : 0);
}

void Objects::reply(Visit& visit, sd_bus_message* message) {
    const char* text = nullptr;
    check(sd_bus_message_read_basic(message, 's', &text), "reading a reply");
    const auto number = number_of(sd_bus_message_get_path(message));
    if (!visit.login->conversation().reply(Secret{std::string_view{text}},
                                           answer(number, message, {})))
        fail(message, not_your_turn, "No prompt is open");
}

void Objects::wait(Visit& visit, sd_bus_message* message) {
    const auto number = number_of(sd_bus_message_get_path(message));
    if (!visit.login->conversation().wait(answer(number, message, {})))
        fail(message, not_your_turn, "A prompt is open, or another call is waiting");
}

void Objects::cancel(Visit& visit, sd_bus_message* message) {
    visit.login->abandon(Reason::cancelled);
    sd_bus_reply_method_return(message, "");
    remove_later(number_of(sd_bus_message_get_path(message)), loop::milliseconds{0});
}

// Whoever gives up for a reason that is not known here has given up all the same.
void Objects::abandon(Visit& visit, sd_bus_message* message) {
    const char* word = nullptr;
    check(sd_bus_message_read_basic(message, 's', &word), "reading a reason");
    const auto number = number_of(sd_bus_message_get_path(message));
    const auto why = protocol::abandonment_from(word);
    visit.login->abandon(why ? login::reason_of(*why) : Reason::cancelled);
    if (why) {
        visit.login->conversation().leave(answer(number, message, {}));
        return;
    }
    fail(message, SD_BUS_ERROR_INVALID_ARGS, "Unknown reason; the login has ended");
    remove_later(number, loop::milliseconds{0});
}

Objects::Visit* Objects::visit_at(const char* path, const char* sender) {
    const auto found = visits_.find(path ? number_of(path) : 0);
    if (found == visits_.end()) return nullptr;
    // On a direct connection the sender field is whatever the peer wrote there; the connection
    // itself is the owner.
    if (has_senders_ && (!sender || found->second.owner != sender)) return nullptr;
    return &found->second;
}

Conversation::Answer Objects::answer(std::uint64_t number, sd_bus_message* message,
                                     std::string path) {
    return [this, number, path = std::move(path),
            call = std::shared_ptr<sd_bus_message>(sd_bus_message_ref(message),
                                                   &sd_bus_message_unref)](const Step& step) {
        // A caller that is gone is noticed elsewhere; what cannot be written must not unwind
        // through the login.
        guarded(executor_, "the answer of a login", [&] {
            sd_bus_message* raw = nullptr;
            check(sd_bus_message_new_method_return(call.get(), &raw), "answering");
            const Message reply{raw};
            if (!path.empty()) check(sd_bus_message_append(raw, "o", path.c_str()), "answering");
            append_step(raw, step);
            return sd_bus_send(connection_, raw, nullptr);
        });
        if (step.expects == protocol::Expects::done) remove_later(number, loop::milliseconds{0});
    };
}

// Never at once: the answer may come from within the login that is to be removed.
void Objects::remove_later(std::uint64_t number, loop::milliseconds delay) {
    const auto found = visits_.find(number);
    if (found == visits_.end()) return;
    found->second.removal =
        executor_.call_at(executor_.now() + delay, [this, number] { visits_.erase(number); });
}

// Not by sd_bus_track: it asks the bus about the name and waits for the answer, in the loop. A bus
// answers in order, so nobody goes unseen between the match and the question.
void Objects::watch_caller(std::uint64_t number, Visit& visit, sd_bus_message* message) {
    const char* sender = sd_bus_message_get_sender(message);
    if (!sender) check(-ENXIO, "watching a caller without a name");
    visit.owner = sender;
    visit.watch = std::make_unique<Watch>();
    auto& watch = *visit.watch;
    watch.objects = this;
    watch.number = number;
    sd_bus_slot* slot = nullptr;
    const auto match =
        std::string{
            "type='signal',sender='org.freedesktop.DBus',"
            "interface='org.freedesktop.DBus',member='NameOwnerChanged',"
            "arg0='"} +
        sender + "',arg2=''";
    check(sd_bus_add_match_async(
              connection_, &slot, match.c_str(),
              [](sd_bus_message*, void* self, sd_bus_error*) {
                  const auto& gone = *static_cast<Watch*>(self);
                  return guarded(gone.objects->executor_, "the watch on a caller",
                                 [&] { return on_caller_gone(gone); });
              },
              nullptr, &watch),
          "watching the caller");
    watch.match.reset(slot);
    check(sd_bus_call_method_async(
              connection_, &slot, "org.freedesktop.DBus", "/org/freedesktop/DBus",
              "org.freedesktop.DBus", "NameHasOwner",
              [](sd_bus_message* answer, void* self, sd_bus_error*) {
                  const auto& asked = *static_cast<Watch*>(self);
                  return guarded(asked.objects->executor_, "the question for a caller", [&] {
                      int is_there = 1;
                      if (!sd_bus_message_is_method_error(answer, nullptr))
                          check(sd_bus_message_read_basic(answer, 'b', &is_there), "an answer");
                      return is_there ? 0 : on_caller_gone(asked);
                  });
              },
              &watch, "s", sender),
          "asking for the caller");
    watch.question.reset(slot);
}

int Objects::on_caller_gone(const Watch& watch) {
    const auto found = watch.objects->visits_.find(watch.number);
    if (found == watch.objects->visits_.end()) return 0;
    found->second.login->abandon(Reason::caller_gone);
    watch.objects->remove_later(watch.number, loop::milliseconds{0});
    return 0;
}

void Objects::on_ended(std::uint64_t number) {
    const auto found = visits_.find(number);
    if (found == visits_.end() || found->second.removal) return;
    remove_later(number, keep_ended);
}

}  // namespace okta_factor::bus
