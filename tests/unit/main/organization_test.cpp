// SPDX-License-Identifier: MIT
// The files that [okta] names: what is wrong with them is said where they are named.
#include "daemon/organization/organization.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "daemon/policy/config_reader.h"
#include "tests/support/temp_dir.h"

namespace okta_factor::organization {
namespace {

/// A certificate as in any bundle: it signs nothing here.
constexpr char a_certificate[] = R"(-----BEGIN CERTIFICATE-----
MIIBdDCCARugAwIBAgIUMwhWzduQXd+XpjPVR7xWTHsoCuAwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEVGVzdDAgFw0yNjExMjQyMjMyMTlaGA8yMTI2MTAzMTIyMzIx
OVowDzENMAsGA1UEAwwEVGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLeC
iiFYm9KvEfmF7x/OBIxUV7PGusJpI9y1zIGL+RpgKtqnMA6r45B8k1bet20CKU5T
+KMQciaj/chFXDn3cLejUzBRMB0GA1UdDgQWBBSIeXUW4oA7Etct+Y9X3jTCLT5L
nzAfBgNVHSMEGDAWgBSIeXUW4oA7Etct+Y9X3jTCLT5LnzAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0cAMEQCIF6G1XMajQK0oQXut2caryyuPBOMPmXdx4iy
nOWHOZklAiBeYaWgj9i3RMWZiYTn7nd8Okd2u+pvsD/nksaId30WQg==
-----END CERTIFICATE-----
)";

class OrganizationTest : public testing::Test {
  protected:
    std::string write(const std::string& name, const std::string& text) {
        const auto path = scratch_ / name;
        std::ofstream{path} << text;
        chmod(path.c_str(), 0600);
        return path;
    }
    /// A line for each mistake of a configuration with these lines in [okta], from line 3.
    std::string mistakes(const std::string& okta, policy::SystemdCredentials credentials = {}) {
        const auto policy = policy::parse_configuration(
            {{"f", "[okta]\norg_url = \"https://127.0.0.1:1\"\n" + okta}}, credentials);
        if (!policy) return "not parsed: " + to_string(policy.error().front());
        const auto org = open_organization(loop_, policy->okta);
        std::string lines;
        if (!org)
            for (const auto& mistake : org.error())
                lines += to_string(mistake) + "\n";
        return lines;
    }
    std::string token_and_ca(const std::string& ca_file) {
        return "api_token_file = \"" + write("token", "00A") + "\"\nca_file = \"" + ca_file +
               "\"\n";
    }

    test::TempDir scratch_;
    loop::EventLoop loop_;
};

TEST_F(OrganizationTest, takes_files_that_can_be_used) {
    EXPECT_EQ(mistakes(token_and_ca(write("ca", a_certificate))), "");
    EXPECT_EQ(mistakes(token_and_ca(write(
                  "ca", "# words\n" + std::string{a_certificate} + "# more\n" + a_certificate))),
              "");
}

TEST_F(OrganizationTest, refuses_a_ca_file_that_is_not_there) {
    const auto file = scratch_ / "nope";
    EXPECT_EQ(mistakes(token_and_ca(file)),
              "f:4:1: " + file + " cannot be read: No such file or directory\n");
}

TEST_F(OrganizationTest, refuses_a_ca_file_without_a_certificate) {
    const std::string text{a_certificate};
    for (const auto& content : {std::string{}, std::string{"hello\n"}, text.substr(0, 200),
                                text + text.substr(0, 200) + "\n-----END CERTIFICATE-----\n"}) {
        const auto file = write("ca", content);
        EXPECT_EQ(mistakes(token_and_ca(file)),
                  "f:4:1: " + file +
                      " holds no certificate; a PEM file with the authorities to "
                      "trust was meant\n")
            << content;
    }
}

TEST_F(OrganizationTest, refuses_a_ca_file_that_is_none_without_waiting) {
    const auto fifo = scratch_ / "fifo";
    ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(mistakes(token_and_ca(fifo)), "f:4:1: " + fifo + " is no regular file\n");
    EXPECT_EQ(mistakes(token_and_ca(scratch_ / ".")),
              "f:4:1: " + (scratch_ / ".") + " is no regular file\n");
    const auto huge = write("huge", std::string((4U << 20U) + 1, '#'));
    EXPECT_EQ(mistakes(token_and_ca(huge)), "f:4:1: " + huge + " is larger than 4 MiB\n");
}

// Whoever may change the authorities may be Okta.
TEST_F(OrganizationTest, refuses_a_ca_file_that_others_may_change) {
    const auto file = write("ca", a_certificate);
    const auto may_write = " may be written by its group or by others; chmod go-w was meant\n";
    for (const mode_t mode : {0666U, 0664U}) {
        ASSERT_EQ(chmod(file.c_str(), mode), 0);
        EXPECT_EQ(mistakes(token_and_ca(file)), "f:4:1: " + file + may_write);
    }
    ASSERT_EQ(chmod(file.c_str(), 0644), 0);
    EXPECT_EQ(mistakes(token_and_ca(file)), "");
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    ASSERT_EQ(chown(file.c_str(), 1234, 0), 0);
    EXPECT_EQ(mistakes(token_and_ca(file)),
              "f:4:1: " + file + " belongs to uid 1234; it must belong to root\n");
}

TEST_F(OrganizationTest, refuses_a_ca_file_that_others_may_replace) {
    const auto folder = scratch_ / "folder";
    std::filesystem::create_directory(folder);
    const auto file = write("folder/ca", a_certificate);
    const auto link = scratch_ / "link";
    std::filesystem::create_symlink(file, link);
    const auto wrong = [&](const std::string& path) {
        return "f:4:1: " + path + " lies in " + folder +
               ", which may be written by its group or by others; chmod go-w was meant\n";
    };
    ASSERT_EQ(chmod(folder.c_str(), 0777), 0);
    EXPECT_EQ(mistakes(token_and_ca(file)), wrong(file));
    EXPECT_EQ(mistakes(token_and_ca(link)), wrong(link));
    ASSERT_EQ(chmod(folder.c_str(), 01777), 0);  // sticky, as /tmp
    EXPECT_EQ(mistakes(token_and_ca(file)), "");
}

TEST_F(OrganizationTest, says_what_is_wrong_with_the_credential_at_the_key_that_names_it) {
    const auto none = scratch_ / "none";
    EXPECT_EQ(mistakes("api_token_file = \"" + none + "\"\n"),
              "f:3:1: " + none + " cannot be read: No such file or directory\n");
    const auto no_key = write("key", "not a key");
    EXPECT_EQ(mistakes("client_id = \"0oa1\"\nprivate_key_file = \"" + no_key + "\"\n"),
              "f:4:1: " + no_key + " is neither a PEM key nor a JWK\n");
}

TEST_F(OrganizationTest, lists_all_that_is_wrong) {
    const auto none = scratch_ / "none";
    EXPECT_EQ(mistakes("ca_file = \"" + none + "\"\napi_token_file = \"" + none + "\"\n"),
              "f:3:1: " + none + " cannot be read: No such file or directory\nf:4:1: " + none +
                  " cannot be read: No such file or directory\n");
}

TEST_F(OrganizationTest, says_what_is_wrong_with_a_credential_of_systemds_at_the_section) {
    setenv("CREDENTIALS_DIRECTORY", scratch_.path().c_str(), 1);
    const auto file = write("okta-api-token", "two words");
    EXPECT_EQ(mistakes("", {.api_token = true}),
              "f:1:1: " + file + " does not hold one API token and nothing else\n");
    unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace okta_factor::organization
