// SPDX-License-Identifier: MIT
#include "pam_module/relay.h"

#include <security/pam_ext.h>
#include <syslog.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "pam_module/conversation.h"
#include "pam_module/door.h"
#include "pam_module/login_message.h"
#include "pam_module/withheld.h"

namespace okta_factor::pam {
namespace {

using protocol::Expects;

constexpr Microseconds bus_patience = 2 * second;

// What takes longer at the socket is worth a line in the log.
constexpr Microseconds usual_answer = 2 * second;

// A person who thought for too long is still told so by the daemon, which ended the login at its
// own timeout and answers at once.
constexpr Microseconds last_word_patience = 2 * second;

// Where the daemon does not say it itself.
constexpr char not_sent[] =
    "That was your login password, or the name of your account. It was not sent to Okta. "
    "Log in again.";

constexpr std::size_t longest_sent_reply = 65536;  // bytes; the daemon takes far less

constexpr char not_available[] =
    "Okta verification is not available on this machine. "
    "Tell your administrator, or use the rescue account.";

constexpr char interrupted[] = "interrupted";
constexpr char terminal_gone[] = "the terminal is gone";

/// Errors of the bus that say that it does not want us or does not understand us.
constexpr std::string_view refusals[] = {"AccessDenied", "AuthFailed", "InvalidArgs",
                                         "InvalidSignature", "InconsistentMessage"};

/// The others say that the daemon cannot be reached or has forgotten the login.
bool means_unavailable(std::string_view error) noexcept {
    if (error == protocol::error_stopping) return true;
    constexpr std::string_view of_the_bus = "org.freedesktop.DBus.Error.";
    if (!error.starts_with(of_the_bus)) return false;
    error.remove_prefix(of_the_bus.size());
    return std::find(std::begin(refusals), std::end(refusals), error) == std::end(refusals);
}

class Relay {
  public:
    Relay(pam_handle_t* pamh, const Options& options, const Person& person,
          const HostFacts& facts) noexcept
        : pamh_(pamh),
          options_(options),
          person_(person),
          facts_(facts),
          terminal_(facts.tty),
          deadline_(now() + options.timeout * second),
          conversation_(pamh) {}

    Outcome run() noexcept {
        if (!begin()) return ending_;
        for (;;) {
            const bool told = tell();
            if (step_.expects == Expects::done) return decided();
            if (!told) end(Outcome::conversation_failed, "the host cannot show messages");
            if (!told || !(step_.expects == Expects::reply ? ask() : wait())) return ending_;
        }
    }

  private:
    bool begin() noexcept {
        if (!enter()) return false;
        const auto ask = [this] {
            return door_.call(start_login(door_.bus(), door_.destination(), person_, facts_),
                              until(deadline_), answer_);
        };
        auto waited = ask();
        if (socket_stands_ && is_turned_away(waited)) {
            pam_syslog(pamh_, LOG_NOTICE, "waiting for okta-factord at %s", options_.socket);
            if (!enter()) return false;
            waited = ask();
        }
        if (!take(waited, Answers::start_login)) return false;
        first_.reset(sd_bus_message_ref(answer_.get()));
        login_ = step_.login;
        return true;
    }

    /// There was nobody to begin with, or only a daemon that is about to end.
    bool is_turned_away(Waited waited) const noexcept {
        if (waited == Waited::lost) return true;
        const auto* const error =
            waited == Waited::done ? sd_bus_message_get_error(answer_.get()) : nullptr;
        return error && means_unavailable(error->name);
    }

    /// The socket first: it stands when the bus does not, and has room for more logins. The bus
    /// admits 256 of root's, among them its own tools: it is for where there is no socket.
    bool enter() noexcept {
        socket_stands_ = false;
        if (!options_.socket[0]) return enter_by_bus("not used");
        auto waited = knock();
        // A daemon that ended just now leaves its socket to the next one.
        if (waited == Waited::lost && door_.socket_stood()) waited = knock();
        if (waited == Waited::lost && !door_.socket_stood()) return enter_by_bus(trouble(waited));
        socket_stands_ = true;
        if (waited == Waited::done) return entered("socket");
        if (has_stopped(waited)) return end(Outcome::cancelled, interrupted);
        pam_syslog(pamh_, LOG_ERR, "okta-factord does not answer at %s: %s", options_.socket,
                   trouble(waited));
        return end(Outcome::unavailable, trouble(waited));
    }

