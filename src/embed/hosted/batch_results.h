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

/// The service gave a batch up.
struct BatchFailed {
  std::string reason;
};

/// The name of a text in a batch: its hash in hexadecimal.
std::string hex_of(const ContentHash& hash);
std::optional<ContentHash> hash_from_hex(std::string_view hex);

/// Takes the results of a batch in, one JSON object a line in any order, in pieces as they arrive,
/// and hands the vectors on some hundred at a time. Lines that bring no vector are passed over.
class BatchResults {
 public:
  using Sink = std::function<void(std::span<const ContentHash>, const EmbeddingMatrix&)>;

  BatchResults(std::size_t dimension, Sink sink);

  void add(std::string_view piece);
  /// Hands on what is left.
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
