// SPDX-License-Identifier: MIT
#include "daemon/bus/vtables.h"

#include "daemon/bus/guarded.h"
#include "daemon/bus/objects.h"

namespace okta_factor::bus {

struct Handlers {
    static loop::Executor& reporter(void* self) { return static_cast<Objects*>(self)->executor_; }

    template <void (Objects::*method)(sd_bus_message*)>
    static int on_manager(sd_bus_message* message, void* self, sd_bus_error*) {
        return guarded(reporter(self), message, [&] {
            auto* objects = static_cast<Objects*>(self);
            objects->authorized(message,
                                [objects](sd_bus_message* call) { (objects->*method)(call); });
            return 1;
        });
    }

    // `found` is the Objects: the visit is looked up once more, by the sender of this very message.
    template <void (Objects::*method)(Objects::Visit&, sd_bus_message*)>
    static int on_login(sd_bus_message* message, void* self, sd_bus_error*) {
        return guarded(reporter(self), message, [&] {
            auto* objects = static_cast<Objects*>(self);
            auto* visit = objects->visit_at(sd_bus_message_get_path(message),
                                            sd_bus_message_get_sender(message));
            if (!visit)
                return sd_bus_reply_method_errorf(message, SD_BUS_ERROR_UNKNOWN_OBJECT,
                                                  "No such login");
            (objects->*method)(*visit, message);
            return 1;
        });
    }

    // A login that is not the caller's own does not exist for them, not even in introspection.
    static int find(sd_bus* bus, const char* path, const char*, void* self, void** found,
                    sd_bus_error*) {
        return guarded(reporter(self), "the look-up of a login", [&] {
            auto* objects = static_cast<Objects*>(self);
            sd_bus_message* current = sd_bus_get_current_message(bus);
            const char* sender = current ? sd_bus_message_get_sender(current) : nullptr;
            *found = objects;
            return objects->visit_at(path, sender) ? 1 : 0;
        });
    }

    using Getter = int (*)(Host&, sd_bus_message*);
    template <Getter getter>
    static int property(sd_bus*, const char*, const char*, const char* name, sd_bus_message* reply,
                        void* self, sd_bus_error*) {
        return guarded(reporter(self), name,
                       [&] { return getter(static_cast<Objects*>(self)->host_, reply); });
    }

    static int version(Host&, sd_bus_message* reply) {
        return sd_bus_message_append(reply, "s", OKTA_FACTOR_VERSION);
    }
    static int org(Host& host, sd_bus_message* reply) {
        return sd_bus_message_append(reply, "s", host.org().c_str());
    }
    static int reachable(Host& host, sd_bus_message* reply) {
        return sd_bus_message_append(reply, "b", host.reachable() ? 1 : 0);
    }
    static int active_logins(Host& host, sd_bus_message* reply) {
        return sd_bus_message_append(reply, "u", host.active_logins());
    }
    static int since(Host& host, sd_bus_message* reply) {
        return sd_bus_message_append(reply, "t", host.since_usec());
    }

    static const sd_bus_vtable manager_table[];
    static const sd_bus_vtable login_table[];
};

// "Unprivileged" here means that sd-bus does not check the caller by blocking calls of its own: we
// check ours.
const sd_bus_vtable Handlers::manager_table[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD_WITH_ARGS(
        "StartLogin", SD_BUS_ARGS("a{sv}", login),
        SD_BUS_RESULT("o", object, "a(ss)", messages, "s", expects, "s", verdict),
        &on_manager<&Objects::start_login>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Reload", SD_BUS_NO_ARGS, SD_BUS_NO_RESULT,
                            &on_manager<&Objects::reload>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Unlock", SD_BUS_ARGS("s", okta_user), SD_BUS_RESULT("b", cleared),
                            &on_manager<&Objects::unlock>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Status", SD_BUS_NO_ARGS, SD_BUS_RESULT("a{sv}", status),
                            &on_manager<&Objects::status>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Sessions", SD_BUS_NO_ARGS, SD_BUS_RESULT("aa{sv}", sessions),
                            &on_manager<&Objects::sessions>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Forget", SD_BUS_ARGS("s", user), SD_BUS_RESULT("u", forgotten),
                            &on_manager<&Objects::forget>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("CreateRecoveryCodes", SD_BUS_ARGS("s", user, "u", count),
                            SD_BUS_RESULT("as", codes),
                            &on_manager<&Objects::create_recovery_codes>,
                            SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
    SD_BUS_METHOD_WITH_ARGS("RecoveryCodes", SD_BUS_NO_ARGS, SD_BUS_RESULT("a(su)", codes_left),
                            &on_manager<&Objects::recovery_codes>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS(
        "RevokeRecoveryCodes", SD_BUS_ARGS("s", user), SD_BUS_RESULT("u", revoked),
        &on_manager<&Objects::revoke_recovery_codes>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_PROPERTY("Version", "s", &property<&version>, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_PROPERTY("Org", "s", &property<&org>, 0, 0),
    SD_BUS_PROPERTY("Reachable", "b", &property<&reachable>, 0, 0),
    SD_BUS_PROPERTY("ActiveLogins", "u", &property<&active_logins>, 0, 0),
    SD_BUS_PROPERTY("Since", "t", &property<&since>, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_VTABLE_END};

const sd_bus_vtable Handlers::login_table[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD_WITH_ARGS("Reply", SD_BUS_ARGS("s", text),
                            SD_BUS_RESULT("a(ss)", messages, "s", expects, "s", verdict),
                            &on_login<&Objects::reply>,
                            SD_BUS_VTABLE_UNPRIVILEGED | SD_BUS_VTABLE_SENSITIVE),
    SD_BUS_METHOD_WITH_ARGS("Wait", SD_BUS_NO_ARGS,
                            SD_BUS_RESULT("a(ss)", messages, "s", expects, "s", verdict),
                            &on_login<&Objects::wait>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Abandon", SD_BUS_ARGS("s", why),
                            SD_BUS_RESULT("a(ss)", messages, "s", expects, "s", verdict),
                            &on_login<&Objects::abandon>, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD_WITH_ARGS("Cancel", SD_BUS_NO_ARGS, SD_BUS_NO_RESULT, &on_login<&Objects::cancel>,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END};

const sd_bus_vtable* manager_vtable() {
    return Handlers::manager_table;
}
const sd_bus_vtable* login_vtable() {
    return Handlers::login_table;
}
sd_bus_object_find_t find_login() {
    return &Handlers::find;
}

}  // namespace okta_factor::bus
