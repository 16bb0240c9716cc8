#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "eval/prompts/prompt_run.h"
#include "llm/chat_model.h"
#include "llm/replies/reply_store.h"
#include "money/price_table.h"

namespace gitctx {

/// A chat model for a run.
struct EvalModel {
  std::string title;                ///< "provider/name"; part of the keys of recorded replies
  ChatModel* model = nullptr;       ///< null: only recorded replies are used
  std::optional<ModelPrice> price;  ///< nothing: the price is unknown; a cost limit is refused
};

/// The functions and models that the caller provides for a run. Functions that the suite's target
/// does not use may be empty. All functions must be thread-safe.
struct EvalServices {
  /// The hits of a query, best first, at most `limit`.
  std::function<std::vector<RetrievedChunk>(std::string_view query, int limit)> retrieve;
  /// A prompt with its values filled in. Throws Error(usage) for a missing prompt or value.
  std::function<ChatRequest(const std::string& prompt, const TextByName& values)> render;
  /// Reranks the chunks: returns their positions, best first.
  std::function<std::vector<std::size_t>(ChatModel&, std::string_view query,
                                         std::span<const RetrievedChunk>, const std::stop_token&)>
      rerank;
  /// The answer to a question. Citations outside the given chunks become `rejected_citations`.
  std::function<TargetOutput(ChatModel&, std::string_view question, std::span<const RetrievedChunk>,
                             const std::stop_token&)>
      answer;
  /// The similarity in meaning of two texts, from 0 to 1.
  std::function<double(std::string_view, std::string_view)> similarity;
  EvalModel model;
  EvalModel judge;
  ReplyStore* replies = nullptr;  ///< null: every request goes to the model
  TextByName metadata;            ///< facts to store with the run, such as prompt versions
};

struct PromptRunOptions {
  std::string split;               ///< empty: all examples
  std::optional<int> repetitions;  ///< nothing: the number in the suite
  std::optional<double> max_cost_usd;
  int jobs = 4;  ///< number of examples that run in parallel
};

/// The estimated cost of a run. Recorded replies cost nothing.
struct CostEstimate {
  std::size_t calls = 0;          ///< calls that must be paid for
  std::optional<double> usd = 0;  ///< nothing: the price of a model is unknown
};

/// Estimates the cost of a run without calling a model.
CostEstimate estimate_cost(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options, const std::stop_token& stop);

/// Runs and scores every example. If the provider fails, the example has no output. If the first
/// examples all fail, the provider's error is thrown. If a stop request or the cost limit ends the
/// run early, the returned run has the finished results, and the reason in `stopped`. With a cost
/// limit, throws Error(failure) if the estimate is above the limit, and Error(configuration) if a
/// price is unknown. Other errors from the services are rethrown.
PromptRun run_prompt_suite(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options,
                           const std::function<void(std::size_t done, std::size_t all)>& progress,
                           const std::stop_token& stop);

/// The value of PromptRun::stopped after Ctrl-C.
inline constexpr const char* stopped_by_interrupt = "interrupted";

}  // namespace gitctx
