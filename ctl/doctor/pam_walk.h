// SPDX-License-Identifier: MIT
// Every way through a stack: each other module with each result it may have, ours with each of
// its own, by the rules that libpam decides with (_pam_dispatch_aux of Linux-PAM 1.5). Pure.
#pragma once

#include <set>

#include "ctl/doctor/pam_stack.h"

namespace okta_factor::doctor {

/// How our module fared on the way.
enum class Asked { no, granted, skipped, refused };

/// The end of one way.
struct Ending {
    bool lets_in = false;
    Asked asked = Asked::no;
    bool asked_again = false;          // it ran more than once
    const Entry* passed_by = nullptr;  // what led past our module; it belongs to the stack
    bool passed_on_success = false;    // that one succeeded
    bool asked_in_vain = false;        // ours ran after a password or key had been refused for good
    bool proven_before = false;        // a password or key had been accepted before ours ran
    bool proven_after = false;         // one was looked at after ours ran

    auto operator<=>(const Ending&) const = default;
};

/// All endings there are.
std::set<Ending> endings(const Stack& stack);

/// Whether nobody who gets in by that stack proved anything in it but what our module asks for.
bool proves_nothing_itself(const Stack& stack);

/// Modules that look at who or where somebody is, and not at what they can prove.
bool is_gate(const Entry& entry);

/// Modules that neither prove anything nor decide who goes where.
bool is_bystander(const Entry& entry);

}  // namespace okta_factor::doctor
