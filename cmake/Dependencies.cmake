# SPDX-License-Identifier: MIT
# Every library this product uses, each for one job, each a Debian package (packaging/build-dependencies names them).
find_package(PkgConfig REQUIRED)

find_library(PAM_LIBRARY pam REQUIRED)                                   # pam_module: the host's interface
pkg_check_modules(SYSTEMD REQUIRED IMPORTED_TARGET libsystemd>=252)      # sd-bus, sd-event, sd-journal, sd-daemon
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.88)           # daemon/http; 7.87 brought CURLOPT_QUICK_EXIT
find_package(nlohmann_json REQUIRED)                                     # daemon/okta, ctl: JSON
find_package(tl-expected REQUIRED)                                       # a value or an error, until C++23's std::expected
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)    # daemon/policy: TOML with line and column
pkg_check_modules(CJOSE REQUIRED IMPORTED_TARGET cjose)                  # daemon/okta: JWS and JWK
pkg_check_modules(OPENSSL REQUIRED IMPORTED_TARGET libcrypto)            # daemon/okta: PEM keys, SHA-256
find_package(CLI11 REQUIRED)                                             # command lines
