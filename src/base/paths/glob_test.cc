#include "base/paths/glob.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>

#include "base/error.h"

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

TEST(Glob, KnowsTheEndOfABracketExpression) {
  EXPECT_EQ(bracket_end("x[a-c]y", 1), 6u);
  EXPECT_EQ(bracket_end("[]x]]", 0), 4u);
  EXPECT_EQ(bracket_end("[!]]]", 0), 4u);
  EXPECT_EQ(bracket_end("[[:alpha:]_]]", 0), 12u);
  EXPECT_EQ(bracket_end("[a\\]b]c", 0), 6u);
  EXPECT_EQ(bracket_end("[a", 0), std::string_view::npos);
  EXPECT_EQ(bracket_end("[]", 0), std::string_view::npos);
}

TEST(Glob, SaysWhetherItIsMalformed) {
  EXPECT_FALSE(Glob("").is_malformed());
  EXPECT_FALSE(Glob("a]*[b]").is_malformed());
  EXPECT_TRUE(Glob("a[b").is_malformed());
  EXPECT_TRUE(Glob("a\\").is_malformed());
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

TEST(GlobMatch, BracketsThatDoNotEndAreReadOnce) {
  std::string pattern = "*a/";
  while (pattern.size() < 1'000'000) pattern += "[[:";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(glob_match(pattern, "xa/b"));
  EXPECT_FALSE(glob_match("*a/[" + std::string(1'000'000, ':'), "xa/b"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
  EXPECT_TRUE(glob_match("[[:]x", "[x"));
}

TEST(GlobMatch, TakesAtMostTheProductOfTheLengths) {
  const Glob globs[] = {Glob("*a*a*a*a*a*a*a*b?"), Glob("**/a/**/a/**/b/c"), Glob("*[ab]*[ab]*c?")};
  std::string path(300, 'a');
  for (std::size_t i = 1; i < 200; i += 2) path[i] = '/';
  for (const Glob& glob : globs) {
    std::uint64_t steps = 0;
    EXPECT_FALSE(glob.matches(path, steps));
    EXPECT_LE(steps, 17 * path.size());
  }
}

TEST(IgnorePattern, IsAtMostFourTimesAsLongAsAPath) {
  EXPECT_TRUE(IgnorePattern::parse(std::string(16'384, 'a')).has_value());
  EXPECT_FALSE(IgnorePattern::parse(std::string(16'385, 'a')).has_value());
}

TEST(IgnorePattern, CommentsAndBlankLinesAreNone) {
  std::uint64_t steps = 0;
  EXPECT_FALSE(IgnorePattern::parse(""));
  EXPECT_FALSE(IgnorePattern::parse("   "));
  EXPECT_FALSE(IgnorePattern::parse("# x"));
  EXPECT_FALSE(IgnorePattern::parse("/"));
  EXPECT_TRUE(IgnorePattern::parse("\\#x")->matches("#x", "#x", false, steps));
  EXPECT_TRUE(IgnorePattern::parse("\\!x")->matches("!x", "!x", false, steps));
}

TEST(IgnorePattern, TrailingBlanksDoNotCountUnlessEscaped) {
  std::uint64_t steps = 0;
  EXPECT_TRUE(IgnorePattern::parse("a  ")->matches("a", "a", false, steps));
  EXPECT_TRUE(IgnorePattern::parse("a\\ ")->matches("a ", "a ", false, steps));
  EXPECT_TRUE(IgnorePattern::parse("a\r")->matches("a", "a", false, steps));
}

TEST(IgnoreRules, TheLastMatchingLineWins) {
  MatchWork work("rules");
  const IgnoreRules rules = IgnoreRules::parse("*.log\n!keep.log\n");
  EXPECT_TRUE(rules.match("x.log", false, work)->ignored);
  EXPECT_FALSE(rules.match("keep.log", false, work)->ignored);
  EXPECT_EQ(rules.match("keep.log", false, work)->line, 2u);
  EXPECT_EQ(rules.match("keep.log", false, work)->pattern, "!keep.log");
  EXPECT_FALSE(rules.match("x.txt", false, work).has_value());
}

TEST(IgnoreRules, AFinalSlashMeansFoldersOnly) {
  MatchWork work("rules");
  const IgnoreRules rules = IgnoreRules::parse("build/\n");
  EXPECT_TRUE(rules.match("build", true, work).has_value());
  EXPECT_TRUE(rules.match("a/build", true, work).has_value());
  EXPECT_FALSE(rules.match("build", false, work).has_value());
}

TEST(IgnoreRules, ASlashAnchorsThePattern) {
  MatchWork work("rules");
  const IgnoreRules rules = IgnoreRules::parse("/a\nb/c\n");
  EXPECT_TRUE(rules.match("a", false, work).has_value());
  EXPECT_FALSE(rules.match("x/a", false, work).has_value());
  EXPECT_TRUE(rules.match("b/c", false, work).has_value());
  EXPECT_FALSE(rules.match("x/b/c", false, work).has_value());
}

TEST(IgnoreRules, LiteralsAndWildcardsKeepTheirOrder) {
  MatchWork work("rules");
  const IgnoreRules rules = IgnoreRules::parse("a\n!*a\nb\n!b/\n*c\n!c\nd/e\n!d/*\nd/e/\n");
  EXPECT_FALSE(rules.match("a", false, work)->ignored);
  EXPECT_TRUE(rules.match("x/b", false, work)->ignored);
  EXPECT_FALSE(rules.match("x/b", true, work)->ignored);
  EXPECT_FALSE(rules.match("c", false, work)->ignored);
  EXPECT_TRUE(rules.match("xc", false, work)->ignored);
  EXPECT_FALSE(rules.match("d/e", false, work)->ignored);
  EXPECT_TRUE(rules.match("d/e", true, work)->ignored);
}

TEST(IgnoreRules, ThousandsOfLiteralsCostNoWork) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += "file" + std::to_string(i) + "\n";
  const IgnoreRules rules = IgnoreRules::parse(text);
  MatchWork work("rules");
  for (int i = 0; i < 50'000; ++i) {
    work.add_path();
    EXPECT_EQ(rules.match("src/file" + std::to_string(i), false, work)->line, i + 1u);
  }
}

TEST(IgnoreRules, StopsReadingAfterTheMostPatterns) {
  std::string text;
  for (std::size_t i = 0; i < most_patterns + 5; ++i) text += "a\n";
  EXPECT_EQ(IgnoreRules::parse(text).size(), most_patterns + 1);
}

TEST(IgnoreRules, CountTheirWork) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "*a*a*a*a*a*a*a*b?\n";
  const IgnoreRules rules = IgnoreRules::parse(text);
  MatchWork work("rules", 100 * 150);
  EXPECT_THROW(rules.match(std::string(150, 'a'), false, work), Error);
}

TEST(MatchWork, DropsTheFileThatTakesMostSteps) {
  MatchWork work("rules", 1'000);
  const auto small = std::make_shared<MatchWork::File>("small");
  const auto match = [&](const std::shared_ptr<MatchWork::File>& file, std::uint64_t steps) {
    return work.match(file, [&] {
      work.add_steps(steps);
      return std::optional(1);
    });
  };
  EXPECT_TRUE(match(small, 10));
  const auto bomb = std::make_shared<MatchWork::File>("bomb");
  EXPECT_TRUE(match(bomb, 900));
  EXPECT_TRUE(match(small, 10));
  EXPECT_FALSE(match(bomb, 900));
  EXPECT_FALSE(match(bomb, 1));
  EXPECT_TRUE(match(small, 10));
  EXPECT_EQ(work.dropped(), std::vector<std::string>{"bomb"});
  EXPECT_EQ(work.total_steps(), 1'830u);
}

/// Matches `count` files, one after the other. Each file takes `steps` steps.
void match_files(MatchWork& work, int count, std::uint64_t steps) {
  for (int i = 0; i < count; ++i) {
    work.match(std::make_shared<MatchWork::File>(std::to_string(i)), [&] {
      work.add_steps(steps);
      return std::optional(1);
    });
  }
}

TEST(MatchWork, EndsAfterThreeDroppedFiles) {
  MatchWork work("rules", 1'000);
  match_files(work, 12, 100);
  EXPECT_EQ(work.dropped().size(), 2u);
  EXPECT_THROW(match_files(work, 1, 100), Error);
  EXPECT_EQ(work.dropped().size(), 3u);
  EXPECT_EQ(work.total_steps(), 1'500u);  // a file is matched again after another one was dropped
}

TEST(MatchWork, EndsAtTwiceTheLimit) {
  MatchWork work("rules", 1'000);
  match_files(work, 1, 1'001);
  EXPECT_EQ(work.dropped().size(), 1u);
  EXPECT_THROW(match_files(work, 1, 1'001), Error);
  EXPECT_EQ(work.dropped().size(), 1u);
}

TEST(MatchWork, EndsWithASentenceThatNamesThePatterns) {
  MatchWork work(".gitctxignore files");
  work.add_steps(free_match_steps);
  work.add_path();
  work.add_steps(10'000);
  try {
    work.add_steps(1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "the .gitctxignore files have too many patterns for this number of files");
  }
}

}  // namespace
}  // namespace gitctx
