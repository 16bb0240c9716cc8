#include "app/services/suite_file.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view examples =
    "examples: [{id: a, inputs: {query: q, question: q}, "
    "reference: {text: t, parts: [x.c]}}]\n";

std::string suite(std::string_view target, std::string_view evaluators, std::string_view rest) {
  return fmt::format("name: s\ntarget: {}\nevaluators: {}\n{}", target, evaluators, rest);
}

struct SuiteFileTest : testing::Test {
  TempDir dir;
  RepositoryLayout layout{.common_dir = dir / "repo/.git", .worktree = dir / "repo"};

  SuiteFile read(std::string_view name, const std::string& yaml) const {
    const fs::path path = dir.write(name, yaml);
    return {path, read_suite_text(path, layout), layout};
  }
  bool needs_trust(std::string_view target, std::string_view evaluators,
                   std::string_view rest = examples, bool is_replayed = false) const {
    return read("repo/evals/s.yml", suite(target, evaluators, rest)).needs_trust(is_replayed);
  }
};

TEST_F(SuiteFileTest, ASuiteThatOnlySearchesNeedsNoTrust) {
  EXPECT_FALSE(needs_trust("{kind: search}", "[hit, ndcg]"));
}

TEST_F(SuiteFileTest, ASuiteThatCallsAModelNeedsTrustUnlessItIsReplayed) {
  for (const char* const target : {"{kind: answer}", "{kind: rerank}"}) {
    EXPECT_TRUE(needs_trust(target, "[hit]")) << target;
    EXPECT_FALSE(needs_trust(target, "[hit]", examples, true)) << target;
  }
  EXPECT_TRUE(needs_trust("{kind: search}", "[{kind: judge, criterion: c}]"));
}

TEST_F(SuiteFileTest, ASuiteThatNamesAFileNeedsTrust) {
  EXPECT_TRUE(needs_trust("{kind: search}", "[hit]", "data: ../../secret.yml\n"));
  EXPECT_TRUE(needs_trust("{kind: prompt, prompt: ./p.yml}", "[exact]", examples, true));
  EXPECT_TRUE(needs_trust("{kind: prompt, prompt: own}", "[exact]", examples, true));
  EXPECT_FALSE(needs_trust("{kind: answer, prompt: answer}", "[hit]", examples, true))
      << "the prompt of that name needs trust of its own";
}

TEST_F(SuiteFileTest, ASuiteOfTheRepositoryThatNamesADeviceIsNotRead) {
  for (const std::string& text :
       {suite("{kind: search}", "[hit]", "data: /dev/null\n"),
        suite("{kind: prompt, prompt: ../../../../../../../../../../dev/null}", "[exact]",
              examples),
        suite("{kind: prompt, prompt: /dev/null}", "[exact]", examples)}) {
    EXPECT_NO_THROW(read("elsewhere/s.yml", text)) << "the user's own suite";
    try {
      read("repo/evals/s.yml", text);
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), "cannot read /dev/null: not a regular file");
    }
  }
}

TEST_F(SuiteFileTest, APipeThatTheRepositoryNamesIsNotWaitedFor) {
  const std::string text = suite("{kind: search}", "[hit]", "data: ../../pipe\n");
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(read("repo/evals/s.yml", text), Error);
}

TEST_F(SuiteFileTest, TheUsersOwnSuiteNeedsNoTrust) {
  EXPECT_FALSE(
      read("elsewhere/s.yml", suite("{kind: answer}", "[hit]", examples)).needs_trust(false));
  EXPECT_TRUE(read("elsewhere/s.yml", suite("{kind: search}", "[hit]", "data: ../repo/data.yml\n"))
                  .needs_trust(false));
}

TEST_F(SuiteFileTest, ALinkDoesNotTakeASuiteOutOfTheRepository) {
  dir.write("elsewhere/s.yml", suite("{kind: answer}", "[hit]", examples));
  fs::create_directories(dir / "repo/evals");
  fs::create_symlink(dir / "elsewhere/s.yml", dir / "repo/evals/s.yml");
  fs::create_directory_symlink(dir / "repo", dir / "link");
  dir.write("repo/evals/t.yml", suite("{kind: answer}", "[hit]", examples));
  for (const char* const name :
       {"repo/evals/s.yml", "link/evals/t.yml", "repo/../link/evals/t.yml"}) {
    const SuiteFile file(dir / name, read_suite_text(dir / name, layout), layout);
    EXPECT_TRUE(file.needs_trust(false)) << name;
  }
}

