#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "search/ranker.h"

namespace gitctx {

/// The results for one part of a long text, best first.
struct PartResults {
  std::vector<RankedCandidate> ranked;
  double weight = 0;        ///< for the order of files
  double chunk_weight = 0;  ///< for the order of the chunks of a file
};

/// A result of a long text, with the part whose results have it at the best rank.
struct FusedCandidate {
  RankedCandidate ranked;
  std::size_t part = 0;
};

/// Merges the results of parts by reciprocal ranks. A file has the sum of weight / (4 + n) over the
/// parts, where n is the number of better files for the part. The chunks of a file are ordered in
/// the same way. The score of a result is the highest product of the weight of a part and the score
/// that the chunk has for the part, but never higher than the score of a better result. Returns at
/// most `limits.count` results with at least `limits.min_similarity`. Source of the method:
/// Cormack, Clarke, Buettcher, "Reciprocal Rank Fusion", SIGIR 2009.
std::vector<FusedCandidate> fuse_parts(std::span<const PartResults> parts,
                                       const RankLimits& limits);

}  // namespace gitctx
