#pragma once

#include <cstdint>

#include "http/http.h"

namespace gitctx {

/// What to do about a reply of an embedding service without vectors.
enum class Refusal : std::uint8_t {
  final,         ///< nothing
  too_large,     ///< send fewer texts
  too_long,      ///< send fewer texts, then a shorter text
  wants_floats,  ///< do not ask for base64
};

/// Decides by the status and the sentence; services agree on neither.
Refusal classify_refusal(const HttpResponse& response);

}  // namespace gitctx
