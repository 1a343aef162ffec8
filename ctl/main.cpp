// SPDX-License-Identifier: MIT
#include <exception>
#include <iostream>

#include "ctl/command.h"
#include "ctl/run.h"

int main(int argc, char** argv) {
    try {
        return okta_factor::ctl::run(argc, argv, std::cout, std::cerr);
    } catch (const std::exception& error) {
        std::cerr << "okta-factorctl: " << error.what() << '\n';
        return okta_factor::ctl::refused;
    }
}
