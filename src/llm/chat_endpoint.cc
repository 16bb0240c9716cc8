#include "llm/chat_endpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gitctx {

double cost_usd(const ChatUsage& usage, const std::optional<ModelPrice>& price) {
  if (!price) return 0;
  const std::uint64_t cached = std::min(usage.cached_input_tokens, usage.input_tokens);
  return (static_cast<double>(usage.input_tokens - cached) * price->input_per_million +
          static_cast<double>(cached) * price->cached_input_per_million +
          static_cast<double>(usage.output_tokens) * price->output_per_million) /
         1e6;
}

void check_key(const ChatEndpoint& endpoint) {
  if (endpoint.api_key.empty() && !endpoint.key_variable.empty()) {
    throw Error(
        ErrorCode::configuration,
        fmt::format("{} needs a key, and {} is not set", endpoint.name(), endpoint.key_variable),
        fmt::format("set {} in the environment", endpoint.key_variable));
  }
  if (!std::ranges::all_of(endpoint.api_key, [](char c) { return c > ' ' && c < 0x7F; })) {
    throw Error(ErrorCode::configuration,
                fmt::format("the key for {} has a character that no key has", endpoint.name()),
                "set it anew, without quotes, blanks and line breaks");
  }
}

}  // namespace gitctx
