// SPDX-License-Identifier: MIT
#include "tests/system/system_test.h"

#include <iostream>
#include <sstream>

#include "tests/system/own_namespaces.h"

namespace okta_factor::system_test {

void SystemTest::SetUp() {
    if (const auto why = why_no_own_namespaces(); !why.empty()) GTEST_SKIP() << why;
}

void SystemTest::TearDown() {
    if (!machine_) return;
    if (auto& daemon = machine_->daemon(); daemon.running()) {
        EXPECT_EQ(daemon.stop(std::chrono::seconds(30)), 0) << "okta-factord did not end well";
    }
    if (HasFailure()) std::cerr << Machine::logs();
}

Machine& SystemTest::machine() {
    if (!machine_) machine_ = std::make_unique<Machine>(settings);
    return *machine_;
}

std::unique_ptr<test::Terminal> SystemTest::types(const std::string& line,
                                                  const std::string& user) {
    return std::make_unique<test::Terminal>(machine().command(line, user));
}

int SystemTest::asked(const std::string& method, const std::string& path_part) {
    int count = 0;
    for (const auto& request : phone().requests())
        if (request.at("method") == method &&
            request.at("path").get<std::string>().find(path_part) != std::string::npos)
            ++count;
    return count;
}

std::vector<std::string> SystemTest::recorded(const std::string& user, const std::string& field) {
    std::vector<std::string> values;
    std::istringstream lines(read_file(std::string(machine_folder) + "/log/okta-factord"));
    for (std::string line; std::getline(lines, line);) {
        line += ' ';
        const auto at = line.find(' ' + field + '=');
        if (line.find(" LOGIN_USER=" + user + ' ') == line.npos || at == line.npos) continue;
        const auto begin = at + field.size() + 2;
        values.push_back(line.substr(begin, line.find(' ', begin) - begin));
    }
    return values;
}

void expect_golden(const std::string& name, const std::string& line, const test::Terminal& terminal,
                   const Masks& masks) {
    Transcript transcript(line);
    // Whether the approval or the Enter key comes first is a matter of milliseconds.
    for (const std::string phone : {"Gibson", "Tablet"})
        transcript.mask("Waiting for Okta Verify on " + phone + " ...\n", "");
    transcript.add(terminal.transcript());
    for (const auto& [random, instead] : masks)
        transcript.mask(random, instead);
    const std::string now = transcript.text();
    EXPECT_EQ(golden(name, now), now);
}

std::string wrong_code(const std::string& right) {
    std::string wrong = right;
    wrong.front() = wrong.front() == '9' ? '0' : static_cast<char>(wrong.front() + 1);
    return wrong;
}

}  // namespace okta_factor::system_test
