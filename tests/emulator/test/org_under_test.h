// SPDX-License-Identifier: MIT
// An emulated org in this process, and callers of its two doors over real TLS and HTTP.
#pragma once

#include <gtest/gtest.h>
#include <httplib.h>

#include <memory>
#include <string>

#include "tests/emulator/emulator.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::emulator {

/// status 0: there was no answer.
struct Reply {
    int status = 0;
    Json body;
    std::string text;
    httplib::Headers headers;

    [[nodiscard]] std::string header(const std::string& name) const;
    [[nodiscard]] std::string code() const {
        return body.is_object() ? body.value("errorCode", "") : "";
    }
    [[nodiscard]] std::string result() const {
        return body.is_object() ? body.value("factorResult", "") : "";
    }
};

Reply reply_of(const httplib::Result& result);

class OrgUnderTest : public testing::Test {
  protected:
    static constexpr const char* token = "SSWS 00-a-token";
    static constexpr const char* alice = "/api/v1/users/00ualice";

    explicit OrgUnderTest(const Json& changes = Json::object());

    Reply get(const std::string& path,
              const httplib::Headers& headers = {{"Authorization", token}});
    Reply post(const std::string& path, const Json& body = nullptr,
               httplib::Headers headers = {{"Authorization", token}});
    Reply remove(const std::string& path);
    Reply verify(const std::string& factor_id, const Json& body = nullptr);
    /// The factor's current passcode, tried.
    Reply verify_current(const std::string& factor_id);
    std::string code_of(const std::string& factor_id);

    Reply tell(const std::string& path, const Json& body);  // POST to the control door
    Reply ask(const std::string& path);                     // GET
    Reply clear(const std::string& path);                   // DELETE

    /// A caller of its own, with a connection of its own.
    [[nodiscard]] std::unique_ptr<httplib::Client> new_client() const;

    test::TempDir folder_;
    Emulator org_;
    std::unique_ptr<httplib::Client> api_;
    httplib::Client control_;
};

}  // namespace okta_factor::emulator
