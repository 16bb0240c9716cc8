#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

/// Where a hosted model is, who asks, and what it costs.
struct ChatEndpoint {
  ChatModelDescription description;
  std::string base_url;      ///< without a final slash: "https://api.openai.com/v1"
  std::string api_key;       ///< may be empty
  std::string key_variable;  ///< "OPENAI_API_KEY": what sets the key; empty: none is needed
  std::optional<ModelPrice> price;
  std::chrono::milliseconds timeout{120'000};  ///< for one exchange

  /// "openai/gpt-4.1": for messages.
  std::string name() const { return description.provider + "/" + description.model; }
};

/// 0 without a price.
double cost_usd(const ChatUsage& usage, const std::optional<ModelPrice>& price);

/// Throws configuration if a key is needed and missing, or is not one word of ASCII.
void check_key(const ChatEndpoint& endpoint);

}  // namespace gitctx
