#include "langsmith/shapes.h"

#include <utility>

#include "eval/record_file.h"

namespace gitctx {

using Json = nlohmann::ordered_json;

Json messages_shape(std::span<const ChatMessage> messages) {
  Json json = Json::array();
  for (const ChatMessage& message : messages) {
    json.push_back({{"role", role_name(message.role)}, {"content", message.content}});
  }
  return {{"messages", std::move(json)}};
}

Json reply_shape(std::string_view text, const ChatUsage& usage, double cost_usd) {
  return {{"messages", Json::array({{{"role", "assistant"}, {"content", text}}})},
          {"usage_metadata",
           {{"input_tokens", usage.input_tokens},
            {"output_tokens", usage.output_tokens},
            {"total_tokens", usage.input_tokens + usage.output_tokens},
            {"total_cost", cost_usd}}}};
}

Json model_shape(std::string_view provider, std::string_view model) {
  return {{"ls_model_type", "chat"}, {"ls_provider", provider}, {"ls_model_name", model}};
}

Json documents_shape(std::span<const RetrievedChunk> chunks) {
  Json documents = Json::array();
  for (const RetrievedChunk& chunk : chunks) {
    Json metadata = chunk.part();
    metadata["score"] = chunk.score;
    documents.push_back(
        {{"page_content", chunk.text}, {"type", "Document"}, {"metadata", std::move(metadata)}});
  }
  return {{"documents", std::move(documents)}};
}

}  // namespace gitctx
