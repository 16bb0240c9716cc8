#include "vector/flat_store.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "vector/distance.h"
#include "vector/quantise.h"
#include "vector/top_rows.h"

namespace gitctx {
namespace {

constexpr std::size_t candidates_per_hit = 4;
constexpr std::size_t min_candidates = 200;
/// The number of rows whose products are computed together. At 256 dimensions, these rows take 32
/// KiB, which fits in the cache.
constexpr std::size_t block_rows = 128;

/// The part of an adjustment that applies to rows [begin, begin + count).
RowAdjustment part_of(const RowAdjustment& adjustment, std::size_t begin, std::size_t count) {
  const auto part = [&](std::span<const float> all) {
    return all.empty() ? all : all.subspan(begin, count);
  };
  return {.add = part(adjustment.add), .multiply = part(adjustment.multiply)};
}

bool leaves_all_out(std::span<const float> multiply) {
  return !multiply.empty() && std::ranges::all_of(multiply, [](float m) { return m == 0; });
}

/// Applies the adjustment of a block to its dot products.
void adjust(const RowAdjustment& adjustment, std::span<float> scores) {
  const auto& [add, multiply] = adjustment;
  for (std::size_t i = 0; i < add.size(); ++i) scores[i] += add[i];
  for (std::size_t i = 0; i < multiply.size(); ++i) scores[i] *= multiply[i];
}

/// Offers the rows of a block that the adjustment does not exclude. Tests 16 scores at a time,
/// because in most groups of 16 no score is high enough.
void offer_block(std::span<const float> scores, std::span<const float> multiply, std::size_t begin,
                 TopRows& top) {
  constexpr std::size_t group_rows = 16;
  for (std::size_t first = 0; first < scores.size(); first += group_rows) {
    const auto group = scores.subspan(first, std::min(group_rows, scores.size() - first));
    const float threshold = top.threshold();
    unsigned any = 0;
    for (const float score : group) any |= static_cast<unsigned>(score > threshold);
    if (any == 0) continue;
    for (std::size_t i = first; i < first + group.size(); ++i) {
      if (!multiply.empty() && multiply[i] == 0) continue;
      top.offer(static_cast<std::uint32_t>(begin + i), scores[i]);
    }
  }
}

}  // namespace

RoundedQuery::RoundedQuery(std::span<const float> query) : values(query.size()) {
  scale = quantise_row(query, values);
}

FlatStore::FlatStore(std::size_t dimension) : dimension_(dimension) { GITCTX_CHECK(dimension > 0); }

FlatStore FlatStore::map(std::span<const std::int8_t> rows, std::span<const float> scales,
                         std::size_t dimension) {
  GITCTX_CHECK(rows.size() == scales.size() * dimension);
  FlatStore store(dimension);
  store.is_mapped_ = true;
  store.mapped_rows_ = rows;
  store.mapped_scales_ = scales;
  return store;
}

void FlatStore::add(std::span<const float> rows) {
  GITCTX_CHECK(!is_mapped_ && rows.size() % dimension_ == 0);
  const std::size_t old_size = owned_rows_.size();
  owned_rows_.resize(old_size + rows.size());
  for (std::size_t at = 0; at < rows.size(); at += dimension_) {
    const std::span out(owned_rows_.data() + old_size + at, dimension_);
    owned_scales_.push_back(quantise_row(rows.subspan(at, dimension_), out));
  }
}

void FlatStore::optimise() {
  owned_rows_.shrink_to_fit();
  owned_scales_.shrink_to_fit();
}

std::vector<VectorHit> FlatStore::search(std::span<const float> query, std::size_t k,
                                         const RowAdjustment& adjustment) const {
  GITCTX_CHECK(query.size() == dimension_);
  k = std::min(k, size());
  TopRows scanned(k == 0 ? 0 : std::min(scanned_rows(k), size()));
  scan(RoundedQuery(query), adjustment, 0, scanned);
  TopRows top(k);
  for (const VectorHit& hit : scanned.take_by_row()) {
    float score = score_row(query, hit.row);
    adjust(part_of(adjustment, hit.row, 1), {&score, 1});
    top.offer(hit.row, score);
  }
  return top.take();
}

std::size_t FlatStore::scanned_rows(std::size_t k) {
  return std::max(candidates_per_hit * k, min_candidates);
}

void FlatStore::scan(const RoundedQuery& query, const RowAdjustment& adjustment,
                     std::uint32_t first_number, TopRows& top) const {
  GITCTX_CHECK(query.values.size() == dimension_);
  GITCTX_CHECK(adjustment.add.empty() || adjustment.add.size() == size());
  GITCTX_CHECK(adjustment.multiply.empty() || adjustment.multiply.size() == size());
  const std::span<const std::int8_t> all_rows = rows();
  const std::span<const float> all_scales = scales();
  std::array<std::int32_t, block_rows> products;
  std::array<float, block_rows> scores;
  for (std::size_t begin = 0; begin < size(); begin += block_rows) {
    const std::size_t block = std::min(block_rows, size() - begin);
    const RowAdjustment here = part_of(adjustment, begin, block);
    if (leaves_all_out(here.multiply)) continue;

    dot_rows(query.values, all_rows.subspan(begin * dimension_, block * dimension_),
             std::span(products).first(block));
    for (std::size_t i = 0; i < block; ++i) {
      scores[i] = static_cast<float>(products[i]) * (query.scale * all_scales[begin + i]);
    }
    adjust(here, std::span(scores).first(block));
    offer_block(std::span(scores).first(block), here.multiply, first_number + begin, top);
  }
}

VectorStoreStatistics FlatStore::statistics() const {
  const std::size_t mapped_bytes = mapped_rows_.size_bytes() + mapped_scales_.size_bytes();
  return {.rows = size(),
          .dimension = dimension_,
          .owned_bytes = owned_rows_.capacity() + owned_scales_.capacity() * sizeof(float),
          .mapped_bytes = mapped_bytes};
}

float FlatStore::score_row(std::span<const float> query, std::size_t row) const {
  GITCTX_CHECK(query.size() == dimension_ && row < size());
  return scales()[row] * dot(query, rows().subspan(row * dimension_, dimension_));
}

}  // namespace gitctx
