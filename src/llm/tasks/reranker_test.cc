#include "llm/tasks/reranker.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <random>

#include "base/error.h"
#include "llm/prompts/prompt_library.h"
#include "llm/testing/scripted_model.h"

namespace gitctx {
namespace {

std::vector<RerankCandidate> make_candidates(std::size_t count) {
  std::vector<RerankCandidate> candidates;
  for (std::size_t i = 0; i < count; ++i) {
    candidates.push_back({fmt::format("src/{}.cc", i), "", fmt::format("value {}", i)});
  }
  return candidates;
}

std::string ranking(const std::vector<std::int64_t>& ids) {
  return nlohmann::json{{"ranking", ids}}.dump();
}

Reranking rerank_with(ChatModel& model, const std::vector<RerankCandidate>& candidates,
                      const RerankOptions& options = {}) {
  return rerank(model, built_in_prompt("rerank"), "where", candidates, {}, options);
}

/// Orders the candidates of each window by the number in their text, largest first.
class SortingModel final : public ChatModel {
 public:
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    std::string_view text = request.messages.back().content;
    std::vector<int> values;
    for (std::size_t at; (at = text.find("| value ")) != std::string_view::npos;) {
      text.remove_prefix(at + 8);
      values.push_back(std::atoi(std::string(text.substr(0, 8)).c_str()));
    }
    window_sizes.push_back(values.size());
    std::vector<std::int64_t> ids(values.size());
    std::iota(ids.begin(), ids.end(), 1);
    std::ranges::stable_sort(ids, std::ranges::greater(), [&](std::int64_t id) {
      return values[static_cast<std::size_t>(id) - 1];
    });
    return {.text = ranking(ids), .model = "sorter"};
  }

  std::vector<std::size_t> window_sizes;

 private:
  ChatModelDescription description_{"test", "sorter"};
};

TEST(Reranker, AsksOnceForOneWindow) {
  ScriptedModel model;
  model.say(ranking({3, 1, 2}));
  const Reranking result = rerank_with(model, make_candidates(3));
  EXPECT_EQ(result.order, (std::vector<std::size_t>{2, 0, 1}));
  EXPECT_EQ(result.mended, 0u);
  EXPECT_EQ(result.bill.calls, 1u);
  EXPECT_EQ(result.bill.cost_usd, 0.01);
}

TEST(Reranker, ShowsPathSymbolAndQuotedTextUnderShortNumbers) {
  ScriptedModel model;
  model.say(ranking({1, 2}));
  const std::vector<RerankCandidate> candidates{{"src/a.cc", "open", "int open() {\n}\n"},
                                                {"b\n.md", "", "text"}};
  rerank(model, built_in_prompt("rerank"), "how is\nit opened", candidates, {});
  ASSERT_EQ(model.requests().size(), 1u);
  const ChatRequest& request = model.requests()[0];
  EXPECT_EQ(request.schema->name, "ranking");
  EXPECT_EQ(request.messages.back().content,
            "Query:\n| how is\n| it opened\n\nCandidates:\n"
            "[1] path: src/a.cc\nsymbol: open\n| int open() {\n| }\n\n"
            "[2] path: b .md\n| text\n\n"
            "Reply with \"ranking\": the numbers of all 2 candidates, best first, each exactly "
            "once.");
}

TEST(Reranker, KeepsEachCandidateWithinItsTokens) {
  ScriptedModel model;
  model.say(ranking({1, 2}));
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a line of code\n";
  const std::vector<RerankCandidate> candidates{{"a", "", text}, {"b", "", "x"}};
  rerank_with(model, candidates, {.candidate_tokens = 20});
  const std::string& shown = model.requests()[0].messages.back().content;
  EXPECT_NE(shown.find("| a line of code\n| a line of code\n(996 more lines)\n"),
            std::string::npos);
  EXPECT_LT(shown.size(), 500u);
}

TEST(Reranker, AsksNothingForLessThanTwoCandidates) {
  ScriptedModel model;
  EXPECT_EQ(rerank_with(model, {}).order.size(), 0u);
  EXPECT_EQ(rerank_with(model, make_candidates(1)).order, std::vector<std::size_t>{0});
  EXPECT_TRUE(model.requests().empty());
}

TEST(Reranker, BringsTheBestToTheFrontThroughOverlappingWindows) {
  SortingModel model;
  const Reranking result = rerank_with(model, make_candidates(45));
  EXPECT_EQ(model.window_sizes, (std::vector<std::size_t>{20, 20, 20, 20}));
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(result.order[i], 44 - i);
}

TEST(Reranker, GivesAPermutationForAnyNumberAndWindow) {
  constexpr unsigned seed = 3;
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const std::size_t count = random() % 70;
    const std::size_t window = 2 + random() % 25;
    const std::size_t step = 1 + random() % (window - 1);
    SortingModel model;
    auto result = rerank_with(model, make_candidates(count), {.window = window, .step = step});
    EXPECT_TRUE(count == 0 || result.order[0] == count - 1) << "seed " << seed;
    std::ranges::sort(result.order);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(result.order[i], i) << "seed " << seed;
    for (const std::size_t size : model.window_sizes) EXPECT_LE(size, window);
  }
}

TEST(Reranker, DropsNumbersThatNoCandidateHasAndAppendsThoseLeftOut) {
  ScriptedModel model;
  model.say(ranking({9, 3, 0, -1, 3, 1}));
  const Reranking result = rerank_with(model, make_candidates(4));
  EXPECT_EQ(result.order, (std::vector<std::size_t>{2, 0, 1, 3}));
  EXPECT_EQ(result.mended, 1u);
}

TEST(Reranker, FailsWhenNoCandidateIsNamed) {
  for (const char* text : {R"({"ranking":[]})", R"({"ranking":[7,1e300,"1"]})",
                           R"({"ranking":"1"})", "{}", "no JSON"}) {
    ScriptedModel model;
    model.say(text);
    try {
      rerank_with(model, make_candidates(3));
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::provider);
      EXPECT_EQ(error.message(), "scripted/model: the ranking names none of the candidates");
    }
  }
}

TEST(Reranker, PassesOnWhatTheModelThrows) {
  ScriptedModel model;
  model.say(ranking({1, 2, 3}));
  EXPECT_THROW(rerank_with(model, make_candidates(30)), Error);
}

TEST(Permutation, OfIdsInOrderIsNotMended) {
  const std::vector<std::int64_t> ids{2, 1};
  EXPECT_FALSE(mend_permutation(ids, 2).was_mended);
  EXPECT_TRUE(mend_permutation(ids, 3).was_mended);
}

}  // namespace
}  // namespace gitctx
