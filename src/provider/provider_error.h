#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/http.h"
#include "provider/provider.h"

namespace gitctx {

/// A hosted model as errors describe it, and the key that requests to it carry.
struct Service {
  std::string name;                    ///< "openai/gpt-4.1"
  std::string base_url;                ///< without a final slash
  std::string api_key;                 ///< may be empty
  const Provider* provider = nullptr;  ///< null: a compatible server
  bool needs_key = false;
  std::string_view model_setting;  ///< "model.chat"
  std::string_view url_setting;    ///< "model.chat_base_url"
};

/// Throws configuration if the key is missing but needed, or has a character other than visible
/// ASCII.
void check_key(const Service& service);

/// The Error for a status other than 2xx: configuration for 401, else provider. It has the status
/// and the provider's sentence, and never the key.
Error response_error(const Service& service, const HttpResponse& response);

/// The Error for a 2xx reply that cannot be used: "openai/gpt-4.1: WHAT", without the key.
Error reply_error(const Service& service, std::string_view what);

}  // namespace gitctx
