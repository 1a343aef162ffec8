// SPDX-License-Identifier: MIT
// Who a login is at Okta; with keys and certificates that ssh-keygen makes.
#include "daemon/policy/identity.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <array>
#include <cstdio>
#include <memory>
#include <sstream>
#include <vector>

#include "daemon/policy/ssh_keys.h"
#include "tests/unit/policy/texts.h"

namespace okta_factor::policy {
namespace {

LoginFacts login_of(std::string user, std::string completed = "") {
    LoginFacts facts;
    facts.user = std::move(user);
    facts.service = "sshd";
    if (!completed.empty()) facts.completed = std::move(completed);
    return facts;
}

TEST(Identity, FillsTheTemplate) {
    Identity identity;
    identity.login_template = "{user}@acme.com";
    EXPECT_EQ(okta_login(identity, login_of("alice")), "alice@acme.com");
    identity.login_template = "{user}.{user}@acme.com";
    EXPECT_EQ(okta_login(identity, login_of("{user}")).error(), IdentityProblem::strange_name);
    EXPECT_EQ(okta_login(identity, login_of("a")), "a.a@acme.com");
}

TEST(Identity, PrefersTheMap) {
    Identity identity;
    identity.login_template = "{user}@acme.com";
    identity.map["deploy"] = "ops@acme.com";
    EXPECT_EQ(okta_login(identity, login_of("deploy")), "ops@acme.com");
    EXPECT_EQ(okta_login(identity, login_of("Deploy")), "Deploy@acme.com");
}

TEST(Identity, RefusesNamesThatCouldReachSomethingElseAtOkta) {
    Identity identity;
    for (const std::string& name :
         {std::string{}, std::string{"me"}, std::string{"ME"}, std::string{"."}, std::string{".."},
          std::string{"a/b"}, std::string{"#"}, std::string{"a?b"}, std::string{"a%2f"},
          std::string{"00u1a2b3c4d5e6f7g8h9"}, std::string{"00u"}, std::string{"a b"},
          std::string{"a\nb"}, std::string{"a\0b", 3}, std::string{"a@b@c"},
          std::string(10'000, 'a')})
        EXPECT_FALSE(okta_login(identity, login_of(name))) << name;
    identity.login_template = "{user}@acme.com";
    EXPECT_TRUE(okta_login(identity, login_of("00u")));
    EXPECT_FALSE(okta_login(identity, login_of("ACME\\alice")));
    EXPECT_FALSE(okta_login(identity, login_of("bob@evil.com")));
    EXPECT_FALSE(okta_login(identity, login_of("")));
}

std::string output_of(const std::string& command) {
    std::string text;
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{popen(command.c_str(), "r"), pclose};
    std::array<char, 4096> buffer{};
    while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
        text.append(buffer.data(), size);
    return text;
}

std::string contents(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    return text.str();
}

/// TYPE BASE64 of a public key file, as sshd writes it to SSH_AUTH_INFO_0.
std::string type_and_blob(const std::filesystem::path& file) {
    const auto text = contents(file);
    return text.substr(0, text.find(' ', text.find(' ') + 1));
}

class Keys : public testing::TestWithParam<const char*> {
  protected:
    /// Makes a key and a certificate of it with that key id, by that authority.
    void make(const std::string& type, const std::string& name, const std::string& id,
              const std::string& ca = "ca", const std::string& more = "") {
        const auto file = (folder_.path() / name).string();
        if (!std::filesystem::exists(folder_.path() / ca)) make_key("-t ed25519", ca);
        make_key(type, name);
        output_of("ssh-keygen -q -s " + (folder_.path() / ca).string() + " -I '" + id + "' -n x " +
                  more + " " + file + ".pub 2>&1");
    }
    void make_key(const std::string& type, const std::string& name) {
        output_of("ssh-keygen -q " + type + " -N '' -C '' -f " + (folder_.path() / name).string());
    }
    [[nodiscard]] std::string key(const std::string& name) const {
        return "publickey " + type_and_blob(folder_.path() / (name + ".pub")) + "\n";
    }
    [[nodiscard]] std::string certificate(const std::string& name) const {
        return "publickey " + type_and_blob(folder_.path() / (name + "-cert.pub")) + "\n";
    }
    /// As the administrator would find it out.
    [[nodiscard]] std::string fingerprint(const std::string& name) const {
        std::istringstream words{
            output_of("ssh-keygen -l -E sha256 -f " + (folder_.path() / (name + ".pub")).string())};
        std::string bits;
        std::string fingerprint;
        words >> bits >> fingerprint;
        return fingerprint;
    }

    Folder folder_;
};

TEST_P(Keys, OfEveryTypeHaveTheFingerprintThatSshKeygenPrints) {
    make(GetParam(), "alice", "alice on Gibson");
    ASSERT_TRUE(fingerprint("alice").starts_with("SHA256:"));

    const auto plain = accepted_keys("password\n" + key("alice"));
    ASSERT_TRUE(plain);
    ASSERT_EQ(plain->size(), 1U);
    EXPECT_EQ(plain->front().fingerprint, fingerprint("alice"));
    EXPECT_EQ(plain->front().certificate_id, "");

    const auto certified = accepted_keys(certificate("alice") + "keyboard-interactive/pam\n");
    ASSERT_TRUE(certified);
    ASSERT_EQ(certified->size(), 1U);
    EXPECT_EQ(certified->front().fingerprint, fingerprint("alice"));
    EXPECT_EQ(certified->front().certificate_id, "alice on Gibson");
    EXPECT_EQ(certified->front().ca, fingerprint("ca"));
    EXPECT_EQ(plain->front().ca, "");
}

TEST_P(Keys, OfEveryTypeMayBeWhoSigned) {
    make_key(GetParam(), "authority");
    make("-t ed25519", "alice", "alice", "authority", "-V +1d -O force-command=id -z 7");
    const auto certified = accepted_keys(certificate("alice"));
    ASSERT_TRUE(certified);
    EXPECT_EQ(certified->front().ca, fingerprint("authority"));
}

INSTANTIATE_TEST_SUITE_P(Types, Keys,
                         testing::Values("-t ed25519", "-t rsa -b 2048", "-t ecdsa -b 256",
                                         "-t ecdsa -b 384", "-t ecdsa -b 521"));

class SharedAccount : public Keys {
  protected:
    void SetUp() override {
        make("-t ed25519", "alice", "alice-id");
        make("-t ed25519", "bob", "bob-id");
        make("-t ed25519", "carol", "carol-id");
        identity_.login_template = "{user}@acme.com";
        identity_.map["deploy"] = "ops@acme.com";
        identity_.keys = {{fingerprint("alice"), "", "", "alice@acme.com"},
                          {"", "bob-id", fingerprint("ca"), "bob@acme.com"}};
    }
    [[nodiscard]] tl::expected<std::string, IdentityProblem> who(
        const std::string& completed) const {
        return okta_login(identity_, login_of("deploy", completed));
    }
    Identity identity_;
};

TEST_F(SharedAccount, IsWhoeverTheAcceptedKeyBelongsTo) {
    EXPECT_EQ(who(key("alice")), "alice@acme.com");
    EXPECT_EQ(who(certificate("alice")), "alice@acme.com");
    EXPECT_EQ(who(certificate("bob")), "bob@acme.com");
}

TEST_F(SharedAccount, IsWhoeverTheMapSaysForOtherKeysAndWithoutAny) {
    EXPECT_EQ(who(key("bob")), "ops@acme.com");  // listed by certificate only
    EXPECT_EQ(who(certificate("carol")), "ops@acme.com");
    EXPECT_EQ(who(""), "ops@acme.com");
    EXPECT_EQ(who("password\nkeyboard-interactive/pam\n"), "ops@acme.com");
}

// Whoever may add a cert-authority line to authorized_keys writes any id into a certificate.
TEST_F(SharedAccount, IsNotWhoeverAnotherAuthorityNames) {
    make("-t ed25519", "mallory", "bob-id", "mallorys-ca");
    EXPECT_EQ(who(certificate("mallory")), "ops@acme.com");
    identity_.keys.push_back({"", "bob-id", fingerprint("mallorys-ca"), "robert@acme.com"});
    EXPECT_EQ(who(certificate("mallory")), "robert@acme.com");
    EXPECT_EQ(who(certificate("bob")), "bob@acme.com");
    identity_.keys = {{"", "bob-id", "", "bob@acme.com"}};  // no configuration says that
    EXPECT_EQ(who(certificate("bob")), "ops@acme.com");
}

TEST_F(SharedAccount, IsNobodyByTheCertificateOfAHost) {
    make("-t ed25519", "host", "bob-id", "ca", "-h");
    EXPECT_EQ(who(certificate("host")).error(), IdentityProblem::unreadable_key);
}

std::string base64(const std::string& bytes) {
    std::string text(4 * bytes.size() / 3 + 4, '\0');
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(text.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()))));
    return text;
}

std::string field(const std::string& bytes) {
    std::string text;
    for (unsigned shift = 32; shift > 0; shift -= 8)
        text += static_cast<char>(bytes.size() >> (shift - 8));
    return text + bytes;
}

// ssh-keygen makes the types of security keys only with one at hand, and DSA no more.
TEST(Certificates, OfSecurityKeysAndDsaAreReadAsProtocolCertkeysSays) {
    struct Type {
        const char* name;
        std::vector<std::string> fields;
    };
    const std::string ca = field("ssh-ed25519") + field(std::string(32, 'c'));
    for (const auto& kind :
         {Type{"sk-ssh-ed25519-cert-v01@openssh.com", {"key", "ssh:"}},
          Type{"sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", {"nistp256", "point", "ssh:"}},
          Type{"ssh-dss-cert-v01@openssh.com", {"p", "q", "g", "y"}}}) {
        std::string blob = field(kind.name) + field("nonce");
        for (const auto& one : kind.fields)
            blob += field(one);
        const std::string to_type = blob + std::string(8, '\0');
        const std::string from_id = field("alice") + field("") + std::string(16, '\xff') +
                                    field("") + field("") + field("");
        const auto read = [&](const std::string& type, const std::string& rest) {
            return accepted_keys("publickey " + std::string{kind.name} + " " +
                                 base64(to_type + type + rest) + "\n");
        };
        const std::string user{"\0\0\0\1", 4};
        const auto good = read(user, from_id + field(ca) + field("signature"));
        ASSERT_TRUE(good) << kind.name;
        EXPECT_EQ(good->front().certificate_id, "alice");
        EXPECT_TRUE(good->front().ca.starts_with("SHA256:"));
        EXPECT_FALSE(read({"\0\0\0\2", 4}, from_id + field(ca) + field("signature"))) << kind.name;
        EXPECT_FALSE(read(user, from_id + field(ca))) << "no signature";
        EXPECT_FALSE(read(user, from_id + field(ca) + field("signature") + "x")) << "more";
        EXPECT_FALSE(read(user, from_id + field("") + field("signature"))) << "nobody signed";
        EXPECT_FALSE(read(user, from_id + field(field(kind.name)) + field("signature")))
            << "a certificate signed";
    }
}

TEST_F(SharedAccount, IsNobodyWhenTwoAcceptedKeysBelongToDifferentPeople) {
    EXPECT_EQ(who(key("alice") + certificate("bob")).error(), IdentityProblem::ambiguous_key);
    EXPECT_EQ(who(key("alice") + certificate("alice")), "alice@acme.com");
    EXPECT_EQ(who(key("carol") + key("alice")), "alice@acme.com");
}

TEST_F(SharedAccount, IsNobodyWhenAnAcceptedKeyCannotBeRead) {
    const auto good = certificate("alice");
    for (const std::string& line :
         {std::string{"publickey\n"}, std::string{"publickey ssh-ed25519\n"},
          std::string{"publickey ssh-ed25519 AAAA\n"}, std::string{"publickey ssh-ed25519 !!!!\n"},
          "publickey ssh-rsa " + good.substr(good.rfind(' ') + 1),  // not the type in the blob
          std::string{"publickey new-cert-v01@openssh.com "
                      "AAAAGG5ldy1jZXJ0LXYwMUBvcGVuc3NoLmNvbQ==\n"}})
        EXPECT_EQ(who(line).error(), IdentityProblem::unreadable_key) << line;
    identity_.keys.clear();
    EXPECT_EQ(who("publickey ssh-ed25519 AAAA\n"), "ops@acme.com");  // keys tell nobody apart here
}

TEST_F(SharedAccount, SurvivesEveryTruncationOfACertificate) {
    const auto whole = certificate("alice");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto login = who(whole.substr(0, size));
        EXPECT_TRUE(!login || *login == "alice@acme.com" || *login == "ops@acme.com") << size;
    }
}

}  // namespace
}  // namespace okta_factor::policy
