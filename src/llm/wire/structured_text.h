#pragma once

#include <string>
#include <string_view>

#include "llm/chat_model.h"

namespace gitctx {

/// The JSON in a reply, and its fault against the schema (empty if it fits).
struct StructuredText {
  std::string text;
  std::string fault;
};

/// The whole text if it is JSON, else the first JSON object in it after a `<think>` block.
StructuredText find_structured_text(std::string_view text, const OutputSchema& schema);

}  // namespace gitctx
