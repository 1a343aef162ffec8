// SPDX-License-Identifier: MIT
#include "daemon/main/kept_wrong_codes.h"

#include <utility>

#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

constexpr char counts_file[] = "wrong-codes.json";
constexpr std::size_t largest_counts_file = 8 << 20;  // bytes; the fullest one fits

}  // namespace

KeptWrongCodes::KeptWrongCodes(loop::Executor& executor, loop::Worker& worker, Log& log,
                               login::UserLimits& limits,
                               const std::optional<std::filesystem::path>& folder)
    : executor_(executor), worker_(worker), log_(log), limits_(limits) {
    if (!folder) {
        log_.warning(
            "Wrong codes are counted until the next restart only: the daemon has no "
            "$STATE_DIRECTORY");
        return;
    }
    file_ = *folder / counts_file;
    read();
    limits_.when_wrong_codes_change([this] { changed(); });
}

KeptWrongCodes::~KeptWrongCodes() {
    limits_.when_wrong_codes_change({});
    if (!std::exchange(is_dirty_, false)) return;
    try {
        write_once().start();
    } catch (...) {  // the process ends, and nothing more can be done for it
    }
}

// Nobody but root and the daemon can have damaged it, and a full disk leaves the file that was
// there. So the counts begin anew instead of at their limit, which would keep everybody's codes
// from everybody: Okta counts too, and locks the account whose fifth code is wrong.
void KeptWrongCodes::read() {
    const auto text = state::read_file(file_, largest_counts_file);
    if (text && !*text) return;
    auto counts = text ? read_wrong_codes(**text) : tl::unexpected{text.error()};
    if (counts)
        limits_.restore(*counts);
    else
        log_.error("The wrong codes from before this start are not counted: " + file_.string() +
                   ": " + counts.error());
}

// While the disk is busy changes gather, and go together once it is done.
void KeptWrongCodes::changed() {
    is_dirty_ = true;
    if (writing_.running()) return;
    writing_ = loop::Root{executor_, write(), {}};
}

loop::Task<void> KeptWrongCodes::write() {
    while (is_dirty_) {
        auto writing = write_once();
        const auto written = co_await writing;
        tell(written);
    }
}

loop::Task<tl::expected<void, std::string>> KeptWrongCodes::write_once() {
    is_dirty_ = false;
    auto work = [file = file_, counts = limits_.wrong_codes()]() mutable {
        return state::replace_file(file, write_wrong_codes(std::move(counts)));
    };
    auto writing = worker_.run(std::move(work));
    co_return co_await writing;
}

void KeptWrongCodes::tell(const tl::expected<void, std::string>& written) {
    const bool was_failing = std::exchange(is_failing_, !written);
    if (!written && !was_failing)
        log_.error("Wrong codes cannot be written down, and a restart would forget them: " +
                   written.error());
    if (written && was_failing) log_.notice("Wrong codes are written down again");
}

}  // namespace okta_factor::daemon
