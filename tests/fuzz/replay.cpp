// SPDX-License-Identifier: MIT
// Runs a fuzzer's function over the files of a folder, and over each of them cut short everywhere.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& bytes, std::size_t size) {
    // A copy of just that size, so that a sanitizer sees the first byte read too many.
    const std::string exact{bytes, 0, size};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(exact.data()), exact.size());
}

}  // namespace

int main(int argc, char** argv) {
    int inputs = 0;
    for (int i = 1; i < argc; ++i)
        for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
            std::ifstream file{entry.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
            for (std::size_t size = 0; size <= bytes.size(); ++size)
                run(bytes, size);
            ++inputs;
        }
    std::printf("%d seeds\n", inputs);
    return inputs > 0 ? 0 : 1;
}
