#include "lexical/testing/top_k_exhaustive.h"

#include <algorithm>

#include "lexical/score_units.h"

namespace gitctx {

std::vector<ScoredChunk> top_k_exhaustive(std::span<const QueryTerm> terms,
                                          std::span<const std::uint16_t> chunk_lengths,
                                          const TopKRequest& request) {
  check_query(terms, chunk_lengths.size());
  std::vector<ScoreUnits> scores(chunk_lengths.size());
  std::vector<bool> has_term(chunk_lengths.size());
  for (const QueryTerm& term : terms) {
    std::vector<float> impacts(chunk_lengths.size());
    std::vector<bool> has_this_term(chunk_lengths.size());
    for (const PathRange& range : term.paths) {
      for (auto chunk = to_int(range.begin); chunk < to_int(range.end); ++chunk) {
        impacts[chunk] = range.impact;
        has_this_term[chunk] = true;
      }
    }
    for (PostingsCursor cursor(term.postings); !cursor.at_end(); cursor.next()) {
      const auto chunk = to_int(cursor.chunk());
      impacts[chunk] += impact(cursor.body_count(), cursor.symbol_count(), chunk_lengths[chunk]);
      has_this_term[chunk] = true;
    }
    for (std::size_t chunk = 0; chunk < scores.size(); ++chunk) {
      if (!has_this_term[chunk]) continue;
      scores[chunk] += contribution(term.weight, impacts[chunk]);
      has_term[chunk] = true;
    }
  }

  std::vector<ScoredChunk> found;
  for (std::uint32_t number = 0; number < scores.size(); ++number) {
    const ChunkId chunk{number};
    if (!has_term[number] || (request.allowed && !request.allowed->contains(chunk))) continue;
    const double score = score_of_units(scores[number]);
    if (score > request.threshold) found.push_back({.chunk = chunk, .score = score});
  }
  const auto place = [&](ChunkId chunk) {
    return request.place ? request.place(chunk) : std::uint64_t{to_int(chunk)};
  };
  std::ranges::sort(found, [&](const ScoredChunk& a, const ScoredChunk& b) {
    return a.score != b.score ? a.score > b.score : place(a.chunk) < place(b.chunk);
  });
  found.resize(std::min(found.size(), request.k));
  return found;
}

}  // namespace gitctx
