#include "search/path_traits.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <string>
#include <system_error>

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
constexpr std::string_view superseded_folders[] = {"legacy", "deprecated", "obsolete",
                                                   "old",    "attic",      "archived"};
constexpr std::string_view vendored_folders[] = {
    "vendor",   "vendored",       "third_party", "thirdparty", "third-party",
    "3rdparty", "node_modules",   "generated",   "deps",       "external",
    "dist",     "single_include", "amalgamation"};

bool is_test_name(std::string_view stem, std::string_view written) {
  return stem.starts_with("test_") || stem.ends_with("_test") || stem.ends_with("_spec") ||
         stem.ends_with(".test") || stem.ends_with(".spec") || stem.ends_with("-test") ||
         stem == "conftest" || stem == "test" || stem == "tests" ||
         (written.size() > 4 &&
          (written.ends_with("Test") || written.ends_with("Tests") || written.ends_with("Spec")));
}

bool is_benchmark_name(std::string_view stem, std::string_view written) {
  return stem.starts_with("bench_") || stem.starts_with("benchmark_") || stem.ends_with("_bench") ||
         stem.ends_with("_benchmark") || stem.ends_with(".bench") || stem.ends_with("-benchmark") ||
         stem == "bench" || stem == "benchmark" || stem == "benchmarks" ||
         written.ends_with("Benchmark") || written.ends_with("Benchmarks");
}

bool is_superseded_name(std::string_view stem) {
  const std::size_t sign = stem.find_last_of("_-.");
  if (sign == std::string_view::npos || sign == 0) return false;
  const std::string_view last = stem.substr(sign + 1);
  return last == "old" || last == "legacy" || last == "deprecated" || last == "obsolete";
}

bool is_namesake(std::string_view folder, std::span<const std::string> names) {
  return std::ranges::find(names, plain_name(folder)) != names.end();
}

/// Whether the first words of the folder's name, but not the whole name, are one of `names`.
bool begins_with_namesake(std::string_view folder, std::span<const std::string> names) {
  constexpr std::string_view signs = "-_.";
  for (std::size_t end = folder.find_first_of(signs); end != std::string_view::npos;
       end = folder.find_first_of(signs, end + 1)) {
    if (is_namesake(folder.substr(0, end), names)) return true;
  }
  return false;
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
    traits.superseded = traits.superseded || is_one_of(folder, superseded_folders);
    traits.namesake = traits.namesake || is_namesake(folder, namesakes);
    traits.namesake_package = traits.namesake_package || begins_with_namesake(folder, namesakes);
    ++traits.depth;
    rest.remove_prefix(slash + 1);
  }
  const std::string_view stem = split_path(rest).stem;
  const std::string_view written_stem = split_path(path).stem;
  traits.test = traits.test || is_test_name(stem, written_stem);
  traits.example = traits.example || is_benchmark_name(stem, written_stem);
  traits.superseded = traits.superseded || is_superseded_name(stem) || rest.ends_with(".orig") ||
                      rest.ends_with(".bak") || rest.ends_with(".old");
  traits.vendored = traits.vendored || rest.ends_with(".pb.go") || rest.ends_with("_pb2.py") ||
                    rest.ends_with(".g.cs") || rest.ends_with(".generated.ts");
  traits.entry = is_entry_stem(stem);
  traits.declaration = rest.ends_with(".h") || rest.ends_with(".d.ts") || rest.ends_with(".pyi") ||
                       rest.ends_with(".hpp") || rest.ends_with(".hh");
  // Public headers in include/NAME/ contain only declarations.
  const bool exported =
      lowered.starts_with("include/") || lowered.find("/include/") != std::string::npos;
  traits.namesake = traits.namesake && !(exported && rest.ends_with(".h"));
  return traits;
}

std::vector<std::string> newer_versions(std::string_view path) {
  constexpr int steps = 3;
  std::vector<std::string> folders;
  for (std::size_t begin = 0, slash = path.find('/'); slash != std::string_view::npos;
       begin = slash + 1, slash = path.find('/', begin)) {
    const std::string_view folder = path.substr(begin, slash - begin);
    if (folder.size() < 2 || folder.size() > 12 || folder[0] != 'v' || !is_digit(folder[1]))
      continue;
    int version = 0;
    const auto [end, error] =
        std::from_chars(folder.data() + 1, folder.data() + folder.size(), version);
    if (error != std::errc() || version > 99) continue;
    const std::string_view rest(end, static_cast<std::size_t>(folder.data() + folder.size() - end));
    const bool is_preview = rest.starts_with("alpha") || rest.starts_with("beta");
    if (!rest.empty() && !is_preview) continue;
    for (int step = is_preview ? 0 : 1; step <= steps; ++step) {
      folders.push_back(std::string(path.substr(0, begin)) + "v" + std::to_string(version + step));
    }
  }
  return folders;
}

}  // namespace gitctx
