// SPDX-License-Identifier: MIT
// libcurl copies what it sends and receives into memory of its own: tokens, codes, answers.
#pragma once

namespace okta_factor::http {

/// Starts libcurl, once per process, on an allocator that overwrites whatever it frees. Throws
/// std::runtime_error.
void start_libcurl();

}  // namespace okta_factor::http