    /// Whoever holds the socket has a daemon soon, when a restart lets the last logins of the old
    /// one finish, or so many come at once. A third of the time is left to the person.
    Waited knock() noexcept {
        const Microseconds latest = deadline_ - options_.timeout * second / 3;
        const Microseconds usual = std::min(latest, now() + usual_answer);
        const auto waited = door_.open_socket(options_.socket, until(usual));
        if (waited != Waited::late || usual == latest) return waited;
        pam_syslog(pamh_, LOG_NOTICE, "waiting for okta-factord at %s", options_.socket);
        return door_.open_socket(options_.socket, until(latest));
    }

    bool enter_by_bus(const char* socket_trouble) noexcept {
        const char* bus_trouble = "not used";
        if (!options_.bus || options_.bus[0]) {
            const auto waited = door_.open_bus(options_.bus, at_most(bus_patience));
            if (waited == Waited::done) return entered("bus");
            if (has_stopped(waited)) return end(Outcome::cancelled, interrupted);
            bus_trouble = trouble(waited);
        }
        pam_syslog(pamh_, LOG_ERR, "okta-factord cannot be reached: socket %s: %s; bus: %s",
                   options_.socket, socket_trouble, bus_trouble);
        return end(Outcome::unavailable, "no way to okta-factord");
    }

    bool entered(const char* door) noexcept {
        if (options_.debug) pam_syslog(pamh_, LOG_DEBUG, "reached okta-factord by the %s", door);
        return true;
    }

    bool tell() noexcept {
        const std::size_t prompts = step_.expects == Expects::reply ? 1 : 0;
        bool told = true;
        for (std::size_t i = 0; i + prompts < step_.line_count; ++i)
            told = conversation_.tell(step_.lines[i]) && told;
        return told;
    }

    bool ask() noexcept {
        const auto& prompt = step_.lines[step_.line_count - 1];
        auto reply = conversation_.ask(prompt);
        if (reply.text())
            if (const auto why = withheld(reply.text(), prompt.kind, held())) return withhold(*why);
        if (reply.text()) reply.make_sendable(longest_sent_reply);
        if (!reply.text())
            return end(Outcome::conversation_failed, "the host got no answer from the person");
        // However long the person took: what they did deserves an answer. The daemon bounds the
        // login.
        deadline_ = std::max(deadline_, now() + options_.timeout * second);
        return call(message("Reply", reply.text()), Answers::login, until(deadline_));
    }

    bool wait() noexcept {
        return call(message("Wait", nullptr), Answers::login, until(deadline_));
    }

    Held held() const noexcept {
        const auto item = [this](int type) -> std::string_view {
            const void* value = nullptr;
            const bool known = pam_get_item(pamh_, type, &value) == PAM_SUCCESS && value;
            return known ? static_cast<const char*>(value) : "";
        };
        return {item(PAM_AUTHTOK), {item(PAM_USER), person_.user, person_.target}};
    }

    /// Ends the login for a reply that is not passed on, with the daemon's words if it has any.
    bool withhold(protocol::Abandonment why) noexcept {
        const char* const word = protocol::to_word(why).data();
        pam_syslog(pamh_, LOG_WARNING,
                   "%s answered a prompt for %s with the login %s: it is not passed on",
                   facts_.service, person_.user, word);
        const auto waited =
            door_.call(message("Abandon", word), until(now() + last_word_patience), answer_);
        const bool answered =
            waited == Waited::done && read_answer(Answers::login) && step_.expects == Expects::done;
        if (answered) {
            (void)tell();
        } else {
            end(Outcome::denied_final, "okta-factord did not take that the reply was withheld");
            (void)conversation_.tell({protocol::MessageKind::error, not_sent});
        }
        ending_ = Outcome::denied_final;
        return false;
    }

    Message message(const char* method, const char* text) const noexcept {
        return login_call(door_.bus(), daemon(), login_, method, text);
    }

