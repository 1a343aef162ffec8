// SPDX-License-Identifier: MIT
#include "daemon/state/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "common/descriptor.h"

namespace okta_factor::state {
namespace {

tl::unexpected<std::string> failed(const std::filesystem::path& path, const char* what) {
    return tl::unexpected{path.string() + ' ' + what + ": " +
                          std::generic_category().message(errno)};
}

bool write_all(int fd, std::string_view content) {
    while (!content.empty()) {
        const auto written = write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

std::optional<std::string> why_not_trusted(const struct stat& status) {
    if (!S_ISREG(status.st_mode)) return " is no regular file";
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return " may be written by its group or by others";
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return " belongs to uid " + std::to_string(status.st_uid);
    return std::nullopt;
}

}  // namespace

std::optional<std::filesystem::path> state_directory() {
    const char* folders = std::getenv("STATE_DIRECTORY");
    if (!folders || !*folders) return std::nullopt;
    const std::string_view all{folders};
    return std::filesystem::path{all.substr(0, all.find(':'))};
}

tl::expected<void, std::string> replace_file(const std::filesystem::path& path,
                                             std::string_view content, mode_t mode) {
    const auto draft = path.parent_path() / ('.' + path.filename().string() + ".new");
    const Descriptor folder{open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder.is_open()) return failed(path.parent_path(), "cannot be opened");

    unlink(draft.c_str());  // of a write that a power loss cut short
    constexpr int fresh = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const Descriptor file{open(draft.c_str(), fresh, S_IRUSR | S_IWUSR)};
    if (!file.is_open()) return failed(draft, "cannot be created");
    if (!write_all(file.get(), content) || fchmod(file.get(), mode) != 0 ||
        fsync(file.get()) != 0) {
        auto failure = failed(draft, "cannot be written");
        unlink(draft.c_str());  // on a full disk it would be in the way
        return failure;
    }
    // A rename survives a power loss only once its folder was written too.
    if (rename(draft.c_str(), path.c_str()) != 0) return failed(path, "cannot be replaced");
    if (fsync(folder.get()) != 0) return failed(path.parent_path(), "cannot be written");
    return {};
}

tl::expected<std::optional<std::string>, std::string> read_file(const std::filesystem::path& path,
                                                                std::size_t largest) {
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (!file.is_open()) {
        if (errno == ENOENT) return std::nullopt;
        return failed(path, "cannot be opened");
    }
    struct stat status {};
    if (fstat(file.get(), &status) != 0) return failed(path, "cannot be read");
    if (const auto why = why_not_trusted(status)) return tl::unexpected{path.string() + *why};

    std::string content;
    while (content.size() <= largest) {
        char buffer[65536];
        const auto got = read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed(path, "cannot be read");
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
    return tl::unexpected{path.string() + " is too large"};
}

}  // namespace okta_factor::state
