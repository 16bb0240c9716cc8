#include "app/cli/render_index.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace gitctx {
namespace {

IndexOutcome make_outcome() {
  IndexOutcome outcome;
  outcome.report.commits = 2;
  outcome.report.files = 5;
  outcome.report.unique_blobs = 4;
  outcome.report.new_blobs = 3;
  outcome.report.new_bytes = 2048;
  outcome.report.seconds = 1.24;
  outcome.report.skipped = {{"a.png", SkipReason::binary, ""}, {"b.png", SkipReason::binary, ""}};
  outcome.report.languages = {{Language::cpp, 3, 2048, 9}};
  outcome.report.phases = {{"listing", 0.5}};
  outcome.peak_memory_bytes = 1 << 20;
  return outcome;
}

TEST(IndexSummaryLine, SaysCommitsBlobsAndSeconds) {
  IndexOutcome outcome = make_outcome();
  EXPECT_EQ(index_summary_line(outcome), "Indexed 2 commits (4 unique blobs) in 1.2s\n");
  outcome.report.commits = 1;
  outcome.report.unique_blobs = 1;
  EXPECT_EQ(index_summary_line(outcome), "Indexed 1 commit (1 unique blob) in 1.2s\n");
}

TEST(IndexSummaryLine, SaysThatThereIsNothing) {
  EXPECT_EQ(index_summary_line({}), "No files to index\n");
}

TEST(IndexSummaryLine, CountsForADryRun) {
  IndexOutcome outcome = make_outcome();
  outcome.dry_run = true;
  EXPECT_EQ(index_summary_line(outcome),
            "Would index 3 of 4 unique blobs (2.0 KB) from 2 commits\n");
}

TEST(RenderIndexVerbose, EndsWithTheSummary) {
  const std::string text = render_index_verbose(make_outcome());
  EXPECT_TRUE(text.ends_with("\nIndexed 2 commits (4 unique blobs) in 1.2s\n"));
  EXPECT_NE(text.find("  binary                                           2\n"), std::string::npos);
  EXPECT_NE(text.find("  cpp                    3      2.0 KB         9\n"), std::string::npos);
  EXPECT_NE(text.find("  listing                         0.50 s\n"), std::string::npos);
}

TEST(RenderIndexJson, IsOneDocument) {
  const auto document = nlohmann::json::parse(render_index_json(make_outcome()));
  EXPECT_EQ(document["commits"], 2);
  EXPECT_EQ(document["skipped"]["binary"], 2);
  EXPECT_EQ(document["languages"][0]["language"], "cpp");
  EXPECT_EQ(document["seconds"], 1.24);
  EXPECT_EQ(document["dry_run"], false);
}

}  // namespace
}  // namespace gitctx