TEST_F(SuiteFileTest, ASuiteOfAnotherRepositoryNeedsTrustThere) {
  const std::string text = suite("{kind: answer}", "[hit]", examples);
  dir.write("super/.git/HEAD", "");
  dir.write("broken/.git", "gitdir: nowhere\n");
  fs::create_directories(dir / "super/repo");
  layout = {.common_dir = dir / "super/.git/modules/repo", .worktree = dir / "super/repo"};
  fs::create_directory_symlink(dir / "super/evals", dir / "link");
  for (const char* const name : {"super/evals/s.yml", "broken/s.yml", "link/s.yml"}) {
    const SuiteFile file = read(name, text);
    EXPECT_TRUE(file.needs_trust(false)) << name;
    EXPECT_TRUE(file.is_elsewhere()) << name;
    const bool is_super = !std::string_view(name).starts_with("broken");
    EXPECT_EQ(file.repository().common_dir, dir / (is_super ? "super/.git" : "broken/.git"));
    EXPECT_EQ(file.item().name, is_super ? "evals/s.yml" : "s.yml");
  }
  const TrustPlace place{.repository = dir / "super/.git", .store = dir / "trust.sqlite"};
  const SuiteFile file = read("super/evals/s.yml", text);
  try {
    require_trust(file, false, place);
    ADD_FAILURE() << "ran without trust";
  } catch (const Error& error) {
    EXPECT_EQ(error.hint(), "Run: gitctx -C " + (dir / "super").string() + " trust");
  }
  // A command that runs in the superproject sees the same item.
  const RepositoryLayout super{.common_dir = dir / "super/.git", .worktree = dir / "super"};
  EXPECT_EQ(SuiteFile(dir / "super/evals/s.yml", text, super).item(), file.item());
  EXPECT_FALSE(read("super/repo/s.yml", text).is_elsewhere());
}

TEST_F(SuiteFileTest, TheCommandOfAHintIsSafeToCopy) {
  const std::string text = suite("{kind: answer}", "[hit]", examples);
  EXPECT_EQ(read("repo/tools/$(x) y.yml", text).trust_command(),
            "gitctx trust '" + (dir / "repo/tools/$(x) y.yml").string() + "'");
  EXPECT_EQ(read("repo/tools/s.yml", text).trust_command(),
            "gitctx trust " + (dir / "repo/tools/s.yml").string());
}

TEST_F(SuiteFileTest, TheItemChangesWithEveryFileThatTheSuiteNames) {
  const std::string text = suite("{kind: prompt, prompt: ./p.yml}", "[exact]", "data: d.yml\n");
  const auto item = [&](std::string_view prompt, std::string_view data) {
    dir.write("repo/evals/p.yml", prompt);
    dir.write("repo/evals/d.yml", data);
    return read("repo/evals/s.yml", text).item();
  };
  const TrustItem first = item("a", "b");
  EXPECT_EQ(first.name, "evals/s.yml");
  EXPECT_EQ(item("a", "b"), first);
  EXPECT_NE(item("c", "b"), first);
  EXPECT_NE(item("a", "c"), first);
  EXPECT_NE(item("ab", ""), first);
  EXPECT_NE(read("repo/evals/s.yml", text + "# more\n").item(), first);
}

TEST_F(SuiteFileTest, SaysWhatTheSuiteWouldDo) {
  const std::string rest = "data: ../data/d.yml\n";
  EXPECT_EQ(read("repo/evals/s.yml", suite("{kind: answer}", "[{kind: judge, criterion: c}]", rest))
                .consequence(),
            "The suite evals/s.yml would call a chat model, and let a chat model judge, and read "
            "data/d.yml");
}

TEST_F(SuiteFileTest, RunsTheTextsThatItHasRead) {
  dir.write("repo/evals/d.yml", "- {id: a, inputs: {query: q}, reference: {parts: [x.c]}}\n");
  const SuiteFile file =
      read("repo/evals/s.yml", suite("{kind: search}", "[hit]", "data: d.yml\n"));
  dir.write("repo/evals/d.yml", "- {id: evil, inputs: {query: q}, reference: {parts: [x.c]}}\n");
  dir.write("repo/evals/s.yml", "nothing");
  EXPECT_EQ(file.load().examples.at(0).id, "a");
  const SuiteFile gone =
      read("repo/evals/t.yml", suite("{kind: search}", "[hit]", "data: g.yml\n"));
  EXPECT_THROW(gone.load(), Error);
}

TEST_F(SuiteFileTest, DoesNotRunUntilTheStoreHasIt) {
  const SuiteFile file = read("repo/evals/s.yml", suite("{kind: answer}", "[hit]", examples));
  TrustPlace place{.repository = "repo", .store = dir / "trust.sqlite"};
  try {
    require_trust(file, false, place);
    ADD_FAILURE() << "ran without trust";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_EQ(error.message(), "the suite evals/s.yml does not run until you trust it");
    EXPECT_EQ(error.hint(), "Run: gitctx trust");
  }
  require_trust(file, true, place);
  const TrustItem item = file.item();
  TrustStore::open(place.store).add(place.repository, {&item, 1});
  require_trust(file, false, place);
}

TEST_F(SuiteFileTest, APromptOfTheRepositoryIsUsedOnlyIfItIsInForce) {
  Config config;
  std::string yaml =
      "name: answer\nversion: 9\npurpose: p\nmessages:\n"
      "  - {role: user, content: \"{{sources}} {{question}}\"}\n";
  config.prompts.push_back({.name = "answer", .file = "answer.yml", .text = yaml});
  EXPECT_NE(named_prompt("answer", config, layout, dir.path()).version, 9);
  config.prompts[0].is_in_force = true;
  EXPECT_EQ(named_prompt("answer", config, layout, dir.path()).version, 9);
  EXPECT_THROW(named_prompt("nosuch", config, layout, dir.path()), Error);
}

}  // namespace
}  // namespace gitctx
