#include "llm/wire/structured_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "llm/wire/json_schema.h"

namespace gitctx {

StructuredText find_structured_text(std::string_view text, const OutputSchema& schema) {
  constexpr std::string_view end_of_thought = "</think>";
  StructuredText found;
  if (!nlohmann::json::accept(text)) {
    const std::size_t thought = text.rfind(end_of_thought);
    if (thought != std::string_view::npos) text.remove_prefix(thought + end_of_thought.size());
    text = find_json_object(text).value_or(std::string_view());
  }
  if (text.empty()) {
    found.fault = "$: no JSON object";
    return found;
  }
  found.text = text;
  found.fault = find_document_fault(text, schema.json).value_or("");
  return found;
}

bool grow_limit(ChatRequest& asked, const ChatRequest& original) {
  constexpr int factor = 4;
  const bool has_grown = asked.max_output_tokens != original.max_output_tokens;
  asked.max_output_tokens = original.max_output_tokens * factor;
  return !has_grown;
}

Error structured_text_error(const Service& service, const ChatRequest& asked,
                            const StructuredText& found, bool is_cut) {
  if (is_cut) {
    return reply_error(
        service, fmt::format("the reply did not end within {} tokens", asked.max_output_tokens));
  }
  return reply_error(service, fmt::format("the reply does not fit its schema: {}", found.fault));
}

std::uint64_t estimated_tokens(std::string_view body, const ChatRequest& request) {
  return body.size() / 3 + static_cast<std::uint64_t>(request.max_output_tokens);
}

}  // namespace gitctx
