// SPDX-License-Identifier: MIT
// HTTP/2, spoken by nghttpx in front of a plain HTTP/1.1 script.
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/unit/http/fixture.h"

namespace okta_factor::test {
namespace {

using http::Problem;

/// An nghttpx process, ended with this object.
class Nghttpx {
  public:
    Nghttpx(const Identity& identity, int backend_port) {
        const std::string prefix =
            (std::filesystem::temp_directory_path() / "okta-factor-h2-").string() +
            std::to_string(getpid());
        key_ = prefix + ".key";
        certificate_ = prefix + ".pem";
        FILE* file = std::fopen(key_.c_str(), "w");
        PEM_write_PrivateKey(file, identity.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        file = std::fopen(certificate_.c_str(), "w");
        PEM_write_X509(file, identity.certificate.get());
        std::fclose(file);
        port_ = free_port();
        const std::vector<std::string> arguments{
            "nghttpx",
            "--conf=/dev/null",
            "--single-process",
            "--log-level=FATAL",
            "--workers=1",
            "--errorlog-file=/dev/null",
            "--accesslog-file=/dev/null",
            "--frontend=127.0.0.1," + std::to_string(port_),
            "--backend=127.0.0.1," + std::to_string(backend_port),
            key_,
            certificate_};
        std::vector<char*> argv;
        for (const auto& argument : arguments)
            argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        process_ = fork();
        if (process_ == 0) {
            execvp(argv[0], argv.data());
            _exit(127);
        }
    }
    Nghttpx(const Nghttpx&) = delete;
    Nghttpx& operator=(const Nghttpx&) = delete;
    ~Nghttpx() {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        std::filesystem::remove(key_);
        std::filesystem::remove(certificate_);
    }
    [[nodiscard]] std::string url() const {
        return "https://127.0.0.1:" + std::to_string(port_) + "/";
    }

  private:
    // Another process might take it in between; nghttpx cannot be asked which one it got.
    static int free_port() {
        return Server{[](Stream&) {}}.port();
    }

    std::string key_;
    std::string certificate_;
    int port_ = 0;
    pid_t process_ = -1;
};

class Http2Test : public TransportTest {
  protected:
    Http2Test() {
        if (std::system("command -v nghttpx >/dev/null") != 0) return;
        front_ = std::make_unique<Nghttpx>(identity_, back_.port());
        run_until([this] { return fetch(get(front_->url())).problem == Problem::none; });
        use(options());
        seen_ = 0;
    }
    void SetUp() override {
        if (!front_) GTEST_SKIP() << "nghttpx is not installed";
    }
    std::vector<std::unique_ptr<Pending>> start_many(int count) {
        std::vector<std::unique_ptr<Pending>> all;
        for (int i = 0; i < count; ++i)
            all.push_back(start(post(front_->url(), std::to_string(i))));
        return all;
    }
    std::atomic<int> seen_ = 0;
    Server back_{answering([this](const ReceivedRequest& request) {
        ++seen_;
        if (request.body == "wait") std::this_thread::sleep_for(std::chrono::milliseconds{500});
        return http_response(200, request.body, "X-Way: " + request.header("via") + "\r\n");
    })};
    std::unique_ptr<Nghttpx> front_;
};

TEST_F(Http2Test, ManyRequestsShareOneConnection) {
    const auto all = start_many(75);  // as many as Okta lets one org send at once
    ASSERT_TRUE(run_until([&] {
        return std::all_of(all.begin(), all.end(), [](const auto& one) { return one->done(); });
    }));
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(all[i]->response().problem, Problem::none) << all[i]->response().detail;
        EXPECT_EQ(all[i]->response().body, std::to_string(i));
        EXPECT_EQ(all[i]->response().header("x-way"), "2 nghttpx");
    }
    EXPECT_EQ(transport().statistics().connections, 1U);
}

TEST_F(Http2Test, CancellingOneStreamLeavesTheOthers) {
    auto slow = start(post(front_->url(), "wait"));
    auto given_up = start(post(front_->url(), "wait"));
    ASSERT_TRUE(run_until([&] { return seen_ == 2; }));
    given_up.reset();
    EXPECT_EQ(fetch(post(front_->url(), "quick")).body, "quick");
    ASSERT_TRUE(run_until([&] { return slow->done(); }));
    EXPECT_EQ(slow->response().body, "wait");
    EXPECT_EQ(transport().statistics().connections, 1U);
}

TEST_F(Http2Test, AConnectionThatDidNotAnswerIsNotTrustedWithTheNextRequest) {
    auto hurried = post(front_->url(), "wait");
    hurried.timeout = std::chrono::milliseconds{100};
    auto slow = start(post(front_->url(), "wait"));
    EXPECT_EQ(fetch(std::move(hurried)).problem, Problem::timeout);
    EXPECT_EQ(fetch(post(front_->url(), "next")).body, "next");
    ASSERT_TRUE(run_until([&] { return slow->done(); }));
    EXPECT_EQ(slow->response().body, "wait");
    EXPECT_EQ(transport().statistics().connections, 2U);
}

TEST_F(Http2Test, TheServerGoingEndsWhatWaits) {
    auto slow = start(post(front_->url(), "wait"));
    ASSERT_TRUE(run_until([&] { return seen_ == 1; }));
    front_.reset();
    ASSERT_TRUE(run_until([&] { return slow->done(); }));
    EXPECT_EQ(slow->response().problem, Problem::broken) << slow->response().detail;
}

}  // namespace
}  // namespace okta_factor::test
