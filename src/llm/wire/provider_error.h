#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/http.h"
#include "llm/chat_endpoint.h"

namespace gitctx {

/// The Error for a response that is none of 2xx: configuration for 401, naming what sets the key,
/// else provider. It has the provider's sentence and the status, and no key.
Error response_error(const ChatEndpoint& endpoint, const HttpResponse& response);

/// The Error for a 2xx reply that cannot be used: "openai/gpt-4.1: WHAT".
Error reply_error(const ChatEndpoint& endpoint, std::string_view what);

}  // namespace gitctx
