#include "eval/prompts/reply_store.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.h"

namespace gitctx {
std::string kept_reply_key(std::string_view model, const ChatRequest& request, int repetition) {
  nlohmann::ordered_json content{{"model", model}, {"repetition", repetition}};
  for (const ChatMessage& message : request.messages) {
    content["messages"].push_back({role_name(message.role), message.content});
  }
  if (request.schema) content["schema"] = {request.schema->name, request.schema->json};
  if (request.temperature) content["temperature"] = *request.temperature;
  if (request.seed) content["seed"] = *request.seed;
  content["max_output_tokens"] = request.max_output_tokens;
  const std::string text =
      content.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
  return fmt::format("{:016x}{:016x}", hash64(text), hash64(text, 1));
}

std::string model_title(const ChatModelDescription& description) {
  return fmt::format("{}/{}", description.provider, description.model);
}

}  // namespace gitctx
