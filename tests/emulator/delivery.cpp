// SPDX-License-Identifier: MIT
#include "tests/emulator/delivery.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace okta_factor::emulator {
namespace {

constexpr std::array deliveries{
    std::pair{std::string_view("drop"), Delivery::drop},
    std::pair{std::string_view("reset"), Delivery::reset},
    std::pair{std::string_view("close"), Delivery::close},
    std::pair{std::string_view("answer_lost"), Delivery::close},
    std::pair{std::string_view("garbage"), Delivery::garbage},
    std::pair{std::string_view("truncate"), Delivery::truncate},
    std::pair{std::string_view("slow_body"), Delivery::slow_body},
    std::pair{std::string_view("endless_body"), Delivery::endless_body},
    std::pair{std::string_view("lower_case"), Delivery::lower_case},
    std::pair{std::string_view("repeated_headers"), Delivery::repeated_headers},
};

struct Parts {
    std::string_view head;  // with the empty line
    std::string_view body;
};

Parts parts_of(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    const std::size_t head = end == std::string_view::npos ? answer.size() : end + 4;
    return {answer.substr(0, head), answer.substr(head)};
}

std::string with_lower_case_names(std::string_view answer) {
    std::string text(answer);
    const std::size_t end = parts_of(answer).head.size();
    bool in_name = false;
    for (std::size_t i = text.find('\n') + 1; i < end; ++i) {
        if (text[i - 1] == '\n') in_name = true;
        if (text[i] == ':') in_name = false;
        if (in_name) text[i] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    }
    return text;
}

std::string with_repeated_headers(std::string_view answer) {
    // First values of another bucket, as a proxy in between might add them; the last line counts.
    std::string text(answer);
    text.insert(text.find("\r\n") + 2,
                "X-Rate-Limit-Limit: 1200\r\nX-Rate-Limit-Remaining: 1199\r\n"
                "X-Rate-Limit-Reset: 1\r\n");
    return text;
}

void trickle(Wire& wire, const Parts& parts) {
    if (!wire.send(parts.head)) return;
    for (const char byte : parts.body)
        if (!wire.send({&byte, 1}) || wire.gone_within(1000)) return;
}

void flood(Wire& wire) {
    if (!wire.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n4001\r\n[" +
                   std::string(0x4000, ' ') + "\r\n"))
        return;
    const std::string chunk = "4000\r\n" + std::string(0x4000, ' ') + "\r\n";
    while (wire.send(chunk)) {
    }
}

}  // namespace

Delivery delivery_of(std::string_view kind) {
    const auto* found =
        std::ranges::find(deliveries, kind, &std::pair<std::string_view, Delivery>::first);
    return found == deliveries.end() ? Delivery::plain : found->second;
}

bool answers_nothing(Delivery delivery) {
    return delivery == Delivery::drop || delivery == Delivery::reset ||
           delivery == Delivery::close || delivery == Delivery::garbage;
}

bool deliver(Wire& wire, const std::string& answer, Delivery how) {
    const Parts parts = parts_of(answer);
    switch (how) {
        case Delivery::plain:
            return wire.send(answer);
        case Delivery::lower_case:
            return wire.send(with_lower_case_names(answer));
        case Delivery::repeated_headers:
            return wire.send(with_repeated_headers(answer));
        case Delivery::drop:
            wire.wait_until_gone();
            return false;
        case Delivery::reset:
            wire.reset();
            return false;
        case Delivery::close:
            return false;
        case Delivery::garbage:
            wire.send("\x16\x03 this is not HTTP \xff\xfe\r\n\r\n");
            return false;
        case Delivery::truncate:
            wire.send(parts.head);
            wire.send(parts.body.substr(0, parts.body.size() / 2));
            return false;
        case Delivery::slow_body:
            trickle(wire, parts);
            return false;
        case Delivery::endless_body:
            flood(wire);
            return false;
    }
    return false;
}

}  // namespace okta_factor::emulator
