#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/http_client.h"
#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

struct ChatModelSettings {
  /// "openai/MODEL", "anthropic/MODEL", or with a base URL any name that the server there knows: it
  /// is then compatible with OpenAI, and "openai/MODEL" stands for OpenAI behind another address.
  std::string name;
  std::string base_url;  ///< empty: the provider's own
  std::string api_key;   ///< empty: there is none
  std::chrono::milliseconds timeout{120'000};
};

/// The client has to outlive the model. Nothing is sent, and a missing key is missed only by the
/// first complete(). Throws configuration for a name without a provider, and for an address that
/// is not http or https.
std::unique_ptr<ChatModel> make_chat_model(const ChatModelSettings& settings, HttpClient& client,
                                           const PriceTable& prices);

}  // namespace gitctx
