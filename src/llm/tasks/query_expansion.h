#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// Other words for a query, each distinct, on one line and at most 200 characters; the query itself
/// is none of them.
struct QueryExpansion {
  std::vector<std::string> rewrites;     ///< at most 3
  std::vector<std::string> identifiers;  ///< at most 8
  ChatBill bill;
};

/// `prompt` keeps the contract of "expand_query". Throws what the model throws.
QueryExpansion expand_query(ChatModel& model, const Prompt& prompt, std::string_view query,
                            const std::stop_token& stop);

}  // namespace gitctx
