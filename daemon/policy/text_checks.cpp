// SPDX-License-Identifier: MIT
#include "daemon/policy/text_checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "daemon/okta/login_name.h"
#include "daemon/policy/network.h"
#include "daemon/policy/suggest.h"

namespace okta_factor::policy {
namespace {

constexpr std::size_t longest_name = 100;
constexpr std::size_t sha256_base64 = 43;  // characters of an SHA-256 without the padding
constexpr std::string_view user_placeholder = "{user}";
constexpr std::array<std::string_view, 5> okta_domains{"okta.com", "oktapreview.com",
                                                       "okta-emea.com", "okta-gov.com", "okta.mil"};

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_base64(char c) {
    return is_alphanumeric(c) || c == '+' || c == '/';
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
}
bool is_control_or_space(char c) {
    return is_control(c) || c == ' ';
}

std::string lower(std::string_view text) {
    std::string result{text};
    std::transform(result.begin(), result.end(), result.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return result;
}

tl::unexpected<std::string> meant(std::string text) {
    return tl::unexpected(std::move(text));
}

bool is_label(std::string_view label) {
    constexpr std::size_t longest_label = 63;
    return !label.empty() && label.size() <= longest_label && !label.starts_with('-') &&
           !label.ends_with('-') && std::all_of(label.begin(), label.end(), [](char c) {
               return is_alphanumeric(c) || c == '-';
           });
}

bool is_host(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
        const auto inside = host.substr(1, host.size() - 2);
        return inside.find(':') != std::string_view::npos &&
               inside.find('%') == std::string_view::npos && parse_address(inside);
    }
    constexpr std::size_t longest_host = 253;
    if (host.size() > longest_host) return false;
    if (host.ends_with('.')) host.remove_suffix(1);  // the root of all names may be written
    for (;;) {
        const auto end = host.find('.');
        if (!is_label(host.substr(0, end))) return false;
        if (end == std::string_view::npos) return true;
        host.remove_prefix(end + 1);
    }
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

/// host or host:port, where an IPv6 host stands in brackets.
bool is_authority(std::string_view text) {
    const auto bracket = text.rfind(']');
    const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon == std::string_view::npos) return is_host(text);
    return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

/// ORG-admin.okta.com beside ORG.okta.com, in whatever cell of Okta's the organization lives.
bool is_admin_console(std::string_view authority) {
    constexpr std::string_view mark = "-admin";
    auto host = authority.substr(0, authority.find(':'));
    if (host.ends_with('.')) host.remove_suffix(1);
    const auto end = std::min(host.find('.'), host.size());
    const auto domain = host.substr(std::min(end + 1, host.size()));
    return host.substr(0, end).ends_with(mark) &&
           std::find(okta_domains.begin(), okta_domains.end(), domain) != okta_domains.end();
}

}  // namespace

CheckedText check_org_url(std::string_view text) {
    constexpr std::string_view scheme = "https://";
    auto url = lower(text);
    if (!url.starts_with(scheme))
        return meant("must start with https://, such as \"https://acme.okta.com\"");
    if (url.size() > scheme.size() && url.ends_with('/')) url.pop_back();
    const auto authority = std::string_view{url}.substr(scheme.size());
    if (authority.find_first_of("/?#@\\") != std::string_view::npos)
        return meant(
            "must be the organization's address alone, https://HOST or https://HOST:PORT, without "
            "user, path or query");
    if (!is_authority(authority)) return meant("has no valid host or port");
    if (is_admin_console(authority))
        return meant("is the address of the admin console; the one without \"-admin\" was meant");
    return url;
}

CheckedText check_proxy(std::string_view text) {
    const std::string url = lower(text);
    for (const std::string_view scheme : {"http://", "https://", "socks5://", "socks5h://"}) {
        if (!url.starts_with(scheme)) continue;
        auto authority = text.substr(scheme.size());
        if (authority.ends_with('/')) authority.remove_suffix(1);
        if (const auto at = authority.rfind('@'); at != std::string_view::npos)
            authority.remove_prefix(at + 1);
        if (std::any_of(text.begin(), text.end(), is_control_or_space) || !is_authority(authority))
            break;
        return std::string{text};
    }
    return meant("must be http, https, socks5 or socks5h://[USER:PASSWORD@]HOST[:PORT]");
}

CheckedText check_path(std::string_view text) {
    if (!text.starts_with('/') || text.ends_with('/') ||
        std::any_of(text.begin(), text.end(), is_control))
        return meant("must be the absolute path of a file, starting with /");
    return std::string{text};
}

CheckedText check_public_key_pin(std::string_view text) {
    constexpr std::string_view kind = "sha256//";
    for (auto rest = text; !rest.empty();) {
        const auto end = rest.find(';');
        const auto pin = rest.substr(0, end);
        const auto digest = pin.substr(std::min(kind.size(), pin.size()));
        if (!pin.starts_with(kind) || digest.size() != sha256_base64 + 1 ||
            !digest.ends_with('=') || !std::all_of(digest.begin(), digest.end() - 1, is_base64))
            break;
        if (end == std::string_view::npos) return std::string{text};
        rest.remove_prefix(end + 1);
    }
    return meant("must be sha256// and the base64 of a public key's SHA-256; several go with ;");
}

CheckedText check_word(std::string_view text) {
    if (text.empty() || std::any_of(text.begin(), text.end(), is_control_or_space))
        return meant("must be one word, not empty and without spaces");
    return std::string{text};
}

CheckedText check_name(std::string_view text) {
    if (text.empty() || text.size() > longest_name ||
        std::any_of(text.begin(), text.end(), is_control))
        return meant("must be 1 to " + std::to_string(longest_name) +
                     " characters without control characters");
    return std::string{text};
}

CheckedText check_login(std::string_view text) {
    if (!is_plausible_login(text))
        return meant("must be a full Okta login such as \"alice@acme.com\"");
    return std::string{text};
}

CheckedText check_login_template(std::string_view text) {
    bool has_user = false;
    std::string example;
    for (auto rest = text; !rest.empty();) {
        const auto brace = rest.find_first_of("{}");
        example += rest.substr(0, brace);
        if (brace == std::string_view::npos) break;
        rest.remove_prefix(brace);
        if (!rest.starts_with(user_placeholder)) {
            const auto end = rest.find('}');
            if (rest.front() == '}' || end == std::string_view::npos)
                return meant("has a brace without its partner; {user} was meant");
            return meant("knows no placeholder " + in_quotes(rest.substr(0, end + 1)) +
                         "; {user} was meant");
        }
        if (std::exchange(has_user, true)) return meant("must contain {user} once only");
        example += "alice";
        rest.remove_prefix(user_placeholder.size());
    }
    if (!has_user)
        return meant("must contain {user}, or everybody would be the same person at Okta");
    if (!is_plausible_login(example))
        return meant("must make a full Okta login of {user}, such as \"{user}@acme.com\"");
    return std::string{text};
}

CheckedText check_fingerprint(std::string_view text) {
    constexpr std::string_view kind = "SHA256:";
    const auto digest = text.substr(std::min(kind.size(), text.size()));
    if (!text.starts_with(kind) || digest.size() != sha256_base64 ||
        !std::all_of(digest.begin(), digest.end(), is_base64))
        return meant("must be SHA256: and 43 characters, as ssh-keygen -l prints it");
    return std::string{text};
}

bool is_plausible_login(std::string_view login) {
    return !okta::why_refused(login) && std::count(login.begin(), login.end(), '@') <= 1 &&
           std::none_of(login.begin(), login.end(),
                        [](char c) { return is_control_or_space(c) || c == '{' || c == '}'; });
}

}  // namespace okta_factor::policy
