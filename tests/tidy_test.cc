// Style and structure of the source tree, as tests. Tables at the beginning of this file name every
// exception. Lower limits and fewer exceptions are always allowed; the opposite needs a reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "tests/tidy_rules.h"

namespace gitctx::tidy {
namespace {

constexpr std::size_t max_columns = 100;
constexpr std::size_t max_file_lines = 600;
constexpr std::size_t max_function_lines = 60;
constexpr std::size_t max_folder_files = 40;

// Maps a prefix of the headers of a third-party library to the only folders that may include them.
const std::map<std::string, std::set<std::string>> library_homes{
    {"git2", {"src/git/"}},
    {"tree_sitter/", {"src/chunk/", "cmake/grammars/"}},
    {"libstemmer.h", {"src/text/"}},
    {"utf8proc.h", {"src/text/", "src/base/"}},
    {"uchardet/", {"src/text/"}},
    {"xxhash.h", {"src/base/"}},
    {"zlib.h", {"src/git/", "src/testing/deflated.cc", "benchmarks/suites/git_suite.cc"}},
    {"zstd.h", {"src/index/", "src/embed/", "src/text/", "tools/bpe/"}},
    {"sqlite3.h", {"src/base/", "benchmarks/"}},
    {"curl/", {"src/http/"}},
    {"re2/", {"src/redact/"}},
    {"CLI/", {"benchmarks/", "tools/"}},
    {"yaml-cpp/", {"src/app/", "src/base/", "src/eval/", "src/llm/"}},
};

// An action that only some files may perform. src/app/, src/main.cc, tests and src/testing/ may
// perform all of these actions, because they have to print, read the environment, exit and run
// other processes.
struct PatternRule {
  const char* name;
  const char* pattern;  ///< matched against code without comments and literals
  std::set<std::string> exceptions;
};

const std::vector<PatternRule> library_code_rules{
    {"only the front ends print",
     R"(std::(cout|cerr|clog)\b|\b(printf|fprintf|puts|fputs|perror)\s*\(|fmt::print)",
     {"src/base/check.cc"}},
    {"only the front ends read the environment",
     R"(\b(secure_)?getenv\s*\(|\benviron\b)",
     {"src/git/repository_layout.cc",  // GIT_DIR, which git itself reads
      "src/vector/simd_level.cc"}},    // GITCTX_SIMD, read once, for tests and profilers
    {"only the front ends exit",
     R"(\b(_exit|_Exit|exit|quick_exit|abort|terminate)\s*\()",
     {"src/base/check.cc", "src/base/io_hook.cc", "src/base/file.cc"}},
    {"files are written through base/file.h",
     R"(std::o?fstream\b|\bfopen\s*\(|filesystem::(rename|remove|remove_all|copy|copy_file)\b)",
     {}},
    {"an exception must not leave std::call_once", R"(std::call_once\b)", {}},
};

// Words that have no meaning in the name of a type or a file, and the names that may contain such a
// word.
const std::set<std::string> empty_words{"manager", "helper",  "helpers",  "util", "utils",
                                        "data",    "handler", "handlers", "info", "processor"};
const std::set<std::string> kept_names{"CommitInfo"};

// Headers that no file includes; each needs a reason.
const std::set<std::string> unused_headers_kept{
    "cmake/grammars/scanner_allocator.h"};  // the compiler includes it before each grammar

const std::regex unfinished(R"(\b(TODO|FIXME|XXX|HACK|not implemented|placeholder|stub(bed)?)\b)",
                            std::regex::icase);
const std::regex switched_off(R"(DISABLED_|GTEST_SKIP|\.skip\(|\bxit\(|\bxdescribe\()");
const std::regex machine_path(R"((^|[^\w.-])/(work|farm|root|home)/)");
const std::regex registry_host(
    R"(registry\.(npmjs|yarnpkg|npmmirror)|deb\.debian|snapshot\.debian|security\.debian|)"
    R"((archive|security)\.ubuntu|pypi\.org|pythonhosted|crates\.io|proxy\.golang|repo1?\.maven)");
const std::regex assertion(R"(EXPECT_|ASSERT_|RC_ASSERT|GITCTX_CHECK\()");

// Files that some checks skip: tidy_test.cc contains the forbidden patterns, and tidy_rules_test.cc
// contains bad inputs.
const std::set<std::string> own_files{"tests/tidy_test.cc", "tests/tidy_rules_test.cc"};

const std::filesystem::path root = GITCTX_SOURCE_DIR;

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The files that git tracks, and untracked files that it does not ignore.
std::vector<std::string> list_paths() {
  const std::string command =
      "git -C '" + root.string() + "' ls-files -z --cached --others --exclude-standard";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::vector<std::string> paths;
  std::string path;
  for (int c; (c = std::fgetc(pipe.get())) != EOF;) {
    if (c != 0)
      path += static_cast<char>(c);
    else if (std::filesystem::is_regular_file(root / path))
      paths.push_back(std::exchange(path, {}));
    else
      path.clear();
  }
  return paths;
}

/// All text files of the tree, sorted by path.
const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = [] {
    std::vector<SourceFile> read;
    auto paths = list_paths();
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    for (auto& path : paths) {
      std::string text = read_whole(root / path);
      if (text.find('\0') == std::string::npos) read.push_back({std::move(path), std::move(text)});
    }
    return read;
  }();
  return files;
}

const SourceFile* find_file(const std::string& path) {
  const auto found = std::find_if(tree().begin(), tree().end(),
                                  [&](const SourceFile& file) { return file.path == path; });
  return found == tree().end() ? nullptr : &*found;
}

bool is_cpp(const std::string& path) { return path.ends_with(".h") || path.ends_with(".cc"); }

bool is_code(const std::string& path) {
  return is_cpp(path) || path.ends_with(".cmake") || path.ends_with("CMakeLists.txt") ||
         path.ends_with(".sh") || path.ends_with(".js") || path.ends_with(".py") ||
         path.ends_with(".feature") || path == ".ci/run";
}

bool is_library_code(const std::string& path) {
  return is_cpp(path) && path.starts_with("src/") && !path.starts_with("src/app/") &&
         !path.starts_with("src/testing/") && !path.ends_with("_test.cc") && path != "src/main.cc";
}

/// Runs a rule over the files that `wanted` selects. Fails with all findings. Also fails if no file
/// is selected, because the check would then prove nothing.
template <class Wanted, class Rule>
void check_tree(const Wanted& wanted, const Rule& rule) {
  std::size_t looked_at = 0;
  for (const SourceFile& file : tree()) {
    if (!wanted(file.path)) continue;
    ++looked_at;
    for (const auto& found : rule(file)) ADD_FAILURE() << found;
  }
  EXPECT_GT(looked_at, 0u);
}

TEST(Tidy, LinesAreNotTooWide) {
  check_tree(is_code, [](const SourceFile& file) { return wide_lines(file, max_columns); });
}

TEST(Tidy, FilesAreNotTooLong) {
  check_tree(is_code, [](const SourceFile& file) { return long_file(file, max_file_lines); });
}

TEST(Tidy, FunctionsAreNotTooLong) {
  check_tree(is_cpp,
             [](const SourceFile& file) { return long_functions(file, max_function_lines); });
}

TEST(Tidy, WhitespaceIsTidy) { check_tree(is_code, untidy_whitespace); }

TEST(Tidy, HeadersHavePragmaOnce) {
  check_tree([](const std::string& path) { return path.ends_with(".h"); }, missing_pragma_once);
}

TEST(Tidy, OwnHeaderComesFirst) {
  std::set<std::string> paths;
  for (const auto& file : tree()) paths.insert(file.path);
  check_tree([](const std::string& path) { return path.ends_with(".cc"); },
             [&](const SourceFile& file) { return own_header_not_first(file, paths); });
}

TEST(Tidy, EveryHeaderIsIncludedSomewhere) {
  for (const auto& found : unused_headers(tree())) {
    if (!unused_headers_kept.contains(found.substr(0, found.find(':')))) ADD_FAILURE() << found;
  }
}

TEST(Tidy, FoldersAreNotTooFull) {
  ASSERT_GT(tree().size(), 0u);
  for (const auto& found : crowded_folders(tree(), max_folder_files)) ADD_FAILURE() << found;
}

TEST(Tidy, EveryProductHeaderHasAProductUser) {
  ASSERT_GT(tree().size(), 0u);
  for (const auto& found : headers_without_product_user(tree())) ADD_FAILURE() << found;
}

TEST(Tidy, TestSupportStaysOutOfTheProduct) { check_tree(is_cpp, misplaced_test_support); }

TEST(Tidy, HeadersDoNotIncludeEachOtherInCircles) {
  ASSERT_GT(tree().size(), 0u);
  for (const auto& found : include_cycles(tree())) ADD_FAILURE() << found;
}

TEST(Tidy, LocalFunctionsHideNoFunctionOfTheirModule) {
  ASSERT_GT(tree().size(), 0u);
  for (const auto& found : hidden_functions(tree())) ADD_FAILURE() << found;
}

IncludeTable cmake_table() {
  const SourceFile* const cmake = find_file("CMakeLists.txt");
  return cmake ? parse_cmake_modules(cmake->text) : IncludeTable{};
}

TEST(Tidy, IncludesFollowTheModuleTable) {
  const IncludeTable table = cmake_table();
  ASSERT_GE(table.size(), 10u);
  check_tree(is_cpp, [&](const SourceFile& file) { return disallowed_includes(file, table); });
}

TEST(Tidy, ModuleTableOfThePageAndOfCMakeAgree) {
  const SourceFile* const page = find_file("ARCHITECTURE.md");
  ASSERT_TRUE(page) << "ARCHITECTURE.md is missing";
  EXPECT_EQ(parse_include_table(page->text), cmake_table());
}

TEST(Tidy, LibrariesAreIncludedWhereTheyAreWrapped) {
  for (const auto& [prefix, folders] : library_homes) {
    check_tree(is_cpp,
               [&](const SourceFile& file) { return misplaced_header(file, prefix, folders); });
  }
}

TEST(Tidy, LibraryCodeLeavesTheProcessAlone) {
  for (const auto& rule : library_code_rules) {
    const std::regex pattern(rule.pattern);
    for (const auto& path : rule.exceptions) EXPECT_TRUE(find_file(path)) << "unused: " << path;
    check_tree(
        [&](const std::string& path) {
          return is_library_code(path) && !rule.exceptions.contains(path);
        },
        [&](const SourceFile& file) {
          return matches({file.path, code_only(file.text)}, pattern, rule.name);
        });
  }
}

TEST(Tidy, NamesSaySomething) {
  check_tree(is_cpp,
             [](const SourceFile& file) { return banned_names(file, empty_words, kept_names); });
}

TEST(Tidy, NothingIsLeftUnfinished) {
  check_tree([](const std::string& path) { return is_code(path) && !own_files.contains(path); },
             [](const SourceFile& file) { return matches(file, unfinished, "unfinished"); });
}

TEST(Tidy, EveryTestAssertsAndNoneIsSwitchedOff) {
  const auto is_test = [](const std::string& path) {
    return path.find("test") != std::string::npos && is_code(path) && !own_files.contains(path);
  };
  check_tree(is_test, [](const SourceFile& file) {
    return matches(file, switched_off, "a test that is switched off");
  });
  check_tree([](const std::string& path) { return path.ends_with("_test.cc"); },
             [](const SourceFile& file) {
               if (std::regex_search(file.text, assertion)) return Findings{};
               return Findings{file.path + ":1: this test asserts nothing"};
             });
}

TEST(Tidy, LinksOfPagesResolve) {
  static const std::string nothing;
  const auto read = [](const std::string& path) -> const std::string* {
    if (const SourceFile* const file = find_file(path)) return &file->text;
    return std::filesystem::exists(root / path) ? &nothing : nullptr;
  };
  check_tree([](const std::string& path) { return path.ends_with(".md"); },
             [&](const SourceFile& file) { return broken_links(file, read); });
}

TEST(Tidy, NoFileNamesAMachineOrARegistry) {
  const auto wanted = [](const std::string& path) { return !own_files.contains(path); };
  check_tree(wanted, [](const SourceFile& file) {
    return matches(file, machine_path, "a path of one machine");
  });
  check_tree(wanted, [](const SourceFile& file) {
    return matches(file, registry_host, "the host of a package registry");
  });
}

TEST(Tidy, LockedPackagesHaveVersionsAndHashesButNoAddresses) {
  const SourceFile* const lock = find_file("package-lock.json");
  ASSERT_TRUE(lock);
  EXPECT_NE(lock->text.find("\"integrity\""), std::string::npos);
  EXPECT_EQ(lock->text.find("\"resolved\""), std::string::npos);
  const SourceFile* const wanted = find_file("package.json");
  ASSERT_TRUE(wanted);
  EXPECT_EQ(matches(*wanted, std::regex(R"re("[\^~><*])re"), "not one exact version"), Findings{});
}

TEST(Tidy, ScriptsHaveTheRunBit) {
  const auto runnable = [](const SourceFile& file) {
    const auto mode = std::filesystem::status(root / file.path).permissions();
    const bool can_run =
        (mode & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
    const bool is_script = file.text.starts_with("#!");
    if (can_run == is_script) return Findings{};
    return Findings{file.path + ":1: the run bit and the #! line disagree"};
  };
  check_tree(is_code, runnable);
}

}  // namespace
}  // namespace gitctx::tidy
