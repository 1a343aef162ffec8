// SPDX-License-Identifier: MIT
// What a survey of Okta shows. Pure.
#pragma once

#include "ctl/doctor/finding.h"
#include "ctl/doctor/okta_survey.h"

namespace okta_factor::doctor {

Findings judge_survey(const OktaSurvey& survey, const policy::Policy& policy,
                      const std::string& file);

}  // namespace okta_factor::doctor
