#include "base/path_filter.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

bool passes(std::string pattern, std::string_view path) {
  const std::vector<std::string> patterns{std::move(pattern)};
  return PathFilter(patterns).matches(path);
}

TEST(PathFilter, WithoutPatternsEverythingPasses) {
  EXPECT_TRUE(PathFilter().matches("a/b"));
  EXPECT_TRUE(PathFilter().empty());
}

TEST(PathFilter, APatternWithoutSlashFitsFilesAndFoldersAnywhere) {
  EXPECT_TRUE(passes("tests", "tests/a.py"));
  EXPECT_TRUE(passes("tests", "src/tests/deep/a.py"));
  EXPECT_FALSE(passes("tests", "src/tests.py"));
  EXPECT_TRUE(passes("*.py", "src/tests/a.py"));
  EXPECT_FALSE(passes("*.py", "src/a.pyc"));
  EXPECT_TRUE(passes("Makefile", "deep/Makefile"));
}

TEST(PathFilter, AFinalSlashMeansFolders) {
  EXPECT_TRUE(passes("src/", "src/a.c"));
  EXPECT_TRUE(passes("src/", "lib/src/a.c"));
  EXPECT_FALSE(passes("src/", "src"));
  EXPECT_TRUE(passes("src/http/", "src/http/a.c"));
}

TEST(PathFilter, ASlashInsideIsReadFromTheRoot) {
  EXPECT_TRUE(passes("src/http", "src/http/client.c"));
  EXPECT_TRUE(passes("src/http", "src/http"));
  EXPECT_FALSE(passes("src/http", "src/http2/client.c"));
  EXPECT_FALSE(passes("src/http", "lib/src/http/client.c"));
  EXPECT_TRUE(passes("src/**", "src/a/b.c"));
  EXPECT_TRUE(passes("src/*/test", "src/x/test/b.c"));
  EXPECT_TRUE(passes("**/http/*.c", "lib/src/http/client.c"));
}

TEST(PathFilter, LeadingDotAndSlashAreDropped) {
  EXPECT_TRUE(passes("./src", "src/a.c"));
  EXPECT_TRUE(passes("/src", "src/a.c"));
  EXPECT_FALSE(passes("/src", "lib/src/a.c"));
  EXPECT_TRUE(passes(".", "a.c"));
  EXPECT_TRUE(passes("/", "a.c"));
}

TEST(PathFilter, BracesAreAlternatives) {
  EXPECT_TRUE(passes("*.{ts,tsx}", "a/b.tsx"));
  EXPECT_TRUE(passes("{src,lib}/*.{c,h}", "lib/a.h"));
  EXPECT_FALSE(passes("{src,lib}/*.{c,h}", "test/a.h"));
  EXPECT_TRUE(passes("{a,b{c,d}}", "bd"));
}

TEST(PathFilter, ALiteralNameWithWildcardsPasses) {
  EXPECT_TRUE(passes("app/[id]/page.tsx", "app/[id]/page.tsx"));
  EXPECT_TRUE(passes("app/[id]", "app/[id]/page.tsx"));
  EXPECT_TRUE(passes("{a,b}.txt", "{a,b}.txt"));
}

TEST(PathFilter, AnyPatternSuffices) {
  const std::vector<std::string> patterns{"*.c", "docs/"};
  const PathFilter filter(patterns);
  EXPECT_TRUE(filter.matches("a.c"));
  EXPECT_TRUE(filter.matches("docs/a.md"));
  EXPECT_FALSE(filter.matches("a.md"));
}

}  // namespace
}  // namespace gitctx
