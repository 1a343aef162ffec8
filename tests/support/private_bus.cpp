// SPDX-License-Identifier: MIT
#include "tests/support/private_bus.h"

#include <fstream>
#include <stdexcept>

namespace okta_factor::test {
namespace {

constexpr char allow_all[] = R"(
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
)";

constexpr char head[] =
    R"(<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <auth>EXTERNAL</auth>
)";

}  // namespace

PrivateBus::PrivateBus() : PrivateBus(allow_all) {}

PrivateBus::PrivateBus(const std::string& policy) : address_("unix:path=" + directory_ / "bus") {
    const auto file = directory_ / "bus.conf";
    std::ofstream(file) << head << "  <listen>" << address_ << "</listen>\n"
                        << policy << "</busconfig>\n";
    process_.emplace(Command{.arguments = {"dbus-daemon", "--nofork", "--nopidfile", "--nosyslog",
                                           "--print-address=1", "--config-file=" + file},
                             .output = output_.path()});
    // It prints its address once it listens, and anything else if it cannot.
    const auto line = output_.next_line();
    if (!line || !line->starts_with(address_))
        throw std::runtime_error("dbus-daemon did not start: " + line.value_or(""));
}

}  // namespace okta_factor::test
