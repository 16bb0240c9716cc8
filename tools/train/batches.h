#pragma once

#include <cstdint>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

struct TrainOptions;

/// The training order: all pairs, `epochs` times, in batches. In half of the batches, all pairs
/// come from one repository, because documents of the same repository are hard negatives. The other
/// batches mix repositories. The pairs of one file in fifty are held out. Pairs that do not fill a
/// batch are skipped.
struct Batches {
  std::vector<std::vector<std::uint32_t>> batches;
  std::vector<std::uint32_t> held_out;
};

Batches make_batches(const PairSet& pairs, const TrainOptions& options);

}  // namespace gitctx
