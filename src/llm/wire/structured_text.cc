#include "llm/wire/structured_text.h"

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

}  // namespace gitctx
