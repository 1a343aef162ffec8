// SPDX-License-Identifier: MIT
// The Manager's methods about recovery codes. They answer once the disk has what they say.
#include <cstdint>
#include <exception>
#include <utility>

#include "daemon/bus/guarded.h"
#include "daemon/bus/objects.h"

namespace okta_factor::bus {
namespace {

using Call = std::shared_ptr<sd_bus_message>;

Call keep_call(sd_bus_message* message) {
    return {sd_bus_message_ref(message), &sd_bus_message_unref};
}

void fail(const Call& call, const std::string& why) {
    sd_bus_error error = SD_BUS_ERROR_MAKE_CONST(SD_BUS_ERROR_FAILED, why.c_str());
    check(sd_bus_reply_method_error(call.get(), &error), "answering");
}

Message answer_to(const Call& call) {
    sd_bus_message* raw = nullptr;
    check(sd_bus_message_new_method_return(call.get(), &raw), "answering");
    return Message{raw};
}

void send(const Message& answer) {
    check(sd_bus_send(nullptr, answer.get(), nullptr), "answering");
}

loop::Task<void> create(Host& host, Call call, std::string user, std::uint32_t count) {
    auto creating = host.recovery_codes().create(std::move(user), count);
    const auto codes = co_await creating;
    if (!codes) co_return fail(call, codes.error());
    const auto answer = answer_to(call);
    check(sd_bus_message_sensitive(answer.get()), "answering");
    check(sd_bus_message_open_container(answer.get(), 'a', "s"), "answering");
    for (const auto& code : *codes)
        check(sd_bus_message_append_basic(answer.get(), 's', code.reveal().c_str()), "answering");
    check(sd_bus_message_close_container(answer.get()), "answering");
    send(answer);
}

loop::Task<void> revoke(Host& host, Call call, std::string user) {
    auto revoking = host.recovery_codes().revoke(std::move(user));
    const auto revoked = co_await revoking;
    if (!revoked) co_return fail(call, revoked.error());
    check(sd_bus_reply_method_return(call.get(), "u", static_cast<std::uint32_t>(*revoked)),
          "answering");
}

}  // namespace

void Objects::run_errand(std::shared_ptr<sd_bus_message> call, loop::Task<void> errand) {
    const auto number = next_number_++;
    auto done = [this, number, call = std::move(call)](const std::exception_ptr& error) {
        if (error) {
            executor_.report(called(call.get()), error);
            sd_bus_reply_method_errno(call.get(), -EIO, nullptr);
        }
        errands_.erase(number);
    };
    errands_.emplace(number, loop::Root{executor_, std::move(errand), std::move(done)});
}

void Objects::create_recovery_codes(sd_bus_message* message) {
    const char* user = nullptr;
    std::uint32_t count = 0;
    check(sd_bus_message_read(message, "su", &user, &count), "reading a user and a count");
    auto call = keep_call(message);
    auto creating = create(host_, call, user, count);
    run_errand(std::move(call), std::move(creating));
}

void Objects::recovery_codes(sd_bus_message* message) {
    const auto call = keep_call(message);
    const auto counts = host_.recovery_codes().counts();
    if (!counts) return fail(call, counts.error());
    const auto answer = answer_to(call);
    check(sd_bus_message_open_container(answer.get(), 'a', "(su)"), "answering");
    for (const auto& [user, count] : *counts)
        check(sd_bus_message_append(answer.get(), "(su)", user.c_str(),
                                    static_cast<std::uint32_t>(count)),
              "answering");
    check(sd_bus_message_close_container(answer.get()), "answering");
    send(answer);
}

void Objects::revoke_recovery_codes(sd_bus_message* message) {
    const char* user = nullptr;
    check(sd_bus_message_read(message, "s", &user), "reading a user");
    auto call = keep_call(message);
    auto revoking = revoke(host_, call, user);
    run_errand(std::move(call), std::move(revoking));
}

}  // namespace okta_factor::bus
