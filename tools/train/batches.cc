#include "tools/train/batches.h"

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "tools/train/trainer.h"

namespace gitctx {

namespace {

constexpr std::uint64_t held_out_share = 50;

template <class T>
void shuffle(std::vector<T>& items, std::uint64_t seed) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[mix64(seed + i) % i]);
  }
}

/// The batches of one epoch over the pairs in `order`.
std::vector<std::vector<std::uint32_t>> epoch_of(const PairSet& pairs,
                                                 std::vector<std::uint32_t> order,
                                                 std::size_t batch_size, std::uint64_t seed) {
  shuffle(order, seed);
  std::map<std::uint32_t, std::vector<std::uint32_t>> by_repository;
  std::vector<std::uint32_t> mixed;
  for (std::size_t i = 0; i < order.size(); ++i) {
    (i % 2 == 0 ? by_repository[pairs[order[i]].repository] : mixed).push_back(order[i]);
  }
  std::vector<std::vector<std::uint32_t>> batches;
  const auto cut = [&](const std::vector<std::uint32_t>& from) {
    std::size_t at = 0;
    for (; at + batch_size <= from.size(); at += batch_size) {
      const auto first = from.begin() + static_cast<std::ptrdiff_t>(at);
      batches.emplace_back(first, first + static_cast<std::ptrdiff_t>(batch_size));
    }
    return at;
  };
  for (auto& [repository, members] : by_repository) {
    const std::size_t used = cut(members);
    mixed.insert(mixed.end(), members.begin() + static_cast<std::ptrdiff_t>(used), members.end());
  }
  shuffle(mixed, seed + 1);
  cut(mixed);
  shuffle(batches, seed + 2);
  return batches;
}

}  // namespace

Batches make_batches(const PairSet& pairs, const TrainOptions& options) {
  Batches made;
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    // Whole files are held out, so that no held-out text occurs in a training pair.
    const bool is_held_out = mix64(pairs[i].file) % held_out_share == 0;
    (is_held_out ? made.held_out : order).push_back(static_cast<std::uint32_t>(i));
  }
  shuffle(made.held_out, options.seed);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    const std::uint64_t seed = mix64(options.seed + static_cast<std::uint64_t>(epoch) * 7919);
    std::ranges::move(epoch_of(pairs, order, options.batch, seed),
                      std::back_inserter(made.batches));
  }
  return made;
}

}  // namespace gitctx
