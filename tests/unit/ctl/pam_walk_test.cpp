// SPDX-License-Identifier: MIT
// The doctor's walk through a stack against libpam itself: random stacks of pam_debug.so, whose
// results are known.
#include "ctl/doctor/pam_walk.h"

#include <gtest/gtest.h>
#include <security/pam_appl.h>

#include <array>
#include <fstream>
#include <optional>
#include <random>
#include <sstream>

#include "tests/support/temp_dir.h"
#include "tests/unit/ctl/pam_files.h"

namespace okta_factor::doctor {
namespace {

constexpr int most_stacks = 500;

class RandomStacks {
  public:
    /// Includes name the whole path of `inner`: by name, libpam 1.5 looks in /etc/pam.d whatever
    /// folder it was given.
    RandomStacks(std::string inner, unsigned seed) : inner_(std::move(inner)), random_(seed) {}

    std::string stack(bool with_substacks) {
        std::string text;
        for (auto lines = 1 + pick(5); lines > 0; --lines)
            text += with_substacks && pick(5) == 0
                        ? "auth " + std::string{pick(2) == 0 ? "substack" : "include"} + ' ' +
                              inner_ + '\n'
                        : "auth " + control() + " pam_debug.so auth=" + result() + '\n';
        return text;
    }

  private:
    std::string control() {
        constexpr std::array keywords{"required", "requisite", "sufficient", "optional"};
        if (pick(2) == 0) return keywords.at(pick(keywords.size()));
        return "[success=" + action() + ' ' + result() + '=' + action() +
               (pick(3) == 0 ? "]" : " default=" + action() + ']');
    }
    std::string action() {
        constexpr std::array actions{"ok", "done", "bad", "die", "ignore", "reset", "1", "2", "3"};
        return actions.at(pick(actions.size()));
    }
    std::string result() {
        constexpr std::array results{"success", "success",  "auth_err",
                                     "ignore",  "maxtries", "authinfo_unavail"};
        return results.at(pick(results.size()));
    }
    std::size_t pick(std::size_t below) {
        return std::uniform_int_distribution<std::size_t>{0, below - 1}(random_);
    }

    std::string inner_;
    std::mt19937 random_;
};

bool libpam_lets_in(const std::string& folder) {
    const pam_conv silent{
        [](int, const pam_message**, pam_response**, void*) { return PAM_CONV_ERR; }, nullptr};
    pam_handle_t* handle = nullptr;
    if (pam_start_confdir("svc", "nobody", &silent, folder.c_str(), &handle) != PAM_SUCCESS)
        return false;
    const int result = pam_authenticate(handle, PAM_SILENT);
    pam_end(handle, result);
    return result == PAM_SUCCESS;
}

std::optional<std::string> read_text(const std::string& path) {
    std::ifstream file{path};
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(PamWalkAgainstLibpam, ComesToTheSameEnd) {
    const test::TempDir folder;
    RandomStacks stacks{folder / "inner", 42};
    int let_in = 0;
    for (int i = 0; i < most_stacks; ++i) {
        const auto inner = stacks.stack(false);
        const auto outer = stacks.stack(true);
        std::ofstream(folder / "inner") << inner;
        std::ofstream(folder / "svc") << outer;
        const auto stack = read_stack(folder.path(), "svc", "auth", read_text);
        const auto all = endings(stack);
        ASSERT_EQ(all.size(), 1U) << outer << "-- inner:\n" << inner;
        ASSERT_EQ(all.begin()->lets_in, libpam_lets_in(folder.path())) << outer << "-- inner:\n"
                                                                       << inner;
        let_in += all.begin()->lets_in ? 1 : 0;
    }
    EXPECT_GT(let_in, most_stacks / 10) << "the stacks are too sad to tell anything";
    EXPECT_LT(let_in, most_stacks * 9 / 10);
}

TEST(PamWalk, KnowsStacksThatProveNothingThemselves) {
    EXPECT_TRUE(proves_nothing_itself(stacks_of(recommended).auth));
    EXPECT_TRUE(
        proves_nothing_itself(stacks_of("auth required pam_nologin.so\n" + recommended).auth));
    EXPECT_FALSE(proves_nothing_itself(stacks_of("@include common-auth\n" + recommended).auth));
    EXPECT_FALSE(
        proves_nothing_itself(stacks_of("auth requisite pam_unix.so\n" + recommended).auth));
}

}  // namespace
}  // namespace okta_factor::doctor
