#include "search/path_traits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gitctx {
namespace {

using testing::ElementsAre;

TEST(PathTraits, KnowsTestsByFolderAndByName) {
  EXPECT_TRUE(path_traits("tests/parser.py").test);
  EXPECT_TRUE(path_traits("src/parser_test.cc").test);
  EXPECT_TRUE(path_traits("src/ParserTest.java").test);
  EXPECT_FALSE(path_traits("src/latest.cc").test);
}

TEST(PathTraits, KnowsExamplesCopiesAndDeclarations) {
  EXPECT_TRUE(path_traits("docs/guide.md").example);
  EXPECT_TRUE(path_traits("single_include/lib/lib.hpp").vendored);
  EXPECT_TRUE(path_traits("api/v1/types.pb.go").vendored);
  EXPECT_TRUE(path_traits("lib/types.d.ts").declaration);
  EXPECT_TRUE(path_traits("lib/__init__.py").entry);
  EXPECT_EQ(path_traits("a/b/c.go").depth, 2);
}

TEST(PathTraits, KnowsBenchmarksAndFormerCode) {
  for (const char* path : {"src/bench_sort.py", "src/sort_benchmark.cc", "src/sort.bench.ts",
                           "src/SortBenchmark.java", "benches/sort.rs"}) {
    EXPECT_TRUE(path_traits(path).example) << path;
  }
  EXPECT_FALSE(path_traits("src/workbench.ts").example);
  for (const char* path : {"legacy/sort.py", "lib/deprecated/sort.rb", "src/sort_old.c",
                           "src/sort-legacy.js", "src/sort.orig"}) {
    EXPECT_TRUE(path_traits(path).superseded) << path;
  }
  for (const char* path : {"src/threshold.py", "src/old.py", "src/bold_text.js"}) {
    EXPECT_FALSE(path_traits(path).superseded) << path;
  }
}

TEST(NewerVersions, AreTheFoldersThatCouldReplaceAFile) {
  EXPECT_THAT(newer_versions("api/v1/a.go"), ElementsAre("api/v2", "api/v3", "api/v4"));
  EXPECT_THAT(newer_versions("v9/b/a.go"), ElementsAre("v10", "v11", "v12"));
  EXPECT_THAT(newer_versions("api/v1beta2/a.go"),
              ElementsAre("api/v1", "api/v2", "api/v3", "api/v4"));
  for (const char* path :
       {"v1", "a/v1.go", "a/v/b", "a/v1x/b", "a/v123456789012/b", "a/v1234/b", "view/a.go", "/a"}) {
    EXPECT_THAT(newer_versions(path), ElementsAre()) << path;
  }
}

TEST(Namesakes, AreTheNameAndItsLongWords) {
  EXPECT_THAT(namesakes("MessagePack-CSharp"),
              ElementsAre("messagepackcsharp", "messagepack", "csharp"));
  EXPECT_THAT(namesakes("lazy.nvim"), ElementsAre("lazynvim", "lazy", "nvim"));
  EXPECT_THAT(namesakes("fmt"), ElementsAre("fmt"));
  EXPECT_THAT(namesakes(""), ElementsAre());
  EXPECT_THAT(namesakes("--"), ElementsAre());
}

TEST(Namesakes, AreFoldersWhateverTheirSpelling) {
  const auto names = namesakes("zig-http");
  EXPECT_TRUE(path_traits("packages/Zig_HTTP/a.zig", names).namesake);
  EXPECT_TRUE(path_traits("http/a.zig", names).namesake);
  EXPECT_FALSE(path_traits("http-util/a.zig", names).namesake);
  EXPECT_TRUE(path_traits("http-util/a.zig", names).namesake_package);
  EXPECT_TRUE(path_traits("zig_http.server/a.zig", names).namesake_package);
  EXPECT_FALSE(path_traits("a/https-util/a.zig", names).namesake_package);
  EXPECT_FALSE(path_traits("src/http.zig", names).namesake);
  EXPECT_FALSE(path_traits("https/a.zig", names).namesake);
}

TEST(Namesakes, AreNotTheHeadersThatDeclareALibrary) {
  const auto names = namesakes("curl");
  EXPECT_FALSE(path_traits("include/curl/easy.h", names).namesake);
  EXPECT_FALSE(path_traits("libs/include/curl/easy.h", names).namesake);
  EXPECT_TRUE(path_traits("include/curl/easy.hpp", names).namesake);
}

}  // namespace
}  // namespace gitctx
