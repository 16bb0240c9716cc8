#pragma once

#include <string>
#include <string_view>

#include "llm/chat_model.h"

namespace gitctx {

/// The JSON in a reply, and how it violates the schema (empty if it does not).
struct StructuredText {
  std::string text;
  std::string fault;
};

/// The whole text if it is JSON; otherwise, the first JSON object in the text after any `<think>`
/// block.
StructuredText find_structured_text(std::string_view text, const OutputSchema& schema);

}  // namespace gitctx
