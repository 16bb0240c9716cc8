#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "llm/chat_endpoint.h"
#include "llm/chat_model.h"

namespace gitctx {

/// The JSON in what a model wrote, and what keeps it from fitting the schema (empty: nothing).
struct StructuredText {
  std::string text;
  std::string fault;
};

/// The whole text if it is JSON, else the first JSON object in it, after what a model thinks aloud
/// in `<think>`.
StructuredText find_structured_text(std::string_view text, const OutputSchema& schema);

/// Gives a reply that was cut short four times the room of `original`; false: it had that already.
bool grow_limit(ChatRequest& asked, const ChatRequest& original);

Error structured_text_error(const ChatEndpoint& endpoint, const ChatRequest& asked,
                            const StructuredText& found, bool is_cut);

/// About how many tokens an exchange takes of a rate limit: the text at three bytes a token, and
/// the most that may come back.
std::uint64_t estimated_tokens(std::string_view body, const ChatRequest& request);

}  // namespace gitctx
