#include "git/path_rules.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/error.h"
#include "git/attributes.h"
#include "git/repository.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

constexpr const char* rule_lines =
    "*.log\n!keep.log\n/top\nsub/only\nbuild/\n**/cache/**\ndoc/*.txt\n!doc/readme.txt\n"
    "a?c\n[x-z]*\n\\!bang\ntrail   \n*.tmp\n!important/\n";

constexpr const char* asked_paths[] = {
    "x.log",       "keep.log",   "d/x.log",        "d/keep.log",     "top",     "d/top",
    "sub/only",    "d/sub/only", "build/a",        "d/build/b",      "build",   "cache/a",
    "d/cache/e/f", "doc/a.txt",  "doc/readme.txt", "doc/deep/a.txt", "abc",     "a/c",
    "xylo",        "zed/inner",  "!bang",          "trail",          "d/a.tmp", "important/a.tmp",
    "plain"};

TEST(PathRules, IgnoresWhatGitCheckIgnoreIgnores) {
  RepoBuilder repo;
  repo.write(".gitignore", rule_lines).write("d/.gitignore", "!x.log\ntop\n");
  PathRules rules;
  rules.add(".gitctxignore", rule_lines);
  rules.add("d/.gitctxignore", "!x.log\ntop\n");
  std::string input;
  for (const char* path : asked_paths) input += std::string(path) + '\n';
  const std::string output =
      repo.git({"check-ignore", "--no-index", "--verbose", "--non-matching", "--stdin"}, input);
  std::size_t line = 0;
  for (const char* path : asked_paths) {
    const std::size_t end = output.find('\n', line);
    const std::string_view answer = std::string_view(output).substr(line, end - line);
    const std::string_view pattern = answer.substr(0, answer.find('\t'));
    const bool negated = pattern.find(":!") != std::string_view::npos;
    const bool ignored = pattern != "::" && !negated;
    EXPECT_EQ(rules.judge(path).reason == SkipReason::ignored, ignored) << answer;
    line = end + 1;
  }
}

TEST(PathRules, AgreeWithGitCheckAttr) {
  constexpr const char* attributes =
      "*.gen linguist-generated\ndir/ linguist-generated\ndir2/** linguist-generated\n"
      "/root linguist-generated=true\n\"quoted name\" linguist-generated\n"
      "*.no linguist-generated=false\nnot.gen -linguist-generated\nmaybe.gen !linguist-generated\n"
      "!negated linguist-generated\nsub/*.x linguist-generated other=1\n";
  constexpr const char* paths[] = {"a.gen",     "d/a.gen", "dir/a",       "dir2/a",   "dir2/b/c",
                                   "root",      "d/root",  "quoted name", "a.no",     "not.gen",
                                   "maybe.gen", "negated", "sub/a.x",     "sub/b/a.x"};
  RepoBuilder repo;
  repo.write(".gitattributes", attributes);
  PathRules rules;
  rules.add(".gitattributes", attributes);
  for (const char* path : paths) {
    const std::string answer = repo.git({"check-attr", "-z", "linguist-generated", "--", path});
    const std::string value = answer.substr(answer.rfind('\0', answer.size() - 2) + 1);
    const bool generated = value.starts_with("set") || value.starts_with("true");
    EXPECT_EQ(rules.judge(path).reason == SkipReason::generated, generated) << path;
  }
}

TEST(PathRules, WithoutFilesNothingIsLeftOut) {
  PathRules rules;
  EXPECT_TRUE(rules.empty());
  EXPECT_EQ(rules.judge("a/b").reason, SkipReason::none);
  rules.add(".gitattributes", "*.c text\n");
  EXPECT_TRUE(rules.empty());
}

TEST(PathRules, ValuesAreReadAsOnGithub) {
  PathRules rules;
  rules.add(".gitattributes", "a linguist-vendored=1\nb linguist-vendored=false\n");
  EXPECT_EQ(rules.judge("a").reason, SkipReason::vendored);
  EXPECT_EQ(rules.judge("b").reason, SkipReason::none);
}

