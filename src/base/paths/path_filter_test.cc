#include "base/paths/path_filter.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

using Patterns = std::vector<std::string>;

bool passes(const Patterns& patterns, std::string_view path) {
  return PathFilter(patterns).matches(path);
}

bool passes(std::string pattern, std::string_view path) {
  return passes(Patterns{std::move(pattern)}, path);
}

/// The message of the Error for a pattern; empty if the pattern is accepted.
std::string refusal(std::string pattern) {
  const Patterns patterns{std::move(pattern)};
  try {
    const PathFilter filter(patterns);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_FALSE(error.hint().empty());
    return error.message();
  }
  return "";
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

TEST(PathFilter, ALeadingDotOrSlashMeansTheRoot) {
  EXPECT_TRUE(passes("./src", "src/a.c"));
  EXPECT_FALSE(passes("./src", "lib/src/a.c"));
  EXPECT_TRUE(passes("/src", "src/a.c"));
  EXPECT_FALSE(passes("/src", "lib/src/a.c"));
  EXPECT_TRUE(passes(".", "a.c"));
  EXPECT_TRUE(passes("/", "a.c"));
  EXPECT_TRUE(passes("./", "a.c"));
}

TEST(PathFilter, SuperfluousSlashesAndDotsDoNotCount) {
  EXPECT_TRUE(passes("src//http", "src/http/a.c"));
  EXPECT_TRUE(passes("src/./http//", "src/http/a.c"));
  EXPECT_TRUE(passes("//src", "src/a.c"));
  EXPECT_TRUE(passes("lib/../src/*.c", "src/a.c"));
  EXPECT_FALSE(passes("lib/../src/*.c", "lib/src/a.c"));
  EXPECT_TRUE(passes("src/http/..", "src/a.c"));
  EXPECT_FALSE(passes("src/http/..", "src"));
  EXPECT_FALSE(passes("src/http/.", "src/http"));
  EXPECT_TRUE(passes("src/{../lib,http}/a.c", "lib/a.c"));
  EXPECT_TRUE(passes("src/..", "a.c"));
  EXPECT_FALSE(passes("..src", "src/a.c"));
}

TEST(PathFilter, BracesAreAlternatives) {
  EXPECT_TRUE(passes("*.{ts,tsx}", "a/b.tsx"));
  EXPECT_TRUE(passes("{src,lib}/*.{c,h}", "lib/a.h"));
  EXPECT_FALSE(passes("{src,lib}/*.{c,h}", "test/a.h"));
  EXPECT_TRUE(passes("{a,b{c,d}}", "bd"));
  EXPECT_TRUE(passes("x{a{b,c}d{e,f}}", "x{acdf}"));
  EXPECT_TRUE(passes("[{]{a,b}", "{b"));
  EXPECT_FALSE(passes("a{[,]}", "a"));
  EXPECT_TRUE(passes("a{[,]}", "a{,}"));
  EXPECT_FALSE(passes("{a,}", "b"));
}

TEST(PathFilter, ABackslashMakesTheNextCharacterLiteral) {
  EXPECT_TRUE(passes("a\\[b", "a[b"));
  EXPECT_TRUE(passes("\\{a,b", "{a,b"));
  EXPECT_TRUE(passes("\\{a,b\\}", "{a,b}"));
  EXPECT_FALSE(passes("\\{a,b\\}", "a"));
  EXPECT_TRUE(passes("app/\\[id\\]/[slug].tsx", "app/[id]/[slug].tsx"));
  for (const std::string_view name : {"a*b", "[x]", "{a,b}", "new\\nline.py", "?", "}"}) {
    EXPECT_TRUE(passes(escaped_pattern(name), name)) << name;
  }
  EXPECT_FALSE(passes(escaped_pattern("a*b"), "axb"));
  EXPECT_FALSE(passes(escaped_pattern("[x]"), "x"));
}

TEST(PathFilter, RefusesMalformedPatterns) {
  EXPECT_EQ(refusal("["), "the glob '[' has a '[' without a ']'");
  EXPECT_EQ(refusal("src/[a-"), "the glob 'src/[a-' has a '[' without a ']'");
  EXPECT_EQ(refusal("{a,b"), "the glob '{a,b' has a '{' without a '}'");
  EXPECT_EQ(refusal("{a,[}]"), "the glob '{a,[}]' has a '{' without a '}'");
  EXPECT_EQ(refusal("a,b}"), "the glob 'a,b}' has a '}' without a '{'");
  EXPECT_EQ(refusal("a\\"), "the glob 'a\\' ends in a backslash");
  EXPECT_EQ(refusal("!"), "the glob '!' is empty");
  EXPECT_EQ(refusal("![a"), "the glob '![a' has a '[' without a ']'");
  EXPECT_EQ(refusal("src/**/../lib"), "the glob 'src/**/../lib' has a '..' after a '**'");
  EXPECT_EQ(refusal("x/[a/b]/.."), "the glob 'x/[a/b]/..' is malformed");
  EXPECT_EQ(refusal("[a]{b,c}]\\["), "");
}

TEST(PathFilter, RefusesPathsAboveTheRoot) {
  EXPECT_EQ(refusal(".."), "the glob '..' leads out of the repository");
  EXPECT_EQ(refusal("!a/../../b"), "the glob '!a/../../b' leads out of the repository");
  EXPECT_EQ(refusal("{a,../b}"), "the glob '{a,../b}' leads out of the repository");
}

TEST(PathFilter, RefusesTooManyAlternatives) {
  const std::string some = "{a,b}{a,b}{a,b}{a,b}{a,b}";
  EXPECT_EQ(refusal(some), "");
  EXPECT_TRUE(passes(some, "babab"));
  EXPECT_EQ(refusal("{a,b}{a,b}" + some),
            "the glob '{a,b}{a,b}" + some + "' has more than 64 alternatives");
  EXPECT_NE(refusal("{" + std::string(100'000, ',') + "}"), "");
  EXPECT_NE(refusal(std::string(100'000, '{')), "");
}

TEST(PathFilter, ALiteralNameWithWildcardsPasses) {
  EXPECT_TRUE(passes("app/[id]/page.tsx", "app/[id]/page.tsx"));
  EXPECT_TRUE(passes("app/[id]", "app/[id]/page.tsx"));
  EXPECT_TRUE(passes("{a,b}.txt", "{a,b}.txt"));
}

TEST(PathFilter, AnExclamationMarkExcludes) {
  EXPECT_FALSE(PathFilter(Patterns{"!tests"}).empty());
  EXPECT_FALSE(passes("!tests", "src/tests/a.py"));
  EXPECT_TRUE(passes("!tests", "src/tests.py"));
  EXPECT_FALSE(passes("!src/", "lib/src/a.c"));
  EXPECT_TRUE(passes("!src/", "src"));
  EXPECT_FALSE(passes("!*.md", "docs/a.md"));
  EXPECT_TRUE(passes("!*.md", "docs/a.py"));
  EXPECT_FALSE(passes("!*.{ts,tsx}", "a/b.tsx"));
  EXPECT_FALSE(passes("!app/[id]/page.tsx", "app/[id]/page.tsx"));
  EXPECT_FALSE(passes("!src/./../lib", "lib/a.c"));
}

TEST(PathFilter, AnExcludedPathNeverPasses) {
  for (const Patterns& patterns :
       {Patterns{"src/**", "!src/b.py"}, Patterns{"!src/b.py", "src/**"}}) {
    EXPECT_TRUE(passes(patterns, "src/a.py"));
    EXPECT_FALSE(passes(patterns, "src/b.py"));
    EXPECT_FALSE(passes(patterns, "lib/a.py"));
  }
  EXPECT_FALSE(passes(Patterns{"src/b.py", "!src"}, "src/b.py"));
  const Patterns exclusions{"!tests", "!*.md"};
  EXPECT_TRUE(passes(exclusions, "src/a.py"));
  EXPECT_FALSE(passes(exclusions, "tests/a.py"));
  EXPECT_FALSE(passes(exclusions, "README.md"));
}

TEST(PathFilter, AnEscapedExclamationMarkBeginsAName) {
  EXPECT_TRUE(passes("\\!name", "!name"));
  EXPECT_FALSE(passes("\\!name", "name"));
  EXPECT_FALSE(passes("!\\!name", "!name"));
  EXPECT_FALSE(passes("!!name", "!name"));
  EXPECT_TRUE(passes("!!name", "name"));
  EXPECT_TRUE(passes("\\!app/[id].tsx", "!app/[id].tsx"));
  EXPECT_TRUE(passes("a!", "a!"));
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
