// The rules of tidy_test.cc on small inputs: each rule finds its violation and nothing else.
#include "tests/tidy_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gitctx::tidy {
namespace {

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(CodeOnly, BlanksCommentsAndLiteralsAndKeepsPlaces) {
  EXPECT_EQ(code_only("a // b\nc"), "a     \nc");
  EXPECT_EQ(code_only("a /* b\nc */ d"), "a     \n     d");
  EXPECT_EQ(code_only(R"(f("a\"b", 'c'); g)"), "f(      ,    ); g");
  EXPECT_EQ(code_only("R\"x(a\")\" b)x\" c"), "              c");
  EXPECT_EQ(code_only("1'000'000 + x"), "1'000'000 + x");
  EXPECT_EQ(code_only("\"http://x\" + y"), "           + y");
}

TEST(WideLines, CountsCodePoints) {
  EXPECT_EQ(wide_lines({"a.h", "ok\n" + repeated("é", 100) + "\n"}, 100), Findings{});
  EXPECT_EQ(wide_lines({"a.h", "ok\n" + repeated("x", 101) + "\n"}, 100),
            Findings{"a.h:2: 101 columns"});
}

TEST(LongFile, CountsLines) {
  EXPECT_EQ(long_file({"a.h", "1\n2\n"}, 2), Findings{});
  EXPECT_EQ(long_file({"a.h", "1\n2\n3\n"}, 2), Findings{"a.h:3: 3 lines"});
}

struct FunctionShape {
  const char* name;
  std::string before;  ///< text up to and including the opening brace of the body
  std::string after;   ///< text from the closing brace on
};

void PrintTo(const FunctionShape& shape, std::ostream* out) { *out << shape.name; }

class LongFunctions : public ::testing::TestWithParam<FunctionShape> {};

TEST_P(LongFunctions, FindsALongOneAndAcceptsAShortOne) {
  const auto text = [&](int lines) {
    return "#include <x>\nnamespace n {\nint before;\n" + GetParam().before +
           repeated("if (a) { b(); }\n", lines) + GetParam().after + "\n}  // namespace n\n";
  };
  EXPECT_EQ(long_functions({"a.cc", text(8)}, 11), Findings{});
  EXPECT_EQ(long_functions({"a.cc", text(20)}, 11).size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, LongFunctions,
    ::testing::Values(
        FunctionShape{"plain", "void f(int a) {\n", "}"},
        FunctionShape{"method", "class C {\n public:\n  void f() const noexcept {\n", "}\n};"},
        FunctionShape{"template", "template <class T>\nT f(T a) {\n", "}"},
        FunctionShape{"trailing_return", "auto f() -> std::vector<int> {\n", "}"},
        FunctionShape{"constructor", "C::C(int a) : a_{a}, b_(a) {\n", "}"},
        FunctionShape{"default_argument", "void f(A a = {}) {\n", "}"},
        FunctionShape{"test", "TEST(A, B) {\n", "}"},
        FunctionShape{"after_a_table", "const int t[] = {1, 2};\nstruct S { int x; };\nint f() {\n",
                      "}"}),
    [](const auto& shape) { return shape.param.name; });

TEST(LongFunctions, IgnoresLongTablesTypesAndMacros) {
  const std::string rows = repeated("{1, g(2)},\n", 30);
  EXPECT_EQ(long_functions({"a.cc", "const T t[] = {\n" + rows + "};\n"}, 5), Findings{});
  EXPECT_EQ(long_functions({"a.h", "struct S {\n" + repeated("int f();\n", 30) + "};\n"}, 5),
            Findings{});
  EXPECT_EQ(long_functions({"a.h", "#define M(x) \\\n" + repeated("f(x) { \\\n", 30) + "\n"}, 5),
            Findings{});
}

TEST(UntidyWhitespace, FindsEachKind) {
  EXPECT_EQ(untidy_whitespace({"a", "fine\n"}), Findings{});
  EXPECT_EQ(untidy_whitespace({"a", "\tx\n"}), Findings{"a:1: a tab"});
  EXPECT_EQ(untidy_whitespace({"a", "R\"(\n\tx)\"  // c\n"}), Findings{});
  EXPECT_EQ(untidy_whitespace({"a", "x \n"}), Findings{"a:1: blanks at the end of the line"});
  EXPECT_EQ(untidy_whitespace({"a", "x\r\n"}), Findings{"a:1: a carriage return"});
  EXPECT_EQ(untidy_whitespace({"a", "x"}), Findings{"a:1: no newline at the end of the file"});
}

TEST(Matches, NamesTheLine) {
  EXPECT_EQ(matches({"a", "x\nbad\n"}, std::regex("b.d"), "no"), Findings{"a:2: no"});
  EXPECT_EQ(matches({"a", "x\ny\n"}, std::regex("b.d"), "no"), Findings{});
}

TEST(BannedNames, LooksAtFilesAndTypesWordByWord) {
  const std::set<std::string> words{"info", "data"};
  EXPECT_EQ(banned_names({"src/a/chunk_data.h", ""}, words, {}).size(), 1u);
  EXPECT_EQ(banned_names({"src/a/database.h", "struct Database {};"}, words, {}), Findings{});
  EXPECT_EQ(banned_names({"a.h", "\nstruct FileInfo;"}, words, {}),
            Findings{"a.h:2: FileInfo: 'info' says nothing"});
  EXPECT_EQ(banned_names({"a.h", "struct FileInfo;"}, words, {"FileInfo"}), Findings{});
  EXPECT_EQ(banned_names({"a.h", "// a struct FileInfo\nauto x = blob.data();"}, words, {}),
            Findings{});
}

TEST(MissingPragmaOnce, IsFoundByItsAbsence) {
  EXPECT_EQ(missing_pragma_once({"a.h", "#pragma once\n"}), Findings{});
  EXPECT_EQ(missing_pragma_once({"a.h", "int x;\n"}), Findings{"a.h:1: no #pragma once"});
}

TEST(OwnHeaderNotFirst, HoldsForSourcesAndTests) {
  const std::set<std::string> paths{"src/a/x.h"};
  EXPECT_EQ(own_header_not_first({"src/a/x.cc", "#include \"a/x.h\"\n"}, paths), Findings{});
  EXPECT_EQ(own_header_not_first({"src/a/y.cc", "#include <y>\n"}, paths), Findings{});
  for (const auto* path : {"src/a/x.cc", "src/a/x_test.cc"}) {
    EXPECT_EQ(own_header_not_first({path, "#include <y>\n#include \"a/x.h\"\n"}, paths).size(), 1u);
    EXPECT_EQ(own_header_not_first({path, ""}, paths).size(), 1u);
  }
}

constexpr auto table_page = R"(
| word | other table |
|---|---|
| git | nothing |

| module | may include |
|---|---|
| base | – |
| text, core | base |
| git | core base |
| app | all, to wire |

| index | after the table |
)";

TEST(ParseIncludeTable, ReadsRowsWithOneOrMoreModules) {
  const IncludeTable expected{{"base", {}},
                              {"text", {"base"}},
                              {"core", {"base"}},
                              {"git", {"core", "base"}},
                              {"app", {"base", "text", "core", "git"}}};
  EXPECT_EQ(parse_include_table(table_page), expected);
}

TEST(ParseCMakeModules, ReadsUsesAndSkipsLibraries) {
  const IncludeTable expected{{"base", {}}, {"git", {"core", "base"}}};
  EXPECT_EQ(parse_cmake_modules("gitctx_module(base LINK fmt)\n"
                                "gitctx_module(git USES core\n  base LINK git2)\n"),
            expected);
}

TEST(DisallowedIncludes, FollowsTheTable) {
  const IncludeTable table{{"base", {}}, {"core", {"base"}}, {"git", {"base"}}, {"testing", {}}};
  const auto findings = [&](const char* path, const char* text) {
    return disallowed_includes({path, text}, table);
  };
  EXPECT_EQ(findings("src/git/a.cc", "#include \"base/x.h\"\n#include \"git/b.h\"\n"), Findings{});
  EXPECT_EQ(findings("src/git/a.cc", "#include <core>\n#include \"core/x.h\"\n"),
            Findings{"src/git/a.cc:2: git may not include core"});
  EXPECT_EQ(findings("src/git/a_test.cc", "#include \"testing/x.h\"\n"), Findings{});
  EXPECT_EQ(findings("src/git/testing/a.h", "#include \"testing/x.h\"\n"), Findings{});
  EXPECT_EQ(findings("src/git/a.cc", "#include \"testing/x.h\"\n").size(), 1u);
  EXPECT_EQ(findings("src/git/a.cc", "#include \"b.h\"\n"),
            Findings{"src/git/a.cc:1: b.h is not written from src/"});
  EXPECT_EQ(findings("src/git/a.cc", "R\"(\n#include \"b.h\"\n)\""), Findings{});
  EXPECT_EQ(findings("src/new/a.cc", ""), Findings{"src/new/a.cc:1: folder new is in no table"});
  EXPECT_EQ(findings("benchmarks/a.cc", "#include \"core/x.h\"\n"), Findings{});
}

TEST(MisplacedHeader, AllowsTheNamedFoldersOnly) {
  const SourceFile file{"src/git/a.cc", "#include <git2.h>\n"};
  EXPECT_EQ(misplaced_header(file, "git2", {"src/git/"}), Findings{});
  EXPECT_EQ(misplaced_header(file, "git2", {"src/chunk/"}),
            Findings{"src/git/a.cc:1: git2.h is not for here"});
}

TEST(UnusedHeaders, DoesNotCountOwnSourceAndTest) {
  const SourceFile header{"src/a/x.h", ""};
  const SourceFile source{"src/a/x.cc", "#include \"a/x.h\"\n"};
  const SourceFile test{"src/a/x_test.cc", "#include \"a/x.h\"\n"};
  const SourceFile user{"src/b/y.cc", "#include \"a/x.h\"\n"};
  EXPECT_EQ(unused_headers({header, source, test}),
            Findings{"src/a/x.h:1: nothing includes this header"});
  EXPECT_EQ(unused_headers({header, source, test, user}), Findings{});

  const SourceFile elsewhere{"cmake/z.h", ""};
  EXPECT_EQ(unused_headers({elsewhere, {"src/b/y.cc", "#include \"z.h\"\n"}}), Findings{});
}

TEST(CrowdedFolders, CountsTheFilesOfAFolderButNoUnitTests) {
  const std::vector<SourceFile> files{
      {"a/x.h", ""}, {"a/x.cc", ""}, {"a/x_test.cc", ""}, {"a/b/y.h", ""}};
  EXPECT_EQ(crowded_folders(files, 2), Findings{});
  EXPECT_EQ(crowded_folders(files, 1), Findings{"a:1: 2 files"});
}

TEST(HeadersWithoutProductUser, FindsAHeaderThatOnlyTestsInclude) {
  const SourceFile header{"src/a/x.h", ""};
  const SourceFile own{"src/a/x.cc", "#include \"a/x.h\"\n"};
  const Findings found{"src/a/x.h:1: no product file includes it"};
  for (const char* user :
       {"src/b/y_test.cc", "src/b/testing/y.cc", "tests/y.cc", "fuzz/y.cc", "benchmarks/y.cc"}) {
    EXPECT_EQ(headers_without_product_user({header, own, {user, own.text}}), found) << user;
  }
  for (const char* user : {"src/b/y.cc", "src/b/y.h", "src/main.cc", "tools/train/y.cc"}) {
    const auto users = headers_without_product_user({header, own, {user, own.text}});
    EXPECT_EQ(std::count(users.begin(), users.end(), found[0]), 0) << user;
  }
  EXPECT_EQ(headers_without_product_user({{"src/a/testing/x.h", ""}}), Findings{});
}

TEST(MisplacedTestSupport, IsForTestsFuzzTargetsAndBenchmarks) {
  for (const std::string include : {"a/testing/x.h", "testing/x.h"}) {
    const std::string text = "\n#include \"" + include + "\"\n";
    for (const char* user : {"src/a/y_test.cc", "src/b/testing/y.h", "src/testing/y.cc",
                             "tests/y.cc", "fuzz/y.cc", "benchmarks/y.cc"}) {
      EXPECT_EQ(misplaced_test_support({user, text}), Findings{}) << user;
    }
    EXPECT_EQ(misplaced_test_support({"src/a/y.cc", text}),
              Findings{"src/a/y.cc:2: " + include + " is test support"});
  }
}

TEST(IncludeCycles, AreFoundThroughOtherHeaders) {
  const SourceFile a{"src/m/a.h", "#include \"m/b.h\"\n"};
  const SourceFile b{"src/m/b.h", "#include \"m/c.h\"\n"};
  EXPECT_EQ(include_cycles({a, b, {"src/m/c.h", "#include <map>\n"}}), Findings{});
  EXPECT_EQ(
      include_cycles({a, b, {"src/m/c.h", "#include \"m/a.h\"\n"}}),
      Findings{"src/m/a.h:1: include cycle src/m/a.h -> src/m/b.h -> src/m/c.h -> src/m/a.h"});
  EXPECT_EQ(include_cycles({{"tests/a.h", "#include \"tests/a.h\"\n"}}),
            Findings{"tests/a.h:1: include cycle tests/a.h -> tests/a.h"});
}

TEST(BrokenLinks, ChecksPathsAndHeadings) {
  const std::map<std::string, std::string> tree{
      {"docs/a.md", "# The one idea\n## `code` & more\n```\n# no heading\n```\n"},
      {"README.md", "# Title\n"}};
  const auto read = [&](const std::string& path) {
    const auto found = tree.find(path);
    return found == tree.end() ? nullptr : &found->second;
  };
  const auto count = [&](const char* path, const std::string& text) {
    return broken_links({path, text}, read).size();
  };
  EXPECT_EQ(count("README.md", "[a](docs/a.md) [b](docs/a.md#the-one-idea) [c](https://x.y)"), 0u);
  EXPECT_EQ(count("README.md", "[a](docs/a.md#code--more)"), 0u);
  EXPECT_EQ(count("docs/a.md", "[up](../README.md#title)"), 0u);
  EXPECT_EQ(count("README.md", "# Here\n[self](#here)"), 0u);
  EXPECT_EQ(count("README.md", "`[a](none.md)`\n```\n[b](none.md)\n```\n"), 0u);
  EXPECT_EQ(count("README.md", "[a](none.md)"), 1u);
  EXPECT_EQ(count("README.md", "[a](docs/a.md#no-heading)"), 1u);
  EXPECT_EQ(count("README.md", "[self](#nowhere)"), 1u);
}

TEST(TidyRules, FindsLocalFunctionsThatHideAFunctionOfTheirModule) {
  const SourceFile header{"src/search/spelling.h", "bool has_word(std::string_view text);\n"};
  const std::string local = "namespace gitctx {\nnamespace {\n\nbool has_word(int list) {\n";
  const std::string end = "}\n\n}  // namespace\n\nbool other() { return has_word(1); }\n";
  EXPECT_EQ(hidden_functions({header, {"src/search/form.cc", local + end}}),
            Findings{"src/search/form.cc:4: has_word hides a function of a header of the module"});
  EXPECT_TRUE(hidden_functions({header, {"src/chunk/form.cc", local + end}}).empty());
  EXPECT_TRUE(hidden_functions({header, {"src/search/spelling_test.cc", local + end}}).empty());
  EXPECT_TRUE(
      hidden_functions({header, {"src/search/spelling.cc", "bool has_word(int text) {\n}\n"}})
          .empty());
}

}  // namespace
}  // namespace gitctx::tidy
