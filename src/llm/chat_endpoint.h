#pragma once

#include <chrono>
#include <optional>

#include "llm/chat_model.h"
#include "money/price_table.h"
#include "provider/provider_error.h"

namespace gitctx {

/// Where a hosted chat model is and what it costs.
struct ChatEndpoint {
  ChatModelDescription description;
  Service service;
  std::optional<ModelPrice> price;
  std::chrono::milliseconds timeout{120'000};  ///< for one exchange
};

/// 0 without a price.
inline double cost_usd(const ChatUsage& usage, const std::optional<ModelPrice>& price) {
  return price ? cost_usd(*price, {.input = usage.input_tokens,
                                   .cached_input = usage.cached_input_tokens,
                                   .output = usage.output_tokens})
               : 0;
}

}  // namespace gitctx
