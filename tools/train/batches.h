#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tools/train/pair_set.h"

namespace gitctx {

struct TrainOptions;

/// The order in which pairs are learned from: `epochs` times all of them, in batches, half of them
/// of one repository each (its other documents are the hard negatives), the others mixed. One pair
/// in fifty is held out. What does not fill a batch is left out in that epoch.
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
