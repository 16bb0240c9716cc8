#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "eval/prompts/prompt_run.h"
#include "llm/chat_model.h"

namespace gitctx {

/// What LangSmith shows messages, documents, tokens and costs by: inputs, outputs and metadata of
/// runs of type llm and retriever.

nlohmann::ordered_json messages_shape(std::span<const ChatMessage> messages);

/// The outputs of a call to a chat model.
nlohmann::ordered_json reply_shape(std::string_view text, const ChatUsage& usage, double cost_usd);

/// The metadata of a call to a chat model.
nlohmann::ordered_json model_shape(std::string_view provider, std::string_view model);

/// The outputs of a retrieval.
nlohmann::ordered_json documents_shape(std::span<const RetrievedChunk> chunks);

/// A part of a file.
nlohmann::ordered_json part_shape(const FilePart& part);

}  // namespace gitctx
