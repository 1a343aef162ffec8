// SPDX-License-Identifier: MIT
#include "daemon/main/accepted_configuration.h"

#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <utility>

#include "common/json_bounds.h"
#include "daemon/state/durable_file.h"

namespace okta_factor::daemon {
namespace {

using nlohmann::json;

constexpr char file_name[] = "accepted-configuration.json";
constexpr char format[] = "okta-factor accepted configuration";
constexpr int version = 1;
constexpr std::time_t latest = 9'000'000'000;   // in 2255; the clock's type ends soon after
constexpr std::size_t largest_file = 64 << 20;  // bytes
constexpr JsonBounds bounds{.max_depth = 8, .max_values = 10'000};

tl::unexpected<std::string> refused(std::string why) {
    return tl::unexpected{std::move(why)};
}

}  // namespace

std::string write_accepted(const Accepted& accepted) {
    auto files = json::array();
    for (const auto& [file, text] : accepted.texts)
        files.push_back({{"file", file}, {"text", text}});
    const json document{{"format", format},
                        {"version", version},
                        {"accepted", std::chrono::system_clock::to_time_t(accepted.when)},
                        {"files", std::move(files)}};
    // A drop-in's name may be no UTF-8.
    return document.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

tl::expected<Accepted, std::string> read_accepted(std::string_view text) {
    if (!is_within(bounds, text)) return refused("it is damaged: too deep or too large");
    const auto document = json::parse(text, nullptr, false);
    if (!document.is_object() || document.value("format", json{}) != format)
        return refused("it is damaged, or holds something else");
    if (document.value("version", json{}) != version)
        return refused("another version of this program wrote it");
    const auto when = document.value("accepted", json{});
    const auto files = document.value("files", json{});
    const auto seconds = when.is_number_integer() ? when.get<std::time_t>() : -1;
    if (seconds < 0 || seconds > latest || !files.is_array() || files.empty())
        return refused("it is damaged");
    Accepted accepted;
    accepted.when = std::chrono::system_clock::from_time_t(seconds);
    for (const auto& entry : files) {
        if (!entry.is_object() || !entry.value("file", json{}).is_string() ||
            !entry.value("text", json{}).is_string())
            return refused("it is damaged");
        accepted.texts.push_back({entry["file"], entry["text"]});
    }
    return accepted;
}

std::string to_utc(loop::WallTime time) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    if (!gmtime_r(&seconds, &parts)) return "an unknown time";
    char text[64];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

AcceptedConfiguration::AcceptedConfiguration(loop::Executor& executor, loop::Worker& worker,
                                             Log& log,
                                             const std::optional<std::filesystem::path>& folder)
    : executor_(executor),
      worker_(worker),
      log_(log),
      file_(folder ? *folder / file_name : std::filesystem::path{}) {}

void AcceptedConfiguration::keep(Accepted accepted) {
    if (file_.empty()) return;
    auto task = write(std::move(accepted));
    writing_ = loop::Root{executor_, "keeping the accepted configuration", std::move(task)};
}

loop::Task<void> AcceptedConfiguration::write(Accepted accepted) {
    auto work = [file = file_, kept = std::move(accepted)] {
        auto replaced = state::replace_file(file, write_accepted(kept));
        // An older one must not come back in the place of this.
        std::error_code gone_already;
        if (!replaced) std::filesystem::remove(file, gone_already);
        return replaced;
    };
    auto writing = worker_.run(std::move(work));
    const auto written = co_await writing;
    if (!written)
        log_.warning("The accepted configuration cannot be kept for a start with mistakes: " +
                     written.error());
}

tl::expected<std::optional<Accepted>, std::string> AcceptedConfiguration::read() const {
    if (file_.empty()) return std::nullopt;
    const auto text = state::read_file(file_, largest_file);
    if (!text) return tl::unexpected{text.error()};
    if (!*text) return std::nullopt;
    auto accepted = read_accepted(**text);
    if (!accepted) return tl::unexpected{file_.string() + ": " + accepted.error()};
    return std::move(*accepted);
}

}  // namespace okta_factor::daemon
