#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "eval/prompts/prompt_run.h"
#include "eval/prompts/reply_store.h"
#include "llm/chat_model.h"

namespace gitctx {

/// Dollars; 0 and 0 of a model that costs nothing.
struct TokenPrice {
  double input_per_million = 0;
  double output_per_million = 0;

  double of(double input_tokens, double output_tokens) const {
    return (input_tokens * input_per_million + output_tokens * output_per_million) / 1e6;
  }
};

/// A chat model as a run uses it.
struct EvalModel {
  std::string title;                ///< "provider/name"; part of the keys of kept replies
  ChatModel* model = nullptr;       ///< null: only replies that are there already
  std::optional<TokenPrice> price;  ///< nothing: unknown, and no cost can be promised
};

/// What a run needs from the program around it; a target's own parts may be missing where the suite
/// does not use them. Everything here may be called from several threads.
struct EvalServices {
  /// The hits of a query, best first, at most `limit`.
  std::function<std::vector<RetrievedChunk>(std::string_view query, int limit)> retrieve;
  /// A prompt with its values filled in; throws usage for a prompt or a value that is missing.
  std::function<ChatRequest(const std::string& prompt, const TextByName& values)> render;
  /// A permutation of the numbers of the chunks.
  std::function<std::vector<std::size_t>(ChatModel&, std::string_view query,
                                         std::span<const RetrievedChunk>, const std::stop_token&)>
      rerank;
  /// The text with its citations, those that lie in the chunks apart from the others.
  std::function<TargetOutput(ChatModel&, std::string_view question, std::span<const RetrievedChunk>,
                             const std::stop_token&)>
      answer;
  /// How near two texts are in meaning, 0 to 1.
  std::function<double(std::string_view, std::string_view)> similarity;
  EvalModel model;
  EvalModel judge;
  ReplyStore* replies = nullptr;  ///< null: every request is asked anew
  TextByName metadata;            ///< of the run: versions of prompts and the like
};

}  // namespace gitctx
