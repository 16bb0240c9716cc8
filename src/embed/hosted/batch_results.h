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

/// The service failed a batch.
struct BatchFailed {
  std::string reason;
};

/// The name of a text in a batch: its hash in hexadecimal.
std::string hex_of(const ContentHash& hash);
std::optional<ContentHash> hash_from_hex(std::string_view hex);

/// Parses the results of a batch, one JSON object per line in any order, in pieces as they arrive,
/// and passes the vectors on a few hundred at a time. Lines without a vector are skipped.
class BatchResults {
 public:
  using Sink = std::function<void(std::span<const ContentHash>, const EmbeddingMatrix&)>;

  BatchResults(std::size_t dimension, Sink sink);

  void add(std::string_view piece);
  /// Passes on the rest.
  void finish();

 private:
  void take_line(std::string_view line);
  void hand_on();

  const std::size_t dimension_;
  Sink sink_;
  std::string rest_;  // of a line
  std::vector<ContentHash> hashes_;
  EmbeddingMatrix vectors_;
};

}  // namespace gitctx