    /// On the bus the unique name that answered first, so that no other daemon takes over.
    const char* daemon() const noexcept {
        return door_.destination() ? sd_bus_message_get_sender(first_.get()) : nullptr;
    }

    bool call(const Message& message, Answers answers, const Patience& patience) noexcept {
        return take(door_.call(message, patience, answer_), answers);
    }

    /// Makes `step_` the answer, or `ending_` what came instead.
    bool take(Waited waited, Answers answers) noexcept {
        switch (waited) {
            case Waited::done:
                break;
            case Waited::late:
                return end(Outcome::unavailable, "no verdict in time");
            case Waited::interrupted:
            case Waited::hung_up:
                return end(Outcome::cancelled, interrupted);
            case Waited::lost:
                return end(Outcome::unavailable, std::strerror(door_.error()));
        }
        if (const sd_bus_error* error = sd_bus_message_get_error(answer_.get())) {
            pam_syslog(pamh_, LOG_ERR, "okta-factord: %s: %s", error->name,
                       error->message ? error->message : "");
            const bool unavailable = means_unavailable(error->name);
            return end(unavailable ? Outcome::unavailable : Outcome::unexpected, "an error answer");
        }
        if (!read_answer(answers)) return end(Outcome::unexpected, "an answer that makes no sense");
        return true;
    }

    bool read_answer(Answers answers) noexcept {
        return read_step(Message{sd_bus_message_ref(answer_.get())}, answers, step_);
    }

    Outcome decided() const noexcept {
        const auto word = protocol::to_word(step_.verdict);
        if (options_.debug)
            pam_syslog(pamh_, LOG_DEBUG, "verdict for %s: %s", person_.user, word.data());
        const auto outcome = outcome_of(step_.verdict);
        const bool lets_in = outcome == Outcome::granted || outcome == Outcome::skipped;
        if (!lets_in || !terminal_.is_gone()) return outcome;
        pam_syslog(pamh_, LOG_WARNING, "%s is not let in, though %s: %s", person_.user, word.data(),
                   terminal_gone);
        return Outcome::cancelled;
    }

    /// Without a verdict: the daemon is told if there is a login to cancel, the log in any case.
    /// Whatever failed, it is the terminal if that is gone.
    bool end(Outcome outcome, const char* why) noexcept {
        const bool left = terminal_.is_gone();
        if (left) outcome = Outcome::cancelled;
        ending_ = outcome;
        constexpr auto terminal = protocol::to_word(protocol::Abandonment::terminal);
        if (login_)
            door_.post(left ? message("Abandon", terminal.data()) : message("Cancel", nullptr));
        pam_syslog(pamh_, LOG_WARNING, "no verdict for %s: %s", person_.user,
                   left ? terminal_gone : why);
        if (outcome == Outcome::unavailable || outcome == Outcome::unexpected)
            (void)conversation_.tell({protocol::MessageKind::error, not_available});
        return false;
    }

    Patience until(Microseconds when) const noexcept { return {when, interrupt_, &terminal_}; }
    Patience at_most(Microseconds time) const noexcept {
        return until(std::min(deadline_, now() + time));
    }

    static bool has_stopped(Waited waited) noexcept {
        return waited == Waited::interrupted || waited == Waited::hung_up;
    }

    const char* trouble(Waited waited) const noexcept {
        return waited == Waited::lost ? std::strerror(door_.error()) : "no answer in time";
    }

    pam_handle_t* pamh_;
    const Options& options_;
    const Person& person_;
    const HostFacts& facts_;
    Interrupt interrupt_;
    Terminal terminal_;
    Microseconds deadline_;
    Conversation conversation_;
    Door door_;
    bool socket_stands_ = false;
    Message answer_;
    Message first_;                // the answer to StartLogin, which `login_` points into
    const char* login_ = nullptr;  // object path, once there is one
    Step step_;
    Outcome ending_ = Outcome::unexpected;
};

}  // namespace

Outcome relay_login(pam_handle_t* pamh, const Options& options, const Person& person,
                    const HostFacts& facts) noexcept {
    return Relay{pamh, options, person, facts}.run();
}

}  // namespace okta_factor::pam
