// SPDX-License-Identifier: MIT
// The unit's sandbox: judged by systemd, and tried from inside.
#include "tests/system/booted/booted_test.h"

namespace okta_factor::booted {
namespace {

using std::string;

class Sandbox : public BootedTest {};

TEST_F(Sandbox, ItsExposureIsAtMostOnePointTwo) {
    machine().must("systemd-analyze security --no-pager --threshold=12 okta-factord.service");
}

// Each line says what it tried and whether it could.
constexpr char probe[] = R"(#!/usr/bin/perl
use strict;
use Socket;
sub attempt { my ($what, $could) = @_; print $what, ": ", $could ? "yes" : "no", "\n"; }
attempt("write its state", open(my $state, '>', "$ENV{STATE_DIRECTORY}/probe"));
attempt("read its configuration", open(my $conf, '<', '/etc/okta-factor.conf'));
attempt("read its token", open(my $token, '<', '/etc/okta-factor/api-token'));
attempt("open an IPv4 socket", socket(my $inet, AF_INET, SOCK_STREAM, 0));
attempt("open an IPv6 socket", socket(my $inet6, AF_INET6, SOCK_STREAM, 0));
attempt("write to /etc", open(my $etc, '>', '/etc/probe'));
attempt("write to /usr", open(my $usr, '>', '/usr/probe'));
attempt("change its token", open(my $change, '>>', '/etc/okta-factor/api-token'));
attempt("read /etc/shadow", open(my $shadow, '<', '/etc/shadow'));
attempt("read a host key", open(my $key, '<', '/etc/ssh/ssh_host_ed25519_key'));
attempt("look into /home/alice", opendir(my $home, '/home/alice'));
attempt("look into /root", opendir(my $root, '/root'));
attempt("see other processes", -e '/proc/1/status');
attempt("signal another process", kill(0, 1));
attempt("trace itself", syscall(101, 0, 0, 0, 0) == 0);
attempt("open a netlink socket", socket(my $netlink, 16, SOCK_RAW, 0));
attempt("open a packet socket", socket(my $packet, 17, SOCK_RAW, 0));
attempt("open a vsock socket", socket(my $vsock, 40, SOCK_STREAM, 0));
attempt("make a user namespace", syscall(272, 0x10000000) == 0);
attempt("mount", syscall(165, 0, 0, 0, 0, 0) == 0 || $! != 1);
attempt("make code at run time", syscall(9, 0, 4096, 7, 0x22, -1, 0) != -1);
attempt("become root", syscall(117, 0, 0, 0) == 0);
attempt("see a disk", grep { -b $_ } glob('/dev/*'));
)";

TEST_F(Sandbox, KeepsTheDaemonFromWhatItDoesNotNeed) {
    machine().write("/usr/local/bin/probe", probe);
    machine().must("chmod 755 /usr/local/bin/probe");
    // The shipped unit, with another program in it.
    machine().must(
        "sed -e 's|^ExecStart=.*|ExecStart=/usr/local/bin/probe|' -e 's|^Type=.*|Type=oneshot|' -e "
        "'/^Restart/d' -e '/^Sockets/d' "
        "-e '/^WatchdogSec/d' $(systemctl show -P FragmentPath okta-factord) "
        ">/run/systemd/system/probe.service && "
        "systemctl daemon-reload && systemctl start probe");
    ASSERT_TRUE(machine().becomes_true("journalctl -b -o cat -u probe | grep -q 'see a disk'"))
        << machine().run("journalctl -b -u probe").output;
    const auto report = machine().must("journalctl -b -o cat -t probe");
    EXPECT_EQ(report,
              "write its state: yes\n"
              "read its configuration: yes\n"
              "read its token: yes\n"
              "open an IPv4 socket: yes\n"
              "open an IPv6 socket: yes\n"
              "write to /etc: no\n"
              "write to /usr: no\n"
              "change its token: no\n"
              "read /etc/shadow: no\n"
              "read a host key: no\n"
              "look into /home/alice: no\n"
              "look into /root: no\n"
              "see other processes: no\n"
              "signal another process: no\n"
              "trace itself: no\n"
              "open a netlink socket: no\n"
              "open a packet socket: no\n"
              "open a vsock socket: no\n"
              "make a user namespace: no\n"
              "mount: no\n"
              "make code at run time: no\n"
              "become root: no\n"
              "see a disk: no");
    machine().must(
        "rm -f /run/systemd/system/probe.service /usr/local/bin/probe /var/lib/okta-factor/probe; "
        "systemctl daemon-reload");
}

}  // namespace
}  // namespace okta_factor::booted
