#pragma once

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

/// What a run needs from the program around it. Functions that the target of the suite does not use
/// may be missing. All may be called from several threads.
struct EvalServices {
  /// The hits of a query, best first, at most `limit`.
  std::function<std::vector<RetrievedChunk>(std::string_view query, int limit)> retrieve;
  /// A prompt with its values filled in. Throws usage for a missing prompt or value.
  std::function<ChatRequest(const std::string& prompt, const TextByName& values)> render;
  /// A permutation of the positions of the chunks, best first.
  std::function<std::vector<std::size_t>(ChatModel&, std::string_view query,
                                         std::span<const RetrievedChunk>, const std::stop_token&)>
      rerank;
  /// The answer; citations of the given chunks are separate from all others.
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

}  // namespace gitctx
