#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "llm/chat_model.h"
#include "provider/provider_error.h"

namespace gitctx {

/// The JSON in a reply and its fault against the schema (empty if it fits).
struct StructuredText {
  std::string text;
  std::string fault;
};

/// The whole text if it is JSON, else the first JSON object in it after a `<think>` block.
StructuredText find_structured_text(std::string_view text, const OutputSchema& schema);

/// Quadruples the output limit of `original` after a reply was cut short; false if that was done.
bool grow_limit(ChatRequest& asked, const ChatRequest& original);

Error structured_text_error(const Service& service, const ChatRequest& asked,
                            const StructuredText& found, bool is_cut);

/// Estimated tokens of an exchange for the rate limit: the body at three bytes per token plus the
/// longest reply.
std::uint64_t estimated_tokens(std::string_view body, const ChatRequest& request);

}  // namespace gitctx