TEST(PathRules, BlobsBeyondTheLimitHaveNoRules) {
  RepoBuilder repo;
  repo.write(".gitctxignore", "a\n").write("sub/.gitctxignore", "b\n").commit("one");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  PathRules rules(3);
  for (const std::string path : {".gitctxignore", "sub/.gitctxignore"}) {
    rules.add_blob(repository.objects(), path, repo.blob_id("HEAD:" + path));
  }
  EXPECT_EQ(rules.judge("a").reason, SkipReason::ignored);
  EXPECT_EQ(rules.judge("sub/b").reason, SkipReason::none);
  EXPECT_EQ(rules.judge("sub/.gitctxignore").reason, SkipReason::unreadable);
  EXPECT_EQ(rules.judge("sub/.gitctxignore").detail,
            "its patterns are not used: 2 bytes; the rule files of a view have at most 100 MB");
}

TEST(PathRules, AFileWithTooManyPatternsHasNoRules) {
  std::string attributes;
  std::string patterns;
  for (std::size_t i = 0; i <= most_patterns; ++i) {
    attributes += "a linguist-generated\n";
    patterns += "a\n";
  }
  PathRules rules;
  rules.add(".gitattributes", attributes);
  rules.add(".gitctxignore", "b\n");
  rules.add("sub/.gitctxignore", patterns);
  for (const char* const file : {".gitattributes", "sub/.gitctxignore"}) {
    EXPECT_EQ(rules.judge(file).reason, SkipReason::unreadable);
    EXPECT_EQ(rules.judge(file).detail,
              "its patterns are not used: the rule files of a view have at most 200000 patterns");
  }
  EXPECT_EQ(rules.judge("a").reason, SkipReason::none);
  EXPECT_EQ(rules.judge("sub/a").reason, SkipReason::none);
  EXPECT_EQ(rules.judge("b").reason, SkipReason::ignored);
}

TEST(PathRules, AFileWhosePatternsTakeTooLongIsDropped) {
  std::string bomb;
  for (int i = 0; i < 5000; ++i) bomb += "*a*a*a*a*a*a*a*a*a*a*b*\n";
  PathRules rules(most_rule_bytes, 1'000'000);
  rules.add(".gitctxignore", "x\n");
  rules.add("sub/.gitctxignore", bomb);
  const std::string name(250, 'a');
  for (int i = 0; i < 40; ++i) rules.judge("sub/" + name + std::to_string(i));
  EXPECT_EQ(rules.judge("x").reason, SkipReason::ignored);
  std::vector<SkippedFile> skipped;
  rules.add_dropped(skipped);
  ASSERT_EQ(skipped.size(), 1u);
  EXPECT_EQ(skipped[0].path, "sub/.gitctxignore");
  EXPECT_EQ(skipped[0].detail,
            "its patterns are not used: they take too long for this number of files");
}

/// Judges up to `paths` paths in the folder "a/a/a". Stops at the first Error.
void judge_until_refused(PathRules& rules, int paths) {
  const std::string name(200, 'a');
  try {
    for (int i = 0; i < paths; ++i) rules.judge("a/a/a/" + name + std::to_string(i));
  } catch (const Error&) {
  }
}

TEST(PathRules, TheWorkIsBoundedWhateverThePatternsAre) {
  constexpr int paths = 500;
  constexpr std::uint64_t free_steps = 1'000'000;
  std::string patterns;
  std::string lines;
  for (int i = 0; i < 2'000; ++i) {
    patterns += "*a*a*a*a*a*a*a*a*a*a*b*\n";
    lines += "*a*a*a*a*a*a*a*a*a*a*b* linguist-generated\n";
  }
  for (const int files : {1, 2, 4}) {
    PathRules rules(most_rule_bytes, free_steps);
    for (int i = 0; i < files; ++i) {
      std::string folder;
      for (int above = 0; above < i; ++above) folder += "a/";
      rules.add(folder + ".gitctxignore", patterns);
      rules.add(folder + ".gitattributes", lines);
    }
    judge_until_refused(rules, paths);
    constexpr std::uint64_t limit = free_steps + paths * 10'000;
    constexpr std::uint64_t of_one_match = 50'000;
    EXPECT_GT(rules.steps(), free_steps);
    EXPECT_LE(rules.steps(), 2 * (2 * limit + of_one_match)) << files;
  }
}

