// SPDX-License-Identifier: MIT
#include "ctl/failure.h"

#include <utility>

#include "ctl/configuration.h"

namespace okta_factor::ctl {

ConfigurationRefused::ConfigurationRefused(policy::Mistakes mistakes)
    : std::runtime_error("the configuration is refused"), mistakes_(std::move(mistakes)) {}

void tell_failure(const std::exception& error, Console& console) {
    console.exit_code = refused;
    const auto* refusal = dynamic_cast<const ConfigurationRefused*>(&error);
    if (console.json) {
        nlohmann::ordered_json report{{"error", error.what()}};
        if (refusal) report["mistakes"] = to_json(refusal->mistakes());
        console.out << report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
        return;
    }
    if (!refusal) {
        console.err << "okta-factorctl: " << error.what() << '\n';
        return;
    }
    for (const auto& mistake : refusal->mistakes())
        console.err << to_string(mistake) << '\n';
}

}  // namespace okta_factor::ctl
