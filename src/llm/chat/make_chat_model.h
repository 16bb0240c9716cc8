#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/http_client.h"
#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

struct ChatModelSettings {
  /// "openai/MODEL" or "anthropic/MODEL". With a base URL, any other name is also allowed. The
  /// server at that URL must then be compatible with OpenAI and know the name.
  std::string name;
  std::string base_url;   ///< empty: the provider's own URL
  std::string api_key;    ///< may be empty
  bool needs_key = true;  ///< whether a known provider needs the key; ignored for other servers
  std::chrono::milliseconds timeout{120'000};
  std::string timeout_setting;  ///< setting named in the hint after a timeout; may be empty
  /// The setting or option that sets `name`, for messages. Must be a string literal.
  std::string_view named_by = "model.chat";
};

/// Makes a model without sending a request; only complete() needs a key. The client must outlive
/// the model. Throws Error(configuration) if the name has no provider and there is no base URL, or
/// if the base URL is not an http or https address.
std::unique_ptr<ChatModel> make_chat_model(const ChatModelSettings& settings, HttpClient& client,
                                           const PriceTable& prices);

}  // namespace gitctx
