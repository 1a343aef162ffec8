// SPDX-License-Identifier: MIT
#include "tests/emulator/emulator.h"

#include "tests/emulator/control.h"
#include "tests/emulator/http_call.h"
#include "tests/emulator/org_file.h"

namespace okta_factor::emulator {

Emulator::Emulator(const Json& org, const Settings& settings)
    : files_(prepare_tls(settings.tls_dir, settings.hosts)), tls_(server_context(files_)) {
    read_org(org_, org);
    api_ = std::make_unique<Edge>(
        settings.listen, tls_.get(),
        [this](const httplib::Request& request, httplib::Response& response, int connection) {
            return service_.serve(request, response, connection);
        },
        [this] { wait_handshake(); });
    const Doorkeeper doorkeeper{[this] { apply_listener_faults(); },
                                [this] { api_->hang_up_all(); }};
    control_ = std::make_unique<Edge>(
        settings.control, nullptr,
        [this, doorkeeper](const httplib::Request& request, httplib::Response& response,
                           int connection) {
            const Answer answer = control(org_, to_call(request, connection), doorkeeper);
            write_answer(response, answer, std::chrono::system_clock::now());
            return Delivery::plain;
        });
}

Emulator::~Emulator() {
    {
        const Lock lock(org_.mutex);
        org_.ending = true;
    }
    org_.changed.notify_all();
    control_.reset();
    api_.reset();
}

void Emulator::apply_listener_faults() {
    DoorMode mode = DoorMode::open;
    {
        const Lock lock(org_.mutex);
        if (org_.faults.active("silent_tls")) mode = DoorMode::silent_tls;
        if (org_.faults.active("blackhole")) mode = DoorMode::blackhole;
        if (org_.faults.active("refuse")) mode = DoorMode::refusing;
    }
    api_->set_mode(mode);
}

void Emulator::wait_handshake() {
    Lock lock(org_.mutex);
    const auto twice = 2 * org_.latency;
    if (twice.count() > 0) org_.changed.wait_for(lock, twice, [&] { return org_.ending; });
}

}  // namespace okta_factor::emulator
