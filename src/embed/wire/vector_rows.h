#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "embed/wire/embedding_wire.h"

namespace gitctx {

/// A vector as it stands in a reply: base64 of little-endian float32, or what is between the
/// brackets of an array of numbers.
struct WrittenVector {
  std::string_view text;
  bool is_base64 = false;
  std::optional<std::size_t> index;  ///< its place, if the reply says so
};

/// Reads vectors that stand in a reply in any order, and brings them to length 1. Throws Error
/// (provider) unless there are as many as asked for, each once and of the same dimension.
EmbeddingMatrix read_vectors(const std::vector<WrittenVector>& written, const ReplyShape& shape);

}  // namespace gitctx
