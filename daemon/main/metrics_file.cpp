// SPDX-License-Identifier: MIT
#include "daemon/main/metrics_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <utility>

namespace okta_factor::daemon {
namespace {

constexpr loop::seconds between_writings{15};  // as often as Prometheus usually looks
constexpr mode_t for_everybody = 0644;         // the collector is an account of its own

bool write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = write(fd, text.data(), text.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

// The collector reads what ends in .prom, so never half of the new one. Empty, or what went wrong.
std::string publish(const std::string& path, const std::string& text) {
    const std::string draft = path + ".new";
    unlink(draft.c_str());
    const int fd =
        open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, for_everybody);
    if (fd < 0) return draft + ": " + std::strerror(errno);
    bool good = write_all(fd, text) && fchmod(fd, for_everybody) == 0;
    good = close(fd) == 0 && good;
    if (good && std::rename(draft.c_str(), path.c_str()) == 0) return {};
    const std::string problem = path + ": " + std::strerror(errno);
    unlink(draft.c_str());
    return problem;
}

}  // namespace

MetricsFile::MetricsFile(loop::EventLoop& loop, Log& log, std::function<std::string()> text)
    : loop_(loop), log_(log), text_(std::move(text)) {}

void MetricsFile::write_to(std::string path) {
    path_ = std::move(path);
    complained_ = false;
    next_.reset();
    if (path_.empty()) return;
    if (!worker_) worker_.emplace(loop_);
    next_ = loop_.call_soon([this] { write_and_wait(); });
}

void MetricsFile::write_and_wait() {
    next_ = loop_.call_at(loop_.now() + between_writings, [this] { write_and_wait(); });
    if (!writing_.running()) writing_ = loop::Root{loop_, write(), {}};
}

loop::Task<void> MetricsFile::write() {
    auto publishing = worker_->run([path = path_, text = text_()] { return publish(path, text); });
    const auto problem = co_await publishing;
    if (!problem.empty() && !std::exchange(complained_, true))
        log_.warning("metrics are not written: " + problem);
    if (problem.empty()) complained_ = false;
}

}  // namespace okta_factor::daemon
