#include "langsmith/shapes.h"

#include <utility>

#include "eval/record_file.h"

namespace gitctx {

using OrderedJson = nlohmann::ordered_json;

OrderedJson messages_shape(std::span<const ChatMessage> messages) {
  OrderedJson json = OrderedJson::array();
  for (const ChatMessage& message : messages) {
    json.push_back({{"role", role_name(message.role)}, {"content", message.content}});
  }
  return {{"messages", std::move(json)}};
}

OrderedJson reply_shape(std::string_view text, const ChatUsage& usage,
                        std::optional<double> cost_usd) {
  OrderedJson shape = {
      {"messages", OrderedJson::array({{{"role", "assistant"}, {"content", text}}})},
      {"usage_metadata",
       {{"input_tokens", usage.input_tokens},
        {"output_tokens", usage.output_tokens},
        {"total_tokens", usage.input_tokens + usage.output_tokens}}}};
  if (cost_usd) shape["usage_metadata"]["total_cost"] = *cost_usd;
  return shape;
}

OrderedJson model_shape(std::string_view provider, std::string_view model) {
  return {{"ls_model_type", "chat"}, {"ls_provider", provider}, {"ls_model_name", model}};
}

OrderedJson documents_shape(std::span<const RetrievedChunk> chunks) {
  OrderedJson documents = OrderedJson::array();
  for (const RetrievedChunk& chunk : chunks) {
    OrderedJson metadata = chunk.part();
    metadata["score"] = chunk.score;
    documents.push_back(
        {{"page_content", chunk.text}, {"type", "Document"}, {"metadata", std::move(metadata)}});
  }
  return {{"documents", std::move(documents)}};
}

}  // namespace gitctx
