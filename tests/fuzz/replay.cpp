// Runs a fuzz target without libFuzzer: on every file of a corpus, then on mutations of them.
// replay_x FOLDER [MUTATIONS [SEED]]; what it finds is written to replay-failure.bin before it
// runs.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int kMutations = 2000;
constexpr unsigned kSeed = 1;
constexpr char kBytes[] = "{}[]\":,0a.\n\\e- &*!|>?#'~%\t\xc3\xff"; // what grammars turn on

void run(const std::string& input)
{
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::string mutated(const std::vector<std::string>& corpus, std::mt19937& random)
{
    const auto below = [&random](std::size_t limit) { return limit ? random() % limit : 0; };
    std::string text = corpus[below(corpus.size())];
    for (std::size_t n = 1 + below(4); n > 0; --n) {
        const std::size_t at = below(text.size() + 1);
        const std::size_t length = below(std::min<std::size_t>(text.size() - at, 24) + 1);
        const std::string& other = corpus[below(corpus.size())];
        switch (below(4)) {
        case 0: // a part goes
            text.erase(at, length);
            break;
        case 1: // a part is there twice
            text.insert(below(text.size() + 1), text.substr(at, length));
            break;
        case 2: // a part of another input comes
            text.insert(at, other.substr(below(other.size() + 1), below(24)));
            break;
        default: // a byte changes
            if (at < text.size())
                text[at] = kBytes[below(sizeof kBytes - 1)];
            break;
        }
    }
    return text;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: %s FOLDER [MUTATIONS [SEED]]\n", argv[0]);
        return 2;
    }
    std::vector<std::string> corpus;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream file(path, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    if (corpus.empty()) {
        std::fprintf(stderr, "%s holds no input\n", argv[1]);
        return 2;
    }
    for (const std::string& input : corpus)
        run(input);
    const int mutations = argc > 2 ? std::atoi(argv[2]) : kMutations;
    std::mt19937 random(argc > 3 ? unsigned(std::atoi(argv[3])) : kSeed);
    for (int n = 0; n < mutations; ++n) {
        const std::string input = mutated(corpus, random);
        if (argc > 2) // a fault ends the process: leave what led to it
            std::ofstream("replay-failure.bin", std::ios::binary | std::ios::trunc) << input;
        run(input);
    }
    std::printf("%zu inputs, %d mutations\n", corpus.size(), mutations);
    return 0;
}
