#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "embed/embedder.h"
#include "embed/hosted/embedding_cache.h"

namespace gitctx {

/// Thrown if a batch failed at the service.
struct BatchFailed {
  std::string reason;
};

/// The name of a text in a batch: the hash of the text in hexadecimal.
std::string hex_of(const ContentHash& hash);
std::optional<ContentHash> hash_from_hex(std::string_view hex);

/// Reads the results of a batch: one JSON object in each line, in any order. The lines may arrive
/// in pieces that end anywhere. Passes on the vectors, a few hundred at a time, and skips lines
/// without a vector.
class BatchResults {
 public:
  using Sink = std::function<void(std::span<const ContentHash>, const EmbeddingMatrix&)>;

  BatchResults(std::size_t dimension, Sink sink);

  /// Throws Error(provider) for a line of more than 16 MB.
  void add(std::string_view piece);
  /// Passes on the remaining vectors.
  void finish();

 private:
  void take_line(std::string_view line);
  void hand_on();

  const std::size_t dimension_;
  Sink sink_;
  std::string rest_;  // the start of an unfinished line
  std::vector<ContentHash> hashes_;
  EmbeddingMatrix vectors_;
};

}  // namespace gitctx
