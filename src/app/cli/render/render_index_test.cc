#include "app/cli/render/render_index.h"

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

TEST(IndexSummaryLine, SaysWhatEmbeddingCost) {
  IndexOutcome outcome = make_outcome();
  outcome.usage = {.model = "openai/text-embedding-3-small",
                   .texts = 1200,
                   .cached_texts = 200,
                   .calls = 3,
                   .tokens = 123456,
                   .dollars = 0.00246912};
  EXPECT_EQ(index_summary_line(outcome),
            "Indexed 2 commits (4 unique blobs) in 1.2s\n"
            "Embedded 1,200 texts (200 already known) with openai/text-embedding-3-small: "
            "123,456 tokens in 3 calls, $0.002469\n");
  const auto document = nlohmann::json::parse(render_index_json(outcome));
  EXPECT_EQ(document["embedding"]["tokens"], 123456);
  EXPECT_EQ(document["embedding"]["cost_usd"], 0.00246912);
  EXPECT_EQ(document["estimate"], nullptr);
  EXPECT_NE(render_index_verbose(outcome).find("  cost                         $0.002469\n"),
            std::string::npos);
  outcome.usage.price_is_known = false;
  EXPECT_EQ(nlohmann::json::parse(render_index_json(outcome))["embedding"]["cost_usd"], nullptr);
}

TEST(IndexSummaryLine, SaysWhatEmbeddingWouldCostAndHowSureThatIs) {
  IndexOutcome outcome = make_outcome();
  outcome.dry_run = true;
  outcome.report.new_lines = 90;
  outcome.report.estimate = EmbeddingEstimate{.model = "voyage/voyage-code-3",
                                              .texts = 40,
                                              .cached_texts = 10,
                                              .tokens = 3000,
                                              .tokens_at_least = 2000,
                                              .tokens_at_most = 4000,
                                              .dollars = 1.5,
                                              .dollars_at_least = 1,
                                              .dollars_at_most = 2,
                                              .prices_as_of = "2024-05-06"};
  EXPECT_EQ(index_summary_line(outcome),
            "Would index 3 of 4 unique blobs (2.0 KB, 90 lines) from 2 commits\n"
            "Embedding 40 texts (10 already known) with voyage/voyage-code-3: about 3,000 tokens, "
            "$1.50 ($1.00 to $2.00) (prices of 2024-05-06)\n");
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
