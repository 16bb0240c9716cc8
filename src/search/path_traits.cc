#include "search/path_traits.h"

#include <algorithm>
#include <span>
#include <string>

#include "base/ascii.h"
#include "text/path_words.h"

namespace gitctx {

namespace {

constexpr std::string_view test_folders[] = {
    "test",     "tests",   "testing", "spec",      "specs", "__tests__", "testdata", "test-data",
    "fixtures", "fixture", "mocks",   "__mocks__", "e2e",   "testutil",  "testutils"};
constexpr std::string_view example_folders[] = {
    "example",  "examples",  "sample",     "samples", "demo", "demos",    "bench",
    "benches",  "benchmark", "benchmarks", "doc",     "docs", "docs_src", "documentation",
    "tutorial", "tutorials", "playground", "guides",  "man"};
constexpr std::string_view entry_stems[] = {"index", "__init__", "mod", "init", "package-info"};
constexpr std::string_view vendored_folders[] = {
    "vendor",   "vendored",       "third_party", "thirdparty", "third-party",
    "3rdparty", "node_modules",   "generated",   "deps",       "external",
    "dist",     "single_include", "amalgamation"};

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_test_name(std::string_view stem, std::string_view written) {
  return stem.starts_with("test_") || stem.ends_with("_test") || stem.ends_with("_spec") ||
         stem.ends_with(".test") || stem.ends_with(".spec") || stem.ends_with("-test") ||
         stem == "conftest" || stem == "test" || stem == "tests" ||
         (written.size() > 4 &&
          (written.ends_with("Test") || written.ends_with("Tests") || written.ends_with("Spec")));
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : lower_case(name)) {
    if (is_lower(c) || is_digit(c)) plain += c;
  }
  return plain;
}

std::vector<std::string> namesakes(std::string_view repository) {
  constexpr std::size_t shortest_word = 4;
  std::vector<std::string> names;
  if (std::string whole = plain_name(repository); !whole.empty()) names.push_back(std::move(whole));
  std::size_t begin = 0;
  while (begin < repository.size()) {
    const std::size_t end = std::min(repository.find_first_of("-_. ", begin), repository.size());
    std::string word = plain_name(repository.substr(begin, end - begin));
    if (word.size() >= shortest_word && std::ranges::find(names, word) == names.end()) {
      names.push_back(std::move(word));
    }
    begin = end + 1;
  }
  return names;
}

PathTraits path_traits(std::string_view path, std::span<const std::string> namesakes) {
  PathTraits traits;
  const std::string lowered = lower_case(path);
  std::string_view rest = lowered;
  for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
       slash = rest.find('/')) {
    const std::string_view folder = rest.substr(0, slash);
    traits.test = traits.test || is_one_of(folder, test_folders) || folder.ends_with("_test") ||
                  folder.ends_with("-tests");
    traits.example = traits.example || is_one_of(folder, example_folders);
    traits.vendored = traits.vendored || is_one_of(folder, vendored_folders);
    traits.namesake =
        traits.namesake || std::ranges::find(namesakes, plain_name(folder)) != namesakes.end();
    ++traits.depth;
    rest.remove_prefix(slash + 1);
  }
  traits.test = traits.test || is_test_name(split_path(rest).stem, split_path(path).stem);
  traits.vendored = traits.vendored || rest.ends_with(".pb.go") || rest.ends_with("_pb2.py") ||
                    rest.ends_with(".g.cs") || rest.ends_with(".generated.ts");
  traits.entry = is_one_of(split_path(rest).stem, entry_stems);
  traits.declaration = rest.ends_with(".h") || rest.ends_with(".d.ts") || rest.ends_with(".pyi") ||
                       rest.ends_with(".hpp") || rest.ends_with(".hh");
  // Public headers in include/NAME/ contain only declarations.
  const bool exported =
      lowered.starts_with("include/") || lowered.find("/include/") != std::string::npos;
  traits.namesake = traits.namesake && !(exported && rest.ends_with(".h"));
  return traits;
}

}  // namespace gitctx
