#pragma once

#include <cstdint>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

struct TrainOptions;

/// The order of training: all pairs, `epochs` times, in batches. Half of the batches each take
/// their pairs from one repository, so that its other documents are hard negatives; the others mix
/// repositories. One pair in fifty is held out. Pairs that do not fill a batch are skipped.
struct Batches {
  std::vector<std::vector<std::uint32_t>> batches;
  std::vector<std::uint32_t> held_out;
};

Batches make_batches(const PairSet& pairs, const TrainOptions& options);

}  // namespace gitctx
