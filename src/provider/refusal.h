#pragma once

#include <cstdint>

#include "http/http.h"

namespace gitctx {

/// The action to take after an embedding service rejected a request.
enum class Refusal : std::uint8_t {
  final,         ///< give up
  too_large,     ///< send fewer texts in one request
  too_long,      ///< send fewer texts, or shorten the text if the request has only one
  wants_floats,  ///< ask for numbers instead of base64
};

/// Decides by the status and by phrases in the body, because each service describes refusals
/// differently.
Refusal classify_refusal(const HttpResponse& response);

}  // namespace gitctx
