#include "base/glob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

namespace gitctx {
namespace {

/// The simple twin of glob_match, which tries all matches. It knows letters, '*', '?', '/' and the
/// component "**".
bool slow_match(std::string_view pattern, std::string_view path, bool at_component_start = true) {
  if (pattern.empty()) return path.empty();
  if (at_component_start && pattern == "**") return !path.empty();
  if (at_component_start && pattern.starts_with("**/")) {
    if (slow_match(pattern.substr(3), path)) return true;
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] == '/' && slow_match(pattern.substr(3), path.substr(i + 1))) return true;
    }
    return false;
  }
  if (pattern.front() == '*') {
    std::size_t stars = 0;
    while (stars < pattern.size() && pattern[stars] == '*') ++stars;
    for (std::size_t i = 0; i <= path.size(); ++i) {
      if (slow_match(pattern.substr(stars), path.substr(i), false)) return true;
      if (i < path.size() && path[i] == '/') return false;
    }
    return false;
  }
  if (path.empty()) return false;
  const bool fits = pattern.front() == '?' ? path.front() != '/' : pattern.front() == path.front();
  return fits && slow_match(pattern.substr(1), path.substr(1), pattern.front() == '/');
}

TEST(GlobMatch, StarStaysWithinAComponent) {
  EXPECT_TRUE(glob_match("*.py", "a.py"));
  EXPECT_TRUE(glob_match("src/*.py", "src/a.py"));
  EXPECT_FALSE(glob_match("src/*.py", "src/b/a.py"));
  EXPECT_FALSE(glob_match("*.py", "src/a.py"));
}

TEST(GlobMatch, DoubleStarCrossesFolders) {
  EXPECT_TRUE(glob_match("**/a.py", "a.py"));
  EXPECT_TRUE(glob_match("**/a.py", "x/y/a.py"));
  EXPECT_TRUE(glob_match("src/**/a.py", "src/a.py"));
  EXPECT_TRUE(glob_match("src/**/a.py", "src/x/y/a.py"));
  EXPECT_TRUE(glob_match("src/**", "src/x/y"));
  EXPECT_FALSE(glob_match("src/**", "src"));
  EXPECT_FALSE(glob_match("**", ""));
  EXPECT_FALSE(glob_match("src**/a", "src/b/a"));
}

TEST(GlobMatch, BracketsTakeRangesClassesAndNegation) {
  EXPECT_TRUE(glob_match("[a-c]x", "bx"));
  EXPECT_FALSE(glob_match("[!a-c]x", "bx"));
  EXPECT_TRUE(glob_match("[^a-c]x", "dx"));
  EXPECT_TRUE(glob_match("[]x]", "]"));
  EXPECT_TRUE(glob_match("[[:digit:]_]", "7"));
  EXPECT_FALSE(glob_match("a[!b]c", "a/c"));
  EXPECT_FALSE(glob_match("[a", "a"));
  EXPECT_FALSE(glob_match("[a", "[a"));
}

TEST(GlobMatch, BackslashTakesTheNextCharacterLiterally) {
  EXPECT_TRUE(glob_match("a\\*b", "a*b"));
  EXPECT_FALSE(glob_match("a\\*b", "axb"));
  EXPECT_FALSE(glob_match("a\\", "a"));
}

RC_GTEST_PROP(GlobMatch, EqualsTheSlowTwin, ()) {
  const auto pattern = *rc::gen::container<std::string>(
      rc::gen::weightedElement<char>({{4, 'a'}, {2, 'b'}, {4, '*'}, {1, '?'}, {3, '/'}}));
  const auto path = *rc::gen::container<std::string>(
      rc::gen::weightedElement<char>({{4, 'a'}, {2, 'b'}, {2, '/'}}));
  RC_ASSERT(glob_match(pattern, path) == slow_match(pattern, path));
}

TEST(GlobMatch, ManyStarsDoNotBlowUp) {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "*a";
  pattern += "b";
  const std::string path(4000, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_match(pattern, path));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(IgnorePattern, CommentsAndBlankLinesAreNone) {
  EXPECT_FALSE(IgnorePattern::parse(""));
  EXPECT_FALSE(IgnorePattern::parse("   "));
  EXPECT_FALSE(IgnorePattern::parse("# x"));
  EXPECT_FALSE(IgnorePattern::parse("/"));
  EXPECT_TRUE(IgnorePattern::parse("\\#x")->matches("#x", false));
  EXPECT_TRUE(IgnorePattern::parse("\\!x")->matches("!x", false));
}

TEST(IgnorePattern, TrailingBlanksDoNotCountUnlessEscaped) {
  EXPECT_TRUE(IgnorePattern::parse("a  ")->matches("a", false));
  EXPECT_TRUE(IgnorePattern::parse("a\\ ")->matches("a ", false));
  EXPECT_TRUE(IgnorePattern::parse("a\r")->matches("a", false));
}

TEST(IgnoreRules, TheLastMatchingLineWins) {
  const IgnoreRules rules = IgnoreRules::parse("*.log\n!keep.log\n");
  EXPECT_TRUE(rules.match("x.log", false)->ignored);
  EXPECT_FALSE(rules.match("keep.log", false)->ignored);
  EXPECT_EQ(rules.match("keep.log", false)->line, 2u);
  EXPECT_EQ(rules.match("keep.log", false)->pattern, "!keep.log");
  EXPECT_FALSE(rules.match("x.txt", false).has_value());
}

TEST(IgnoreRules, AFinalSlashMeansFoldersOnly) {
  const IgnoreRules rules = IgnoreRules::parse("build/\n");
  EXPECT_TRUE(rules.match("build", true).has_value());
  EXPECT_TRUE(rules.match("a/build", true).has_value());
  EXPECT_FALSE(rules.match("build", false).has_value());
}

TEST(IgnoreRules, ASlashAnchorsThePattern) {
  const IgnoreRules rules = IgnoreRules::parse("/a\nb/c\n");
  EXPECT_TRUE(rules.match("a", false).has_value());
  EXPECT_FALSE(rules.match("x/a", false).has_value());
  EXPECT_TRUE(rules.match("b/c", false).has_value());
  EXPECT_FALSE(rules.match("x/b/c", false).has_value());
}

}  // namespace
}  // namespace gitctx
