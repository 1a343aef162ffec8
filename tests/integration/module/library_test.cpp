// SPDX-License-Identifier: MIT
// The file itself: what it shows to its host, what it needs, how large it is.
#include <dlfcn.h>
#include <elf.h>

#include <cstring>
#include <sstream>

#include "tests/integration/module/module_test.h"

namespace okta_factor::test {
namespace {

std::string read_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

/// The sections of a 64-bit ELF file.
class Elf {
  public:
    explicit Elf(const std::string& path) : bytes_(read_file(path)) {}

    template <class T>
    [[nodiscard]] T at(std::size_t offset) const {
        T value;
        std::memcpy(&value, bytes_.data() + offset, sizeof value);
        return value;
    }
    [[nodiscard]] std::string text_at(std::size_t offset) const { return bytes_.c_str() + offset; }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

    [[nodiscard]] std::optional<Elf64_Shdr> section(Elf64_Word type) const {
        const auto header = at<Elf64_Ehdr>(0);
        for (std::size_t i = 0; i < header.e_shnum; ++i) {
            const auto found = section_number(i);
            if (found.sh_type == type) return found;
        }
        return std::nullopt;
    }
    [[nodiscard]] Elf64_Shdr section_number(std::size_t number) const {
        const auto header = at<Elf64_Ehdr>(0);
        return at<Elf64_Shdr>(header.e_shoff + number * header.e_shentsize);
    }

    [[nodiscard]] std::vector<std::string> defined_symbols() const {
        std::vector<std::string> names;
        const auto symbols = section(SHT_DYNSYM).value();
        const auto strings = section_number(symbols.sh_link).sh_offset;
        for (std::size_t at_byte = 0; at_byte < symbols.sh_size; at_byte += sizeof(Elf64_Sym)) {
            const auto symbol = at<Elf64_Sym>(symbols.sh_offset + at_byte);
            if (symbol.st_shndx != SHN_UNDEF) names.push_back(text_at(strings + symbol.st_name));
        }
        return names;
    }
    [[nodiscard]] std::vector<std::string> needed() const {
        std::vector<std::string> names;
        const auto dynamic = section(SHT_DYNAMIC).value();
        const auto strings = section_number(dynamic.sh_link).sh_offset;
        for (std::size_t at_byte = 0; at_byte < dynamic.sh_size; at_byte += sizeof(Elf64_Dyn)) {
            const auto entry = at<Elf64_Dyn>(dynamic.sh_offset + at_byte);
            if (entry.d_tag == DT_NEEDED) names.push_back(text_at(strings + entry.d_un.d_val));
        }
        return names;
    }

  private:
    std::string bytes_;
};

TEST(Library, ExportsTheEntriesOfAnAuthModuleAndNothingElse) {
    void* const module = dlopen(OKTA_FACTOR_MODULE, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(module, nullptr) << dlerror();
    EXPECT_NE(dlsym(module, "pam_sm_authenticate"), nullptr);
    EXPECT_NE(dlsym(module, "pam_sm_setcred"), nullptr);
    dlclose(module);
    EXPECT_THAT(Elf(OKTA_FACTOR_MODULE).defined_symbols(),
                testing::UnorderedElementsAre("pam_sm_authenticate", "pam_sm_setcred"));
}

#if !defined(OKTA_FACTOR_SANITIZED)

TEST(Library, NeedsNothingButPamSystemdAndLibc) {
    EXPECT_THAT(Elf(OKTA_FACTOR_MODULE).needed(),
                testing::UnorderedElementsAre("libpam.so.0", "libsystemd.so.0", "libc.so.6"));
}

TEST(Library, HasNoThreadLocalData) {
    const Elf elf(OKTA_FACTOR_MODULE);
    const auto header = elf.at<Elf64_Ehdr>(0);
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        const auto segment = elf.at<Elf64_Phdr>(header.e_phoff + i * header.e_phentsize);
        EXPECT_NE(segment.p_type, static_cast<Elf64_Word>(PT_TLS));
    }
}

#if defined(NDEBUG)
TEST(Library, IsSmall) {
    EXPECT_LT(Elf(OKTA_FACTOR_MODULE).size(), 48'000U);
}
#endif

class Valgrind : public ModuleTest {};

TEST_F(Valgrind, FindsNothingInAWholeLogin) {
    const auto fake = daemon({prompt("Code: "), step({}, "wait", ""), verdict("granted")});
    ChildProcess valgrind({.arguments = {"valgrind", "--quiet", "--leak-check=full",
                                         "--errors-for-leak-kinds=definite,indirect",
                                         "--show-leak-kinds=definite,indirect", "--track-fds=no",
                                         "--error-exitcode=99", OKTA_FACTOR_PAM_CLIENT, "--module",
                                         std::string(OKTA_FACTOR_MODULE) + " " + by_socket(),
                                         "--user", "root", "--reply", "123456"}});
    EXPECT_EQ(valgrind.wait(std::chrono::minutes(4)), 0);
}

TEST_F(Valgrind, FindsNothingWithoutADaemon) {
    ChildProcess valgrind(
        {.arguments = {"valgrind", "--quiet", "--leak-check=full",
                       "--errors-for-leak-kinds=definite,indirect",
                       "--show-leak-kinds=definite,indirect", "--error-exitcode=99",
                       OKTA_FACTOR_PAM_CLIENT, "--module",
                       std::string(OKTA_FACTOR_MODULE) + " " + by_socket(), "--user", "root"}});
    EXPECT_EQ(valgrind.wait(std::chrono::minutes(4)), 1);  // not granted, and no error found
}

#endif

}  // namespace
}  // namespace okta_factor::test
