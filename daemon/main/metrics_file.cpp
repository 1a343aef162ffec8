// SPDX-License-Identifier: MIT
#include "daemon/main/metrics_file.h"

#include <chrono>
#include <utility>

#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

constexpr loop::seconds between_writings{15};  // as often as Prometheus usually looks
constexpr mode_t for_everybody = 0644;         // the collector is an account of its own

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
    if (!writing_.running()) writing_ = loop::Root{loop_, "writing metrics", write()};
}

loop::Task<void> MetricsFile::write() {
    auto work = [path = path_, text = text_()] {
        return state::replace_file(path, text, for_everybody);
    };
    auto writing = worker_->run(std::move(work));
    const auto written = co_await writing;
    if (!written && !std::exchange(complained_, true))
        log_.warning("metrics are not written: " + written.error());
    if (written) complained_ = false;
}

}  // namespace okta_factor::daemon
