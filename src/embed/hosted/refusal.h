#pragma once

#include <cstdint>
#include <string>

#include "http/http.h"

namespace gitctx {

/// What can be done about a reply of an embedding service that brought no vectors.
enum class Refusal : std::uint8_t {
  final,         ///< nothing
  too_large,     ///< the request: fewer texts
  too_long,      ///< a text: fewer texts, then less of it
  wants_floats,  ///< it does not know base64
};

/// Finds out from the status and the sentence: services agree on neither.
Refusal classify_refusal(const HttpResponse& response);

}  // namespace gitctx
