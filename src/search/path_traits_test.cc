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
