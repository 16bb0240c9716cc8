#include "eval/prompts/run_store.h"

#include <gtest/gtest.h>

#include <string>

#include "base/database.h"
#include "base/error.h"
#include "eval/prompts/prompt_run.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

PromptRun run_of(const std::string& suite, const std::string& stopped = {}) {
  PromptRun run{.suite = suite, .target = "answer"};
  run.purpose = "purpose of " + suite + stopped;
  run.stopped = stopped;
  ExampleResult& result = run.results.emplace_back();
  result.example.id = "first";
  result.is_done = true;
  return run;
}

/// Whether the action throws an Error about a damaged run.
template <class Action>
bool finds_damage(Action&& action) {
  try {
    action();
    return false;
  } catch (const Error& error) {
    EXPECT_TRUE(error.message().ends_with(" is damaged")) << error.message();
    return true;
  }
}

// The runs 1 and 3 are of the suite a, 2 is of the suite b, and 3 is incomplete.
struct RunStoreTest : testing::Test {
  RunStoreTest() {
    store.add(run_of("a"));
    store.add(run_of("b"));
    store.add(run_of("a", "the budget is spent"));
  }
  void damage(const char* sql) { Database::open(dir / "evals.db").execute(sql); }

  TempDir dir;
  RunStore store = RunStore::open(dir / "evals.db");
};

TEST_F(RunStoreTest, FindsWhatIsIntact) {
  EXPECT_EQ(store.list("", 10).size(), 3u);
  EXPECT_EQ(store.find(2)->purpose, "purpose of b");
  EXPECT_EQ(store.find_before("a", 4)->id, 1);
}

TEST_F(RunStoreTest, ARunWithTheNumberOfAnotherRunIsRefused) {
  damage("UPDATE runs SET id = 9 WHERE id = 1; UPDATE runs SET id = 1 WHERE id = 2");
  EXPECT_TRUE(finds_damage([&] { store.find(1); }));
  EXPECT_TRUE(finds_damage([&] { store.find(9); }));
  EXPECT_TRUE(finds_damage([&] { store.list("", 10); }));
}

TEST_F(RunStoreTest, ARunWithTheValuesOfAnotherRunIsRefused) {
  damage(
      "UPDATE runs SET record = (SELECT record FROM runs WHERE id = 2), record_checksum = (SELECT "
      "record_checksum FROM runs WHERE id = 2) WHERE id = 1");
  EXPECT_TRUE(finds_damage([&] { store.find(1); }));
  EXPECT_FALSE(finds_damage([&] { store.find(2); }));
  damage(
      "UPDATE runs SET started_ms = 7, summary_checksum = (SELECT summary_checksum FROM runs WHERE "
      "id = 1) WHERE id = 3");
  EXPECT_TRUE(finds_damage([&] { store.list("", 10); }));
}

TEST_F(RunStoreTest, ARunWithoutASealIsRefused) {
  damage("UPDATE runs SET record_checksum = NULL, summary_checksum = NULL WHERE id = 1");
  EXPECT_TRUE(finds_damage([&] { store.find(1); }));
  EXPECT_TRUE(finds_damage([&] { store.list("a", 10); }));
  EXPECT_FALSE(finds_damage([&] { store.list("b", 10); }));
}

TEST_F(RunStoreTest, ABaselineOfAnotherSuiteOrOfAnIncompleteRunIsRefused) {
  damage("UPDATE runs SET complete = 1 WHERE id = 3");
  EXPECT_TRUE(finds_damage([&] { store.find_before("a", 4); }));
  EXPECT_FALSE(finds_damage([&] { store.find_before("a", 3); }));
  damage("UPDATE runs SET suite = 'c' WHERE id = 2");
  EXPECT_TRUE(finds_damage([&] { store.find_before("c", 4); }));
  EXPECT_FALSE(store.find_before("b", 4));
}

// Versions 1 and 2 differ in the checksums, which version 1 did not have.
TEST(RunStore, KeepsTheRunsOfEarlierVersions) {
  for (const int version : {1, 2}) {
    const TempDir dir;
    RunStore::open(dir / "evals.db").add(run_of("a"));
    {
      Database old = Database::open(dir / "evals.db");
      if (version == 1) {
        old.execute(
            "ALTER TABLE runs DROP COLUMN record_checksum; "
            "ALTER TABLE runs DROP COLUMN summary_checksum");
      } else {
        old.execute("UPDATE runs SET record_checksum = NULL, summary_checksum = NULL");
      }
      old.set_user_version(version);
    }
    for (int opened = 0; opened < 2; ++opened) {
      RunStore store = RunStore::open(dir / "evals.db");
      EXPECT_EQ(store.list("a", 1).at(0).suite, "a");
      EXPECT_EQ(store.find(1)->purpose, "purpose of a");
    }
    Database::open(dir / "evals.db").execute("UPDATE runs SET record_checksum = NULL");
    EXPECT_TRUE(finds_damage([&] { RunStore::open(dir / "evals.db").find(1); }));
  }
}

TEST(RunStore, ADamagedRunOfVersion2StaysDamaged) {
  const TempDir dir;
  RunStore::open(dir / "evals.db").add(run_of("a"));
  {
    Database old = Database::open(dir / "evals.db");
    old.execute("UPDATE runs SET record_checksum = 1, summary_checksum = 1");
    old.set_user_version(2);
  }
  RunStore store = RunStore::open(dir / "evals.db");
  EXPECT_TRUE(finds_damage([&] { store.find(1); }));
  EXPECT_TRUE(finds_damage([&] { store.list("", 10); }));
}

}  // namespace
}  // namespace gitctx