TEST(PathRules, ALongNameIsReadOnceForAllPatterns) {
  std::string patterns;
  for (int i = 0; i < 5'000; ++i) patterns += "*b\n";
  PathRules rules;
  rules.add(".gitctxignore", patterns);
  const std::string folder = "sub/" + std::string(3'000, 'a');
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 1'000; ++i) rules.judge(folder + std::to_string(i));
  // If each pattern searched the path for its last slash, all would read 15 * 10^9 bytes in total.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

TEST(PathRules, TheBytesOfALongPathCountAsWork) {
  PathRules rules;
  std::string folder;
  for (int i = 0; i < 200; ++i) {
    rules.add(folder + ".gitctxignore", "x\n");
    folder += "folder/";
  }
  EXPECT_EQ(rules.judge(folder + "file").reason, SkipReason::none);
  const std::uint64_t before = rules.steps();
  EXPECT_EQ(rules.judge(folder + "other").reason, SkipReason::none);
  // Each of the 200 rule files matches a path of 700 bytes on average.
  EXPECT_GT(rules.steps() - before, 200u * 700 / 4);
  EXPECT_EQ(rules.judge(folder + "x").reason, SkipReason::ignored);
  EXPECT_EQ(rules.judge("folder/folder/x").detail, "folder/folder/.gitctxignore:1: x");
}

TEST(PathRules, ALongPatternIsQuotedInPart) {
  PathRules rules;
  rules.add(".gitctxignore", std::string(10'000, '*') + "\n");
  EXPECT_EQ(rules.judge("a").detail, ".gitctxignore:1: " + std::string(200, '*') + "...");
}

TEST(PathRules, HundredsOfPatternsAreFineForAnyNumberOfPaths) {
  std::string text;
  for (int i = 0; i < 300; ++i) text += "src/*/generated_" + std::to_string(i) + "/**/*.o\n";
  PathRules rules;
  rules.add(".gitctxignore", text);
  for (int i = 0; i < 20'000; ++i) {
    EXPECT_EQ(rules.judge("src/module/generated/" + std::to_string(i) + ".cc").reason,
              SkipReason::none);
  }
}

TEST(PathRules, ManyMacrosDoNotSlowDownTheOtherLines) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "[attr]m" + std::to_string(i) + " x\n";
  for (int i = 0; i < 50'000; ++i) text += "f" + std::to_string(i) + " m7 linguist-generated\n";
  const auto start = std::chrono::steady_clock::now();
  PathRules rules;
  rules.add(".gitattributes", text);
  // Copying the macros for each line would take minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  EXPECT_EQ(rules.judge("f7").reason, SkipReason::generated);
}

TEST(PathRules, MacrosBeyondTheLimitAreNotKept) {
  std::string text;
  for (std::size_t i = 0; i <= most_patterns; ++i) text += "[attr]m" + std::to_string(i) + "\n";
  text += "a m" + std::to_string(most_patterns - 1) + "\n";
  AttributeMacros macros;
  EXPECT_EQ(AttributeRules::parse(text, macros).size(), 0u);
  EXPECT_EQ(macros.size(), most_patterns);
}

TEST(PathRules, AMacroOfManyNamesIsReadOnce) {
  std::string text = "[attr]all linguist-generated";
  for (int i = 0; i < 20'000; ++i) text += " x" + std::to_string(i);
  text += "\n";
  for (int i = 0; i < 20'000; ++i) text += "f" + std::to_string(i) + " all\n";
  PathRules rules;
  rules.add(".gitattributes", text);
  EXPECT_EQ(rules.judge("f7").reason, SkipReason::generated);
  EXPECT_EQ(rules.judge("g").reason, SkipReason::none);
}

}  // namespace
}  // namespace gitctx
