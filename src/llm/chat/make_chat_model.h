#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/http_client.h"
#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

struct ChatModelSettings {
  /// "openai/MODEL" or "anthropic/MODEL"; with a base URL also any name that the server there,
  /// which must be compatible with OpenAI, knows.
  std::string name;
  std::string base_url;  ///< empty: the provider's own
  std::string api_key;   ///< may be empty
  std::chrono::milliseconds timeout{120'000};
};

/// The client has to outlive the model. Sends nothing; only complete() needs a key. Throws
/// configuration for a name without a provider and for an address other than http or https.
std::unique_ptr<ChatModel> make_chat_model(const ChatModelSettings& settings, HttpClient& client,
                                           const PriceTable& prices);

}  // namespace gitctx
