// SPDX-License-Identifier: MIT
#include "tests/system/booted/booted_machine.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_dir.h"

namespace okta_factor::booted {

using std::string;
using namespace std::chrono_literals;

namespace {

string text_of(const string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

string trimmed(string text) {
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

}  // namespace

Machine& machine() {
    static Machine only;
    return only;
}

void Machine::join(const string& suite) {
    suite_ = suite;
    folder_ = "/run/okta-factor-tests/" + suite;
    leader_ = trimmed(text_of(folder_ + "/leader"));
}

string Machine::ca() const {
    return text_of(folder_ + "/org/ca.pem");
}

test::Command Machine::command(const string& line) const {
    return {
        .arguments = {"nsenter", "-t", leader_, "-m", "-u", "-i", "-n", "-p", "-C", "/bin/sh", "-c",
                      "cd\n" + line},
        .environment = {{{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                         {"LC_ALL", "C.UTF-8"},
                         {"HOME", "/root"},
                         {"USER", "root"},
                         {"LOGNAME", "root"},
                         {"DEBIAN_FRONTEND", "noninteractive"},
                         {"SYSTEMD_PAGER", "cat"},
                         {"TERM", "dumb"}}}};
}

Result Machine::run(const string& line, std::chrono::seconds patience) const {
    const test::TempDir folder;
    auto command = this->command(line);
    command.output = folder / "output";
    // timeout(1) ends all that hangs in there, not just the shell.
    const auto shell = command.arguments.end() - 3;
    command.arguments.insert(shell, {"timeout", "-k", "1", std::to_string(patience.count())});
    test::ChildProcess process(std::move(command));
    const auto status = process.wait(patience + 10s);
    auto output = text_of(folder / "output");
    if (!status || *status == 124) throw std::runtime_error(line + ": hangs\n" + output);
    return {*status, std::move(output)};
}

string Machine::must(const string& line) const {
    auto [status, output] = run(line);
    if (status != 0)
        throw std::runtime_error(line + ": exit status " + std::to_string(status) + '\n' + output);
    return trimmed(std::move(output));
}

std::unique_ptr<test::Terminal> Machine::types(const string& line) const {
    return std::make_unique<test::Terminal>(command(line));
}

void Machine::write(const string& path, const string& text) const {
    std::ofstream file(outside(path), std::ios::trunc);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

string Machine::read(const string& path) const {
    return text_of(outside(path));
}

bool Machine::becomes_true(const string& line, int seconds) const {
    const auto tries = std::to_string(seconds * 10);
    return run("i=0; until { " + line + "; } >/dev/null 2>&1; do i=$((i + 1)); [ $i -lt " + tries +
               " ] || exit 1; sleep 0.1; done")
               .status == 0;
}

void Machine::reboot() {
    (void)run("systemctl reboot");
    const test::TempDir folder;
    test::ChildProcess await(
        {.arguments = {BOOTED_FOLDER "/await", suite_, leader_}, .output = folder / "output"});
    if (await.wait(180s) != 0) throw std::runtime_error("no reboot: " + text_of(folder / "output"));
    join(suite_);
}

int Machine::count(const string& what) const {
    const string path = folder_ + "/count-" + what;
    int number = 0;
    std::ifstream(path) >> number;
    std::ofstream(path) << ++number;
    return number;
}

string Machine::journal() const {
    return run("journalctl -b --no-pager -n 40 -o short-precise -t okta-factord -t sshd -t "
               "sshd-session "
               "-t sudo -t su -u okta-factord -u okta-factor.socket")
        .output;
}

}  // namespace okta_factor::booted
