// SPDX-License-Identifier: MIT
// The PAM services and their habits, once for module, daemon and tool. A service that is not listed
// has none of them: it is taken for a server whose client is on the network (dovecot, cockpit,
// xrdp). Header only and free of exceptions: it is compiled into the PAM module.
#pragma once

#include <string_view>

namespace okta_factor::pam_services {

/// A name that ends in `*` stands for all that begin so. (No pointers: the module is small, and the
/// loader has nothing to relocate.)
struct Service {
    char name[22];
    unsigned short habits;
};

enum Habit : unsigned short {
    steps_up = 1U << 0U,       // the person becomes another account
    names_invoker = 1U << 1U,  // PAM_RUSER is the person; PAM_USER may be the account entered
    own_process = 1U << 2U,    // a setuid program that the person started runs PAM
    at_machine = 1U << 3U,     // a console or display manager: the seat of this machine
    ssh = 1U << 4U,            // sshd: its PAM environment has SSH_CONNECTION and SSH_AUTH_INFO_0
    no_client = 1U << 5U,      // a local person: what PAM_RHOST says there is a name or a claim
    shows_info = 1U << 6U,     // information is shown at once, not only with the next prompt
    sudos = 1U << 7U           // sudo: retries what is meant to be final; may name its command
};

// `login` and `remote` (login of util-linux, where a server calls it with -h) are told a host by
// telnetd or rlogind: a name by the client's own DNS, and in arguments that clients have got to
// write before. X display managers are told one by XDMCP, unauthenticated UDP. So these have no
// client.
inline constexpr Service every_service[] = {
    {"sshd*", ssh},  // up to 9.7 the service is the binary's name
    {"sudo", steps_up | names_invoker | own_process | no_client | shows_info | sudos},
    {"sudo-i", steps_up | names_invoker | own_process | no_client | shows_info | sudos},
    {"su", steps_up | names_invoker | own_process | no_client | shows_info},
    {"su-l", steps_up | names_invoker | own_process | no_client | shows_info},
    {"doas", steps_up | names_invoker | own_process | no_client | shows_info},
    {"runuser", steps_up | names_invoker | own_process | no_client | shows_info},
    {"runuser-l", steps_up | names_invoker | own_process | no_client | shows_info},
    // PAM_USER is the administrator whom the person chose, PAM_RUSER is not set.
    {"polkit-1", steps_up | no_client | shows_info},
    {"pkexec", steps_up | no_client},
    {"chfn", own_process | no_client},
    {"chsh", own_process | no_client},
    {"login", at_machine | no_client | shows_info},
    {"remote", no_client},
    {"gdm", at_machine | no_client | shows_info},
    {"gdm-*", at_machine | no_client | shows_info},
    {"lightdm*", at_machine | no_client},
    {"sddm*", at_machine | no_client},
    {"kdm*", at_machine | no_client},
    {"lxdm", at_machine | no_client},
    {"xdm", at_machine | no_client},
    {"wdm", at_machine | no_client},
    {"slim", at_machine | no_client},
    {"greetd*", at_machine | no_client},
    {"ly", at_machine | no_client},
    {"plasmalogin*", at_machine | no_client},
    {"cosmic-greeter", at_machine | no_client},
    // Screen lockers: somebody logged in already sits there.
    {"kde*", no_client},
    {"xscreensaver", no_client},
    {"gnome-screensaver", no_client},
    {"mate-screensaver", no_client},
    {"cinnamon-screensaver", no_client},
    {"i3lock", no_client},
    {"swaylock", no_client},
    {"xsecurelock", no_client},
    {"physlock", no_client},
    {"vlock", no_client},
    {"xlock", no_client},
    // Jobs of local people.
    {"cron*", no_client},
    {"atd", no_client},
    {"systemd-user", no_client},
};

constexpr bool has_habit(std::string_view service, Habit habit) noexcept {
    for (const auto& row : every_service) {
        std::string_view name{row.name};
        const bool begins = name.back() == '*';
        if (begins) name.remove_suffix(1);
        if (begins ? service.substr(0, name.size()) == name : service == name)
            return (row.habits & habit) != 0;
    }
    return false;
}

/// The person becomes another account: sudo, su, doas, runuser, polkit. Where no target is known it
/// is unknown, not the person's own account.
constexpr bool is_step_up(std::string_view service) noexcept {
    return has_habit(service, steps_up);
}

/// PAM_RUSER is the person: sudo, su, doas, runuser.
constexpr bool tells_invoker(std::string_view service) noexcept {
    return has_habit(service, names_invoker);
}

/// PAM runs in a process that the person started, so that they can have as many as they like: sudo,
/// su, doas, runuser, chfn, chsh. Not polkit, where the person may name somebody else.
constexpr bool is_own_process(std::string_view service) noexcept {
    return has_habit(service, own_process);
}

/// A console or a display manager. (Debian 12's telnetd uses the service login too.)
constexpr bool is_at_the_machine(std::string_view service) noexcept {
    return has_habit(service, at_machine);
}

constexpr bool is_sshd(std::string_view service) noexcept {
    return has_habit(service, ssh);
}

constexpr bool is_sudo(std::string_view service) noexcept {
    return has_habit(service, sudos);
}

/// PAM_RHOST, where it is a numeric address, is that of a client on the network: sshd and every
/// service that is not listed.
constexpr bool tells_client_address(std::string_view service) noexcept {
    return !has_habit(service, no_client);
}

/// What is said without a prompt is seen at once, not only with the next prompt.
constexpr bool shows_info_at_once(std::string_view service) noexcept {
    return has_habit(service, shows_info);
}

}  // namespace okta_factor::pam_services
