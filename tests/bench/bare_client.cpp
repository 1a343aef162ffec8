// SPDX-License-Identifier: MIT
#include "tests/bench/bare_client.h"

#include <curl/curl.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace okta_factor::bench {
namespace {

using nlohmann::json;

struct Call {
    const std::string& ca_file;
    const std::string& token;

    [[nodiscard]] json operator()(const std::string& url, const std::string& body = {}) const {
        const std::unique_ptr<CURL, void (*)(CURL*)> easy{curl_easy_init(), curl_easy_cleanup};
        curl_slist* list = curl_slist_append(nullptr, ("Authorization: SSWS " + token).c_str());
        list = curl_slist_append(list, "Content-Type: application/json");
        const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers{list, curl_slist_free_all};
        std::string answer;
        curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(easy.get(), CURLOPT_CAINFO, ca_file.c_str());
        curl_easy_setopt(easy.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, &answer);
        curl_easy_setopt(
            easy.get(), CURLOPT_WRITEFUNCTION,
            +[](char* data, std::size_t size, std::size_t count, void* into) {
                static_cast<std::string*>(into)->append(data, size * count);
                return size * count;
            });
        if (!body.empty()) curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body.c_str());
        if (const auto result = curl_easy_perform(easy.get()); result != CURLE_OK)
            throw std::runtime_error(curl_easy_strerror(result));
        return json::parse(answer);
    }
};

}  // namespace

void bare_login(const std::string& org_url, const std::string& ca_file, const std::string& token,
                const std::string& login, const std::string& code) {
    const Call call{ca_file, token};
    const std::string users = org_url + "/api/v1/users/";
    const std::string id = call(users + login).at("id");
    std::string factor;
    for (const auto& each : call(users + id + "/factors"))
        if (each.at("factorType") == "token:hardware") factor = each.at("id");
    const auto verdict =
        call(users + id + "/factors/" + factor + "/verify", json{{"passCode", code}}.dump());
    if (verdict.value("factorResult", "") != "SUCCESS")
        throw std::runtime_error("code not accepted");
    if (call(users + id).at("status") != "ACTIVE") throw std::runtime_error("user not active");
}

}  // namespace okta_factor::bench
