#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "eval/prompts/prompt_run.h"
#include "llm/chat_model.h"

namespace gitctx {

// The functions below give inputs, outputs and metadata the forms that LangSmith needs to recognise
// messages, documents, tokens and costs in runs of type llm and retriever.

nlohmann::ordered_json messages_shape(std::span<const ChatMessage> messages);

/// The outputs of a model call. An unknown cost is left out.
nlohmann::ordered_json reply_shape(std::string_view text, const ChatUsage& usage,
                                   std::optional<double> cost_usd);

/// The metadata of a model call.
nlohmann::ordered_json model_shape(std::string_view provider, std::string_view model);

/// The outputs of a retrieval.
nlohmann::ordered_json documents_shape(std::span<const RetrievedChunk> chunks);

}  // namespace gitctx
