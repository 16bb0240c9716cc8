#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

struct TrainOptions;

/// The order of training: all pairs, `epochs` times, in batches. Half of the batches come from one
/// repository each (its other documents are the hard negatives), the others are mixed. One pair in
/// fifty is held out. Pairs that do not fill a batch are skipped in that epoch.
class Batches {
 public:
  Batches(const PairSet& pairs, const TrainOptions& options);

  std::size_t size() const { return batches_.size(); }
  std::span<const std::uint32_t> operator[](std::size_t i) const { return batches_[i]; }
  const std::vector<std::uint32_t>& held_out() const { return held_out_; }

 private:
  void add_epoch(const PairSet& pairs, std::vector<std::uint32_t> order, std::size_t batch_size,
                 std::uint64_t seed);

  std::vector<std::vector<std::uint32_t>> batches_;
  std::vector<std::uint32_t> held_out_;
};

}  // namespace gitctx
