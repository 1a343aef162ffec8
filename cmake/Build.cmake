# SPDX-License-Identifier: MIT
# How everything here is compiled: the standard, the warnings, the hardening, the sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

set(OKTA_FACTOR_SANITIZE "" CACHE STRING "Sanitizers for every target but the PAM module's release form, e.g. address,undefined")
option(OKTA_FACTOR_COVERAGE "Instrument for gcov" OFF)
option(OKTA_FACTOR_UNITY "Compile twenty files at a time, all but the module: from nothing less than half the time, for a small change more" OFF)
option(OKTA_FACTOR_FUZZ "Build the libFuzzer targets (clang only)" OFF)

set(CMAKE_UNITY_BUILD ${OKTA_FACTOR_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 20)
if(OKTA_FACTOR_UNITY)
    # g++ takes every file but the first for a header.
    add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

# Every target links this one: flags stand in one place.
add_library(okta_factor_flags INTERFACE)
target_compile_options(okta_factor_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # At -O3 g++ 12 sees overlaps in "a" + string that are none (GCC bug 105651).
    target_compile_options(okta_factor_flags INTERFACE -Wno-restrict)
endif()
if(OKTA_FACTOR_UNITY)
    # Names of one file shadow those of another only because they are compiled together.
    target_compile_options(okta_factor_flags INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-shadow>)
endif()
target_include_directories(okta_factor_flags INTERFACE ${CMAKE_SOURCE_DIR})
if(OKTA_FACTOR_SANITIZE)
    target_compile_options(okta_factor_flags INTERFACE
        -fsanitize=${OKTA_FACTOR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(okta_factor_flags INTERFACE -fsanitize=${OKTA_FACTOR_SANITIZE})
else()
    target_compile_options(okta_factor_flags INTERFACE
        -fstack-protector-strong -fstack-clash-protection $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>)
    target_link_options(okta_factor_flags INTERFACE -Wl,-z,relro,-z,now)
endif()
if(OKTA_FACTOR_COVERAGE)
    target_compile_options(okta_factor_flags INTERFACE --coverage)
    target_link_options(okta_factor_flags INTERFACE --coverage)
endif()
if(OKTA_FACTOR_FUZZ)
    # clang 14 cannot assemble coroutines with -fsanitize=function: "difference across sections".
    target_compile_options(okta_factor_flags INTERFACE
        -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=function -fno-sanitize-recover=all)
    target_link_options(okta_factor_flags INTERFACE -fsanitize=address,undefined)
endif()
