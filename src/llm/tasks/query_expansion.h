#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// Other wordings of a query. They differ from each other and from the query; each is one line of
/// at most 200 characters.
struct QueryExpansion {
  std::vector<std::string> rewrites;     ///< at most 3
  std::vector<std::string> identifiers;  ///< at most 8
  ChatBill bill;
};

/// Asks a chat model for other wordings. `prompt` must meet the contract of "expand_query". Errors
/// from the model propagate.
QueryExpansion expand_query(ChatModel& model, const Prompt& prompt, std::string_view query,
                            const std::stop_token& stop);

}  // namespace gitctx
