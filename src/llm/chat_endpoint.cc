#include "llm/chat_endpoint.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace gitctx {

double cost_usd(const ChatUsage& usage, const std::optional<ModelPrice>& price) {
  if (!price) return 0;
  return cost_usd(*price, {.input = usage.input_tokens,
                           .cached_input = usage.cached_input_tokens,
                           .output = usage.output_tokens});
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
