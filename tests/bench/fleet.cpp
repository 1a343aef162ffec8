// SPDX-License-Identifier: MIT
// How our polling does against polling at a fixed pace, for fleets of 10 to 5,000 daemons on one
// org.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>

#include "tests/bench/fleet_simulation.h"

namespace {

using namespace okta_factor;
using bench::milliseconds;

bench::Strategy fixed(int seconds) {
    // The usual client: a steady pace, and after a 429 exactly the wait that was asked for.
    return {"fixed " + std::to_string(seconds) + " s", [seconds](const okta::PollConditions& now) {
                return std::max<milliseconds>(std::chrono::seconds{seconds},
                                              now.told_to_wait.value_or(milliseconds{0}));
            }};
}

void print_row(int daemons, const bench::Load& load, const bench::Strategy& strategy, int bucket,
               std::uint32_t seed) {
    // A small fleet logs in rarely: enough hours for figures that mean something.
    constexpr std::uint64_t enough_logins = 2000;
    auto figures = bench::simulate(daemons, load, strategy, bucket, seed);
    for (auto hour = seed + 1; figures.logins < enough_logins; ++hour)
        figures += bench::simulate(daemons, load, strategy, bucket, hour);
    const auto share = [&](std::uint64_t part, std::uint64_t whole) {
        return whole ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0;
    };
    std::printf("%7d  %-7s %7.1f/min  %-10s %8llu %7.2f %7.2f %9.1f %9.1f%%\n", daemons,
                load.name.c_str(), load.logins_per_minute, strategy.name.c_str(),
                static_cast<unsigned long long>(figures.refused), figures.percentile(0.5),
                figures.percentile(0.95),
                figures.logins
                    ? static_cast<double>(figures.requests) / static_cast<double>(figures.logins)
                    : 0.0,
                share(figures.granted, figures.logins));
}

}  // namespace

int main(int argc, char** argv) {
    int bucket = 600;
    std::uint32_t seed = 1;
    double per_daemon_per_hour = 1;
    CLI::App app{"Simulates a fleet of daemons that share one org's requests a minute."};
    app.add_option("--bucket", bucket, "Requests a minute that the org allows")
        ->capture_default_str();
    app.add_option("--seed", seed, "Of the random numbers")->capture_default_str();
    app.add_option("--logins", per_daemon_per_hour, "A daemon, an hour")->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    const bench::Strategy strategies[] = {
        {"ours", okta::next_poll_delay}, fixed(1), fixed(2), fixed(5)};
    std::printf("%7s  %-7s %11s  %-10s %8s %7s %7s %9s %10s\n", "daemons", "load", "logins",
                "polling", "429s", "median", "p95", "req/login", "granted");
    for (const int daemons : {10, 100, 500, 1000, 2500, 5000}) {
        const double steady = daemons * per_daemon_per_hour / 60;
        for (const auto& load : {bench::Load{"steady", steady, 1}, bench::Load{"rush", steady, 4}})
            for (const auto& strategy : strategies)
                print_row(daemons, load, strategy, bucket, seed);
    }
    std::printf(
        "\nSeconds from the approval on the phone to knowing it; one hour, rush: four times the "
        "logins in its second quarter.\n");
    return 0;
}
