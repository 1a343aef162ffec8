// SPDX-License-Identifier: MIT
#pragma once

#include <exception>
#include <string>

namespace okta_factor::loop {

/// What an exception says of itself.
inline std::string text_of(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "unknown exception";
    }
}

}  // namespace okta_factor::loop
