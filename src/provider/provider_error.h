#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/http.h"
#include "provider/provider.h"

namespace gitctx {

/// A hosted model: its name in errors, the address for requests, and the API key.
struct Service {
  std::string name;                    ///< "openai/gpt-4.1"
  std::string base_url;                ///< without a final slash
  std::string api_key;                 ///< may be empty
  const Provider* provider = nullptr;  ///< null: a server compatible with OpenAI
  bool needs_key = false;
  std::string_view model_setting;  ///< for hints: "model.chat"
  std::string_view url_setting;    ///< for hints: "model.chat_base_url"
};

/// Throws Error(configuration) if a required key is missing, or if the key has a character that is
/// not visible ASCII.
void check_key(const Service& service);

/// The Error for a response with a status other than 2xx: configuration for 401, otherwise
/// provider. The message contains the status and the provider's sentence, but never the key.
Error response_error(const Service& service, const HttpResponse& response);

/// The Error for an unusable 2xx reply. The message is "openai/gpt-4.1: WHAT", without the key.
Error reply_error(const Service& service, std::string_view what);

}  // namespace gitctx
