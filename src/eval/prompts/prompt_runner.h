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

/// A chat model as a run uses it.
struct EvalModel {
  std::string title;                ///< "provider/name"; part of the keys of recorded replies
  ChatModel* model = nullptr;       ///< null: only recorded replies are used
  std::optional<ModelPrice> price;  ///< nothing: unknown, so no cost limit can be kept
};

/// The functions and models that a run gets from the program around it. Functions that the target
/// of the suite does not use may be missing. All may be called from several threads.
struct EvalServices {
  /// The hits of a query, best first, at most `limit`.
  std::function<std::vector<RetrievedChunk>(std::string_view query, int limit)> retrieve;
  /// A prompt with its values filled in. Throws Error(usage) for a missing prompt or value.
  std::function<ChatRequest(const std::string& prompt, const TextByName& values)> render;
  /// A permutation of the positions of the chunks, best first.
  std::function<std::vector<std::size_t>(ChatModel&, std::string_view query,
                                         std::span<const RetrievedChunk>, const std::stop_token&)>
      rerank;
  /// The answer to a question. Citations of the given chunks are kept apart from all other
  /// citations.
  std::function<TargetOutput(ChatModel&, std::string_view question, std::span<const RetrievedChunk>,
                             const std::stop_token&)>
      answer;
  /// The similarity of two texts in meaning, 0 to 1.
  std::function<double(std::string_view, std::string_view)> similarity;
  EvalModel model;
  EvalModel judge;
  ReplyStore* replies = nullptr;  ///< null: every request goes to the model
  TextByName metadata;            ///< of the run, such as the versions of its prompts
};

struct PromptRunOptions {
  std::string split;               ///< empty: all examples
  std::optional<int> repetitions;  ///< nothing: as in the suite
  std::optional<double> max_cost_usd;
  int jobs = 4;  ///< examples in parallel
};

/// The estimated cost of a run. Recorded replies cost nothing.
struct CostEstimate {
  std::size_t calls = 0;          ///< calls that must be paid for
  std::optional<double> usd = 0;  ///< nothing: the price of a model is unknown
};

/// Goes through the suite without calling a model.
CostEstimate estimate_cost(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options, const std::stop_token& stop);

/// Runs every example and scores it. An example whose provider fails has no output; if the first
/// examples all fail, the error is thrown. A run ended by a stop request or the cost limit is
/// returned with the finished results and with `stopped`. If there is a cost limit, throws
/// Error(failure) if the estimate is above the limit, and Error(configuration) if a price is
/// unknown. Also passes on the errors of the services.
PromptRun run_prompt_suite(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options,
                           const std::function<void(std::size_t done, std::size_t all)>& progress,
                           const std::stop_token& stop);

/// The value of PromptRun::stopped after Ctrl-C.
inline constexpr const char* stopped_by_interrupt = "interrupted";

}  // namespace gitctx
