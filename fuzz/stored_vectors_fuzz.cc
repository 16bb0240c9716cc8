// Vectors that a provider or the cache supplies. The first byte selects the kind of input: the
// results of a batch, which do not depend on how they are cut into pieces, or a vector in the
// format of the SQLite cache.
#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "embed/hosted/batch_results.h"
#include "embed/hosted/vector_codec.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

/// The names and vectors in the results, as one text.
std::string read_results(std::string_view text, std::size_t piece) {
  std::string out;
  BatchResults results(2, [&](std::span<const ContentHash> hashes, const EmbeddingMatrix& vectors) {
    GITCTX_CHECK(hashes.size() == vectors.rows && vectors.values.size() == 2 * vectors.rows);
    for (std::size_t row = 0; row < vectors.rows; ++row) {
      out += hex_of(hashes[row]);
      for (const float value : vectors.row(row)) {
        GITCTX_CHECK(std::isfinite(value));
        out += " " + std::to_string(value);
      }
    }
  });
  add_in_pieces(text, piece, [&](std::string_view part) { results.add(part); });
  results.finish();
  return out;
}

void read_vector(std::string_view frame, std::size_t dimension) {
  const auto vector = decompress_vector(std::as_bytes(std::span(frame)), dimension);
  if (!vector) return;
  GITCTX_CHECK(vector->size() == dimension);
  const std::string again_frame = compress_vector(*vector);
  const auto again = decompress_vector(std::as_bytes(std::span(again_frame)), dimension);
  const auto has_same_bits = [](float left, float right) {
    return left == right || (std::isnan(left) && std::isnan(right));
  };
  GITCTX_CHECK(again && std::ranges::equal(*vector, *again, has_same_bits));
}

/// Checks that a vector that the cache writes is read back unchanged, whatever bits its numbers
/// have.
void write_vector(std::string_view bytes) {
  std::vector<float> vector;
  for (const char byte : bytes.substr(0, 256)) vector.push_back(static_cast<float>(byte) / 3);
  const std::string frame = compress_vector(vector);
  GITCTX_CHECK(decompress_vector(std::as_bytes(std::span(frame)), vector.size()) == vector);
  GITCTX_CHECK(!decompress_vector(std::as_bytes(std::span(frame)), vector.size() + 1));
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view text = input_text(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    read_in_pieces(text, data[0] / 2, [&](std::size_t piece) { return read_results(text, piece); });
  } else {
    read_vector(text, data[0] / 2);
    write_vector(text);
  }
  return 0;
}
