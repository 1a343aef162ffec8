// SPDX-License-Identifier: MIT
#include "daemon/loop/worker.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace okta_factor::loop {

Worker::EventFd::EventFd() : fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Worker::EventFd::~EventFd() {
    close(fd_);
}

void Worker::EventFd::raise() const noexcept {
    eventfd_write(fd_, 1);
}

void Worker::EventFd::clear() const noexcept {
    eventfd_t count = 0;
    eventfd_read(fd_, &count);
}

Worker::Worker(EventLoop& loop)
    : loop_(loop),
      done_watch_(loop.watch(done_event_.get(), EPOLLIN, [this](unsigned) { tell_waiting(); })),
      thread_([this](const std::stop_token& stop) { work_off(stop); }) {}

Worker::~Worker() = default;

void Worker::hand_over(std::uint64_t number, std::function<std::exception_ptr()> work) {
    {
        const std::lock_guard lock{mutex_};
        queue_.push_back({number, std::move(work)});
    }
    changed_.notify_one();
}

void Worker::work_off(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    while (changed_.wait(lock, stop, [this] { return !queue_.empty(); })) {
        auto job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        auto error = job.work();
        job.work = nullptr;  // what it owned goes before anybody hears that it is done
        lock.lock();
        done_.push_back({job.number, std::move(error)});
        done_event_.raise();
    }
}

void Worker::tell_waiting() {
    done_event_.clear();
    std::vector<Done> done;
    {
        const std::lock_guard lock{mutex_};
        done.swap(done_);
    }
    for (const auto& [number, error] : done) {
        if (const auto found = waiting_.find(number); found != waiting_.end())
            found->second->notify();
        else if (error)
            loop_.report("work that nobody waits for any more", error);
    }
}

}  // namespace okta_factor::loop
