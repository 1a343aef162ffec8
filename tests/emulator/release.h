// SPDX-License-Identifier: MIT
// A deleter made of a C library's function: std::unique_ptr<BIO, Release<BIO_free>>.
#pragma once

namespace okta_factor::emulator {

template <auto release>
struct Release {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};

}  // namespace okta_factor::emulator
