// SPDX-License-Identifier: MIT
// Bodies as Okta sends them, for the tests of the client.
#pragma once

#include <string>

namespace okta_factor::test {

inline const std::string org = "https://gibson.okta.com";
inline const std::string user_id = "00uCEREALKILLER0001";
inline const std::string login = "kate.libby@gibson.example";

inline std::string user_body(const std::string& status = "ACTIVE", const std::string& name = login,
                             const std::string& id = user_id) {
    return R"({"id":")" + id + R"(","status":")" + status + R"(","activated":null,"profile":)" +
           R"({"login":")" + name + R"(","firstName":"Kate"},"_links":{}})";
}

inline std::string error_body(const std::string& code, const std::string& summary = "words") {
    return R"({"errorCode":")" + code + R"(","errorSummary":")" + summary + R"(","errorLink":")" +
           code + R"(","errorId":"oaeFROMTHEBODY","errorCauses":[]})";
}

inline const std::string factors_body = R"([
  {"id":"opf1","factorType":"push","provider":"OKTA","vendorName":"OKTA","status":"ACTIVE",
   "profile":{"credentialId":"kate","deviceType":"SmartPhone_IPhone","name":"Lucy","keys":[]}},
  {"id":"ost1","factorType":"token:software:totp","provider":"GOOGLE","status":"ACTIVE"},
  {"id":"sms1","factorType":"sms","provider":"OKTA","status":"ACTIVE",
   "profile":{"phoneNumber":"+1 XXX-XXX-1337"}},
  {"id":"ost2","factorType":"token:software:totp","provider":"OKTA","status":"PENDING_ACTIVATION",
   "_embedded":{"activation":{"sharedSecret":"GNXWK3TFOI"}}},
  {"id":"fwf1","factorType":"webauthn","provider":"FIDO","status":"ACTIVE","profile":null}
])";

inline const std::string transaction_url =
    org + "/api/v1/users/" + user_id + "/factors/opf1/transactions/v2mst.Zer0C00l";

inline std::string waiting_body(const std::string& more = "",
                                const std::string& link = transaction_url) {
    return R"({"factorResult":"WAITING",)" + more + R"("_links":{"poll":{"href":")" + link +
           R"("},"cancel":{"href":")" + link + R"("}}})";
}

inline const std::string number_42 = R"("_embedded":{"challenge":{"correctAnswer":42}},)";

}  // namespace okta_factor::test
