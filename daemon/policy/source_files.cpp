// SPDX-License-Identifier: MIT
#include "daemon/policy/source_files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

#include "common/descriptor.h"

namespace okta_factor::policy {
namespace {

constexpr std::size_t largest_file = 1 << 20;
constexpr std::size_t most_drop_ins = 256;
constexpr std::size_t largest_sum = 4 << 20;  // of all files

std::string error_text(int error) {
    return std::generic_category().message(error);
}

/// What is wrong, or empty.
std::string read_all(int fd, std::string& text) {
    std::string buffer(largest_file + 1, '\0');
    std::size_t size = 0;
    while (size < buffer.size()) {
        const auto got = read(fd, buffer.data() + size, buffer.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return "cannot be read: " + error_text(errno);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest_file) return "is larger than 1 MiB, so it is no configuration";
    buffer.resize(size);
    text = std::move(buffer);
    return {};
}

void read_source(const std::filesystem::path& path, Sources& sources) {
    auto& source = sources.texts.emplace_back(SourceText{path.string(), {}});
    const auto missing = [&](std::string why) {
        sources.mistakes.push_back({source.file, 1, 1, std::move(why)});
        sources.complete = false;
    };
    const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
    if (file.get() < 0)
        return missing(errno == ENOENT ? "there is no such file"
                                       : "cannot be opened: " + error_text(errno));
    struct stat status {};
    if (fstat(file.get(), &status) != 0) return missing("cannot be read: " + error_text(errno));
    if (!S_ISREG(status.st_mode)) return missing("is no regular file");
    if ((status.st_mode & S_IROTH) != 0) sources.read_by_all.push_back(source.file);
    if (auto why = why_others_decide(status))
        sources.mistakes.push_back({source.file, 1, 1, std::move(*why)});
    if (auto why = read_all(file.get(), source.text); !why.empty()) missing(std::move(why));
}

std::vector<std::filesystem::path> drop_ins(const std::filesystem::path& folder, Sources& sources) {
    std::vector<std::filesystem::path> found;
    struct stat status {};
    if (stat(folder.c_str(), &status) != 0 && errno == ENOENT) return found;
    if (auto why = why_others_decide(status))
        sources.mistakes.push_back({folder.string(), 1, 1, std::move(*why)});
    std::error_code error;
    for (std::filesystem::directory_iterator entry{folder, error}, end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (!name.ends_with(".conf") || name.starts_with('.')) continue;
        if (found.size() == most_drop_ins) {
            sources.mistakes.push_back(
                {folder.string(), 1, 1,
                 "holds more than " + std::to_string(most_drop_ins) + " files that end in .conf"});
            sources.complete = false;
            return {};
        }
        found.push_back(entry->path());
    }
    if (error) {
        sources.mistakes.push_back(
            {folder.string(), 1, 1, "cannot be read: " + error_text(error.value())});
        sources.complete = false;
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

std::optional<std::string> why_others_decide(const struct stat& status) {
    constexpr mode_t others_may_write = S_IWGRP | S_IWOTH;
    if ((status.st_mode & others_may_write) != 0)
        return "may be written by its group or by others; chmod go-w was meant";
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return "belongs to uid " + std::to_string(status.st_uid) + "; it must belong to root";
    return std::nullopt;
}

Sources read_sources(const std::filesystem::path& main_file) {
    Sources sources;
    read_source(main_file, sources);
    auto left = largest_sum - sources.texts.front().text.size();
    for (const auto& path : drop_ins(main_file.string() + ".d", sources)) {
        read_source(path, sources);
        auto& [file, text] = sources.texts.back();
        if (text.size() > left) {
            sources.mistakes.push_back(
                {file, 1, 1, "makes the configuration larger than 4 MiB in all"});
            sources.complete = false;
            text.clear();
            break;
        }
        left -= text.size();
    }
    return sources;
}

}  // namespace okta_factor::policy
