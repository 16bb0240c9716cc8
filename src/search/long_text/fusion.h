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

/// A result of a long text, with the part that contributes most to its sum.
struct FusedCandidate {
  RankedCandidate ranked;
  std::size_t part = 0;
};

/// Merges the results of parts by reciprocal ranks. Each part adds weight / (4 + n) to the sum of a
/// file, where n is the number of better files for the part. The chunks of a file are ordered in
/// the same way. For each part, the score of the chunk is multiplied by the weight of the part (at
/// most 1). The score of a result is the highest of these products, but never higher than the score
/// of a better result. Returns at most `limits.count` results with at least
/// `limits.min_similarity`. Source of the method: Cormack, Clarke, Buettcher, "Reciprocal Rank
/// Fusion", SIGIR 2009.
std::vector<FusedCandidate> fuse_parts(std::span<const PartResults> parts,
                                       const RankLimits& limits);

}  // namespace gitctx
