// SPDX-License-Identifier: MIT
#include "tests/system/private_files.h"

#include <pwd.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace okta_factor::system_test {

namespace fs = std::filesystem;
using std::string;

namespace {

// openssl passwd -6 -salt oktafactor "$login_password"
constexpr char login_password_hash[] =
    "$6$oktafactor$YFu0I20Dbt.jdz5JD/1HlM2mJtWDfmf00.JL9hKC9p8kY3WZiqHnL88HEIWWI3w7ACBWggfg/"
    "OGsyEfVNUVID/";

constexpr uid_t first_uid = 29900;  // clear of people (1000…) and of Debian's services (100…)

string inside(const string& name) {
    return string(machine_folder) + '/' + name;
}

void mount_or_throw(const char* source, const string& target, const char* type, unsigned long flags,
                    const char* data = nullptr) {
    if (::mount(source, target.c_str(), type, flags, data) != 0)
        throw std::system_error(errno, std::generic_category(), "mounting " + target);
}

void mount_memory(const string& target) {
    mount_or_throw("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755");
}

/// Puts a copy of a folder over it, so that it can be changed.
void make_private(const string& folder, const string& copy) {
    run({"cp", "-a", folder, copy});
    mount_or_throw(copy.c_str(), folder, nullptr, MS_BIND);
}

void append(const string& path, const string& text) {
    std::ofstream file(path, std::ios::app);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

/// Takes the lines of these accounts out, in case the host has some of the same name.
void drop_accounts(const string& path, const std::vector<string>& names) {
    std::istringstream before(read_file(path));
    string kept;
    for (string line; std::getline(before, line);) {
        bool drop = false;
        for (const auto& name : names)
            drop = drop || line.starts_with(name + ':');
        if (!drop) kept += line + '\n';
    }
    std::ofstream(path) << kept;  // keeps owner and mode
}

void add_accounts() {
    auto names = people();
    names.emplace_back("okta-factor");
    auto groups = names;
    groups.insert(groups.end(), {"sudo", "okta-breakglass"});
    drop_accounts("/etc/passwd", names);
    drop_accounts("/etc/shadow", names);
    drop_accounts("/etc/group", groups);

    string members;
    uid_t uid = first_uid;
    for (const auto& name : names) {
        const bool service = name == "okta-factor";
        const string home = service ? "/nonexistent" : inside("home/" + name);
        const string number = std::to_string(uid++);
        append("/etc/passwd", name + ":x:" + number + ':' + number + "::" + home +
                                  (service ? ":/usr/sbin/nologin\n" : ":/bin/bash\n"));
        const string hash = service ? "*" : login_password_hash;
        append("/etc/shadow", name + ':' + hash + ":20000:0:99999:7:::\n");
        append("/etc/group", name + ":x:" + number + ":\n");
        if (service) continue;
        members += (members.empty() ? "" : ",") + name;
        fs::create_directories(home);
        if (::chown(home.c_str(), uid - 1, uid - 1) != 0) throw std::runtime_error("chown " + home);
    }
    append("/etc/group", "sudo:x:27:" + members + "\nokta-breakglass:x:29800:rescue\n");
}

/// Copies a tree, root's and writable for nobody else whatever it was in the source tree.
void lay_files(const fs::path& from, const fs::path& to) {
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        const fs::path target = to / fs::relative(entry.path(), from);
        if (entry.is_directory())
            fs::create_directories(target);
        else
            write_file(target, read_file(entry.path()));
    }
}

/// The machine's host key and one key pair that opens every account.
void add_ssh_keys(const string& host_name) {
    fs::create_directories("/run/sshd");
    for (const string key : {"/etc/ssh/ssh_host_ed25519_key", "/etc/ssh/client_ed25519_key"}) {
        fs::remove(key);
        fs::remove(key + ".pub");
        run({"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key});
    }
    write_file("/etc/ssh/authorized_keys", read_file("/etc/ssh/client_ed25519_key.pub"));
    write_file("/etc/ssh/known_hosts",
               host_name + ' ' + read_file("/etc/ssh/ssh_host_ed25519_key.pub"));
}

}  // namespace

Programs Programs::of_this_build() {
    const char* daemon = std::getenv("OKTA_FACTORD");
    return {.module = OKTA_FACTOR_MODULE,
            .daemon = daemon ? daemon : OKTA_FACTOR_DAEMON,
            .emulator = OKTA_FACTOR_EMULATOR,
            .bus_policy = OKTA_FACTOR_BUS_POLICY,
            .files = OKTA_FACTOR_MACHINE_FILES};
}

const std::vector<string>& people() {
    static const std::vector<string> names{"alice", "bob",   "carol", "dave",  "erin",
                                           "frank", "grace", "zoe",   "rescue"};
    return names;
}

test::Account account(const string& name) {
    const passwd* entry = ::getpwnam(name.c_str());
    if (!entry) throw std::runtime_error("no account " + name);
    return {.uid = entry->pw_uid, .gid = entry->pw_gid};
}

string read_file(const string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

void write_file(const string& path, const string& text, unsigned mode) {
    fs::remove(path);
    std::ofstream file(path);
    file << text;
    if (!file.flush() || ::chmod(path.c_str(), mode) != 0)
        throw std::runtime_error("cannot write " + path);
}

void run(const std::vector<string>& arguments) {
    const string output = inside("log/" + fs::path(arguments.front()).filename().string());
    test::ChildProcess child({.arguments = arguments, .output = output});
    const auto status = child.wait(std::chrono::minutes(1));
    if (status != 0) throw std::runtime_error(arguments.front() + " failed: " + read_file(output));
}

void make_private_files(const Programs& programs, const string& host_name) {
    ::umask(022);
    mount_memory("/run");
    mount_memory("/var/log");
    for (const char* folder : {"home", "log", "bin"})
        fs::create_directories(inside(folder));
    fs::create_directories("/run/dbus");

    make_private("/etc", inside("etc"));
    lay_files(programs.files + "/etc", "/etc");
    write_file("/etc/hostname", host_name + '\n');
    append("/etc/hosts", "127.0.0.1 " + host_name + '\n');
    add_accounts();
    add_ssh_keys(host_name);
    fs::create_directories("/etc/dbus-1/system.d");
    fs::copy_file(programs.bus_policy, "/etc/dbus-1/system.d/org.oktafactor1.conf",
                  fs::copy_options::overwrite_existing);

    make_private(PAM_MODULE_FOLDER, inside("security"));
    fs::copy_file(programs.module, string(PAM_MODULE_FOLDER) + "/pam_okta_factor.so",
                  fs::copy_options::overwrite_existing);
    // The daemon's own account must be able to read it, wherever it was built.
    fs::copy_file(programs.daemon, inside("bin/okta-factord"),
                  fs::copy_options::overwrite_existing);
}

}  // namespace okta_factor::system_test
