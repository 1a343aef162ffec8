// SPDX-License-Identifier: MIT
#include "tests/support/program_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>

#include <array>
#include <stdexcept>

namespace okta_factor::test {

ProgramOutput::ProgramOutput() : path_(directory_ / "output") {
    if (::mkfifo(path_.c_str(), 0600) != 0)
        throw std::system_error(errno, std::generic_category(), path_);
    fifo_ = UniqueFd(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    constexpr int capacity = 1 << 20;  // so that a program rarely waits for its reader
    ::fcntl(fifo_.get(), F_SETPIPE_SZ, capacity);
}

std::optional<std::string> ProgramOutput::next_line(std::chrono::milliseconds timeout) {
    for (;;) {
        if (const auto end = unread_.find('\n'); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        pollfd readable{fifo_.get(), POLLIN, 0};
        if (::poll(&readable, 1, static_cast<int>(timeout.count())) <= 0)
            throw std::runtime_error("the program says nothing more");
        std::array<char, 4096> buffer{};
        const ssize_t length = ::read(fifo_.get(), buffer.data(), buffer.size());
        if (length <= 0) return std::nullopt;
        unread_.append(buffer.data(), static_cast<std::size_t>(length));
    }
}

}  // namespace okta_factor::test
