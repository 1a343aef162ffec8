// SPDX-License-Identifier: MIT
#include "daemon/okta/secret_file.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string_view>

#include "common/descriptor.h"

namespace okta_factor::okta {
namespace {

constexpr off_t max_bytes = 65'536;
constexpr char service_group[] = "okta-factor";

bool is_trusted_group(gid_t gid) {
    if (gid == 0 || gid == getegid()) return true;
    std::array<char, 4096> buffer{};
    group entry{};
    group* found = nullptr;
    return getgrnam_r(service_group, &entry, buffer.data(), buffer.size(), &found) == 0 &&
           found != nullptr && found->gr_gid == gid;
}

std::optional<std::string_view> why_not_trusted(const struct stat& status) {
    if (status.st_uid != 0 && status.st_uid != geteuid()) return "is owned by another user";
    if ((status.st_mode & S_IRWXO) != 0) return "is open to all users (chmod o= it)";
    if ((status.st_mode & S_IWGRP) != 0) return "is writable by its group (chmod g-w it)";
    if ((status.st_mode & S_IRGRP) != 0 && !is_trusted_group(status.st_gid))
        return "is readable by a group other than root and okta-factor";
    return std::nullopt;
}

tl::unexpected<std::string> wrong(const std::string& path, std::string_view what) {
    return tl::unexpected{path + " " + std::string{what}};
}

}  // namespace

tl::expected<SecretSource, std::string> SecretSource::choose(const std::string& path,
                                                             const char* name) {
    if (!path.empty()) return SecretSource{path, false};
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory == nullptr)
        return tl::unexpected{"there is neither a file configured nor a systemd credential " +
                              std::string{name}};
    return SecretSource{std::string{directory} + "/" + name, true};
}

tl::expected<Secret, std::string> read_secret(const SecretSource& source) {
    const Descriptor file{open(source.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    struct stat status {};
    if (!file.is_open() || fstat(file.get(), &status) != 0)
        return wrong(source.path, std::string{"cannot be read: "} + std::strerror(errno));
    if (!S_ISREG(status.st_mode)) return wrong(source.path, "is not a regular file");
    if (!source.from_systemd)
        if (const auto why = why_not_trusted(status)) return wrong(source.path, *why);
    if (status.st_size > max_bytes) return wrong(source.path, "is too long for a secret");

    std::string text(static_cast<std::size_t>(max_bytes) + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const auto count = read(file.get(), text.data() + length, text.size() - length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return wrong(source.path, std::string{"cannot be read: "} + strerror(errno));
        if (count == 0) break;
        length += static_cast<std::size_t>(count);
    }
    const std::string_view content{text.data(), length};
    const auto last = content.find_last_not_of(" \t\r\n");
    Secret secret{content.substr(0, last == std::string_view::npos ? 0 : last + 1)};
    erase(text);
    if (secret.empty()) return wrong(source.path, "is empty");
    return secret;
}

}  // namespace okta_factor::okta
