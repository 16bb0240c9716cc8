#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "lexical/postings_encoder.h"
#include "lexical/query_term.h"

namespace gitctx {

/// Random values for tests. The same seed gives the same values on every machine.
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed) {}

  /// A number in [0, limit).
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  bool chance(double probability) {
    return static_cast<double>(engine_() >> 11) * 0x1p-53 < probability;
  }

 private:
  std::mt19937_64 engine_;
};

/// Random postings of a term that occurs in the share `density` of the chunks. Most counts are
/// small.
inline std::vector<Posting> random_postings(RandomSource& random, std::uint32_t chunk_count,
                                            double density) {
  std::vector<Posting> postings;
  for (std::uint32_t chunk = 0; chunk < chunk_count; ++chunk) {
    if (!random.chance(density)) continue;
    const bool is_often = random.chance(0.1);
    const auto body = static_cast<std::uint8_t>(random.below(is_often ? max_body_count + 1 : 3));
    const auto symbol =
        static_cast<std::uint8_t>(random.below(is_often ? max_symbol_count + 1 : 2));
    const bool is_empty = body == 0 && symbol == 0;
    postings.push_back({ChunkId{chunk}, is_empty ? std::uint8_t{1} : body, symbol});
  }
  return postings;
}

inline std::vector<std::uint16_t> random_lengths(RandomSource& random, std::uint32_t chunk_count) {
  std::vector<std::uint16_t> lengths(chunk_count);
  for (std::uint16_t& length : lengths) length = static_cast<std::uint16_t>(random.below(400));
  return lengths;
}

/// A query over a random segment, with the bytes to which the query refers. Moving a RandomQuery
/// does not change the addresses of these bytes.
struct RandomQuery {
  std::vector<std::uint16_t> chunk_lengths;
  std::vector<std::vector<Posting>> postings;  ///< the content of `encoded`
  std::vector<std::string> encoded;
  std::vector<QueryTerm> terms;
};

inline std::vector<PathRange> random_paths(RandomSource& random, std::uint32_t chunk_count) {
  std::vector<PathRange> paths;
  const std::uint32_t longest_gap = 1 + random.below(chunk_count);
  for (std::uint32_t at = random.below(longest_gap); at < chunk_count;) {
    const std::uint32_t end = std::min(chunk_count, at + 1 + random.below(40));
    paths.push_back({ChunkId{at}, ChunkId{end}, 0.5f * static_cast<float>(random.below(5))});
    at = end + random.below(longest_gap);
  }
  return paths;
}

/// A random query. Its terms range from rare terms to terms that occur in nearly every chunk. Some
/// terms have no postings, and some occur in paths. Weights, counts and impacts have few distinct
/// values, so that ties occur.
inline RandomQuery random_query(std::uint64_t seed, std::uint32_t chunk_count,
                                std::size_t term_count) {
  RandomSource random(seed);
  RandomQuery query{.chunk_lengths = random_lengths(random, chunk_count)};
  if (random.chance(0.3)) std::ranges::fill(query.chunk_lengths, std::uint16_t{100});
  query.encoded.reserve(term_count);
  for (std::size_t i = 0; i < term_count; ++i) {
    constexpr double densities[] = {0, 0.002, 0.02, 0.1, 0.5, 0.98};
    const std::vector<Posting>& postings = query.postings.emplace_back(
        random_postings(random, chunk_count, densities[random.below(6)]));
    append_postings(query.encoded.emplace_back(), postings, query.chunk_lengths);
    QueryTerm& term = query.terms.emplace_back();
    term.weight = 0.5f * static_cast<float>(random.below(16));
    term.postings = PostingsList(std::as_bytes(std::span(query.encoded.back())), chunk_count);
    if (chunk_count > 0 && random.chance(0.4)) term.paths = random_paths(random, chunk_count);
  }
  return query;
}

}  // namespace gitctx
