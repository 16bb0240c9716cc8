#pragma once

#include <cmath>
#include <cstdint>

namespace gitctx {

/// The parameters of BM25F (Robertson, Zaragoza and Taylor, CIKM 2004) over the fields body, symbol
/// and path. They are part of the index format, because the index stores the largest impact of each
/// block.
///
/// Lengths are normalised by a fixed pivot, not by the average length in the collection. The
/// average hardly varies, because the chunker bounds the size of chunks. With a fixed pivot, the
/// score of a chunk depends only on the chunk and the weights of the query. So scores of different
/// segments, views and queries are comparable, and merging segments does not change scores.
struct Bm25f {
  static constexpr float k1 = 1.5f;
  static constexpr float b = 0.7f;
  static constexpr float body_weight = 1.0f;
  static constexpr float symbol_weight = 3.0f;
  static constexpr float pivot_length = 128.0f;  ///< pivot for the number of terms in a chunk
};

/// The weighted number of occurrences of a term in a chunk, normalised by the number of terms in
/// the chunk (`chunk_length`).
inline float impact(unsigned body_count, unsigned symbol_count, unsigned chunk_length) {
  const float occurrences = Bm25f::body_weight * static_cast<float>(body_count) +
                            Bm25f::symbol_weight * static_cast<float>(symbol_count);
  const float relative_length = Bm25f::b * static_cast<float>(chunk_length) / Bm25f::pivot_length;
  return occurrences / ((1.0f - Bm25f::b) + relative_length);
}

/// Maps an impact to its contribution, which is 0 for an impact of 0 and rises towards k1 + 1. The
/// impact must be finite.
inline float saturate(float impact) { return (Bm25f::k1 + 1.0f) * (impact / (Bm25f::k1 + impact)); }

/// The weight of a term that occurs in `chunk_frequency` of `chunk_count` chunks; never negative.
inline float idf(std::uint64_t chunk_frequency, std::uint64_t chunk_count) {
  const auto with = static_cast<double>(chunk_frequency);
  const auto without = chunk_count > chunk_frequency ? static_cast<double>(chunk_count) - with : 0;
  return static_cast<float>(std::log1p((without + 0.5) / (with + 0.5)));
}

}  // namespace gitctx
