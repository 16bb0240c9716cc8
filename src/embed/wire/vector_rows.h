#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// A vector as written in a reply: base64 of little-endian float32, or the text between the
/// brackets of an array of numbers.
struct WrittenVector {
  std::string_view text;
  bool is_base64 = false;
  std::optional<std::size_t> index;  ///< its position, if the reply has one
};

/// Decodes vectors, which may be in any order, and normalises them. Throws Error (provider) unless
/// there is exactly one for each text, all of the same dimension.
EmbeddingMatrix read_vectors(const std::vector<WrittenVector>& written, const ReplyShape& shape);

}  // namespace gitctx
