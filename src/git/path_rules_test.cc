#include "git/path_rules.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace gitctx
