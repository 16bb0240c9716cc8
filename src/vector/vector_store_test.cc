#include "vector/vector_store.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <string>

#include "vector/flat_store.h"
#include "vector/simd_level.h"
#include "vector/testing/exact_store.h"

namespace gitctx {
namespace {

std::unique_ptr<VectorStore> exact(std::span<const float> rows, std::size_t dimension) {
  auto store = std::make_unique<ExactStore>(dimension);
  store->add(rows);
  store->optimise();
  return store;
}

std::unique_ptr<VectorStore> flat(std::span<const float> rows, std::size_t dimension) {
  auto store = std::make_unique<FlatStore>(dimension);
  const std::size_t half = rows.size() / dimension / 2 * dimension;
  store->add(rows.first(half));
  store->add(rows.subspan(half));
  store->optimise();
  return store;
}

/// A store over the rows of another store, which it keeps alive.
class MappedStore final : public VectorStore {
 public:
  MappedStore(std::span<const float> rows, std::size_t dimension) : owner_(dimension) {
    owner_.add(rows);
    view_ = std::make_unique<FlatStore>(FlatStore::map(owner_.rows(), owner_.scales(), dimension));
  }
  void add(std::span<const float> rows) override { view_->add(rows); }
  void optimise() override { view_->optimise(); }
  std::vector<VectorHit> search(std::span<const float> query, std::size_t k,
                                const RowAdjustment& adjustment) const override {
    return view_->search(query, k, adjustment);
  }
  std::size_t size() const override { return view_->size(); }
  VectorStoreStatistics statistics() const override { return view_->statistics(); }

 private:
  FlatStore owner_;
  std::unique_ptr<FlatStore> view_;
};

std::unique_ptr<VectorStore> mapped(std::span<const float> rows, std::size_t dimension) {
  return std::make_unique<MappedStore>(rows, dimension);
}

struct Implementation {
  const char* name;
  std::unique_ptr<VectorStore> (*make)(std::span<const float> rows, std::size_t dimension);
};

class EveryStore : public testing::TestWithParam<Implementation> {
 protected:
  static std::unique_ptr<VectorStore> make(std::span<const float> rows, std::size_t dimension) {
    return GetParam().make(rows, dimension);
  }
  static std::vector<std::uint32_t> rows_of(const std::vector<VectorHit>& hits) {
    std::vector<std::uint32_t> rows;
    for (const VectorHit& hit : hits) rows.push_back(hit.row);
    return rows;
  }
};

INSTANTIATE_TEST_SUITE_P(VectorStore, EveryStore,
                         testing::Values(Implementation{"Exact", exact},
                                         Implementation{"Flat", flat},
                                         Implementation{"Mapped", mapped}),
                         [](const auto& test) { return std::string(test.param.name); });

using Rows = std::vector<std::uint32_t>;
const std::vector<float> four_rows{1, 0, 0, 1, -1, 0, 0.5f, 0.5f};
const std::vector<float> along_x{1, 0};

TEST_P(EveryStore, OrdersByScore) {
  const auto store = make(four_rows, 2);
  EXPECT_EQ(rows_of(store->search(along_x, 10, {})), (Rows{0, 3, 1, 2}));
  EXPECT_EQ(rows_of(store->search(along_x, 2, {})), (Rows{0, 3}));
}

TEST_P(EveryStore, ReportsTheScore) {
  const auto hits = make(four_rows, 2)->search(along_x, 10, {});
  ASSERT_EQ(hits.size(), 4u);
  EXPECT_NEAR(hits[0].score, 1, 1e-5);
  EXPECT_NEAR(hits[1].score, 0.5, 1e-5);
  EXPECT_NEAR(hits[3].score, -1, 1e-5);
}

TEST_P(EveryStore, OrdersEqualScoresByRow) {
  const std::vector<float> same(300 * 2, 0.25f);
  EXPECT_EQ(rows_of(make(same, 2)->search(along_x, 3, {})), (Rows{0, 1, 2}));
}

TEST_P(EveryStore, AddsBeforeItMultiplies) {
  const std::vector<float> add{0, 1, 3, 0};
  const std::vector<float> multiply{1, 0.5f, 0.25f, 4};
  const auto hits = make(four_rows, 2)->search(along_x, 10, {.add = add, .multiply = multiply});
  EXPECT_EQ(rows_of(hits), (Rows{3, 0, 1, 2}));
  EXPECT_NEAR(hits[0].score, 2, 1e-5);
  EXPECT_NEAR(hits[2].score, 0.5, 1e-5);
}

TEST_P(EveryStore, TakesEitherHalfOfAnAdjustment) {
  const std::vector<float> values{0, 5, 0, 0};
  const auto store = make(four_rows, 2);
  EXPECT_EQ(rows_of(store->search(along_x, 1, {.add = values, .multiply = {}})), (Rows{1}));
  EXPECT_EQ(rows_of(store->search(along_x, 9, {.add = {}, .multiply = values})), (Rows{1}));
}

TEST_P(EveryStore, LeavesOutRowsMultipliedByZero) {
  const std::vector<float> multiply{0, 0, 1, 0};
  EXPECT_EQ(rows_of(make(four_rows, 2)->search(along_x, 10, {.add = {}, .multiply = multiply})),
            (Rows{2}));
}

TEST_P(EveryStore, FindsARowAmongMasksOfWholeBlocks) {
  std::vector<float> rows(1000 * 2, 0.5f);
  std::vector<float> multiply(1000, 0.0f);
  multiply[777] = 1;
  EXPECT_EQ(rows_of(make(rows, 2)->search(along_x, 10, {.add = {}, .multiply = multiply})),
            (Rows{777}));
}

TEST_P(EveryStore, FindsNothingWhenEmptyOrAskedForNothing) {
  EXPECT_TRUE(make({}, 2)->search(along_x, 10, {}).empty());
  EXPECT_TRUE(make(four_rows, 2)->search(along_x, 0, {}).empty());
}

TEST_P(EveryStore, ScoresZeroRowsAndZeroQueriesZero) {
  const std::vector<float> rows{0, 0, 1, 0};
  const std::vector<float> zero{0, 0};
  EXPECT_EQ(make(rows, 2)->search(along_x, 2, {})[1], (VectorHit{0, 0}));
  EXPECT_EQ(make(rows, 2)->search(zero, 2, {}), (std::vector<VectorHit>{{0, 0}, {1, 0}}));
}

TEST_P(EveryStore, CountsItsRows) {
  const auto store = make(four_rows, 2);
  EXPECT_EQ(store->size(), 4u);
  EXPECT_EQ(store->statistics().rows, 4u);
  EXPECT_EQ(store->statistics().dimension, 2u);
  EXPECT_GT(store->statistics().owned_bytes + store->statistics().mapped_bytes, 0u);
}

/// `count` unit vectors around `clusters` centres that span `latent` dimensions.
std::vector<float> clustered_rows(std::size_t count, std::size_t dimension, unsigned seed) {
  constexpr std::size_t clusters = 100;
  constexpr std::size_t latent = 48;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> basis(latent * dimension);
  std::vector<float> centres(clusters * latent);
  for (float& value : basis) value = normal(random);
  for (float& value : centres) value = normal(random);
  std::vector<float> rows(count * dimension);
  for (std::size_t r = 0; r < count; ++r) {
    const std::span row = std::span(rows).subspan(r * dimension, dimension);
    const std::size_t cluster = random() % clusters;
    for (std::size_t l = 0; l < latent; ++l) {
      const float weight = centres[cluster * latent + l] + 0.6f * normal(random);
      for (std::size_t i = 0; i < dimension; ++i) row[i] += weight * basis[l * dimension + i];
    }
    float length = 0;
    for (const float value : row) length += value * value;
    for (float& value : row) value /= std::sqrt(length);
  }
  return rows;
}

TEST(FlatStore, FindsWhatTheExactStoreFinds) {
  constexpr std::size_t dimension = 256;
  constexpr std::size_t query_count = 50;
  const auto rows = clustered_rows(10000 + query_count, dimension, 5);
  const auto stored = std::span(rows).first(10000 * dimension);
  const auto twin = exact(stored, dimension);
  const auto store = flat(stored, dimension);

  std::size_t found = 0;
  for (std::size_t q = 0; q < query_count; ++q) {
    const auto query = std::span(rows).subspan((10000 + q) * dimension, dimension);
    const auto right = twin->search(query, 10, {});
    for (const VectorHit& hit : store->search(query, 10, {})) {
      found += static_cast<std::size_t>(std::ranges::count(right, hit.row, &VectorHit::row));
    }
  }
  const double recall = static_cast<double>(found) / (10.0 * query_count);
  RecordProperty("recall_at_10", std::to_string(recall));
  EXPECT_GE(recall, 0.98);
}

RC_GTEST_PROP(FlatStore, ScoresAsTheExactStoreWithinRounding, (unsigned seed)) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> any(-1, 1);
  const auto dimension = static_cast<std::size_t>(*rc::gen::inRange(1, 100));
  const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 180));
  std::vector<float> rows(count * dimension), query(dimension), add(count), multiply(count);
  for (float& value : rows) value = any(random);
  for (float& value : query) value = any(random);
  for (float& value : add) value = any(random);
  for (float& value : multiply) value = std::max(0.0f, any(random));

  const RowAdjustment adjustment{.add = add, .multiply = multiply};
  const auto expected = exact(rows, dimension)->search(query, count, adjustment);
  const auto hits = flat(rows, dimension)->search(query, count, adjustment);
  RC_ASSERT(hits.size() == expected.size());
  std::vector<float> expected_of(count);
  for (const VectorHit& hit : expected) expected_of[hit.row] = hit.score;
  // A row value is off by at most half of 1/127, and no value of the query exceeds 1.
  const float tolerance = static_cast<float>(dimension) / 254 + 1e-4f;
  for (const VectorHit& hit : hits) {
    RC_ASSERT(std::abs(hit.score - expected_of[hit.row]) <= tolerance);
  }
}

TEST(FlatStore, ScoresARowAsTheSearchDoes) {
  const auto rows = clustered_rows(500, 100, 8);
  FlatStore store(100);
  store.add(rows);
  const auto query = std::span(rows).first(100);
  for (const VectorHit& hit : store.search(query, 20, {})) {
    EXPECT_EQ(store.score_row(query, hit.row), hit.score);
  }
}

TEST(FlatStore, FindsTheSameBitsAtEverySimdLevel) {
  const auto rows = clustered_rows(2000, 100, 3);
  FlatStore store(100);
  store.add(rows);
  const auto query = std::span(rows).subspan(700, 100);
  const SimdLevel before = simd_level();
  set_simd_level(SimdLevel::portable);
  const auto expected = store.search(query, 50, {});
  for (int level = 1; level <= static_cast<int>(supported_simd_level()); ++level) {
    set_simd_level(static_cast<SimdLevel>(level));
    EXPECT_EQ(store.search(query, 50, {}), expected);
  }
  set_simd_level(before);
}

TEST(FlatStore, OwnsNothingOfWhatItMaps) {
  FlatStore owner(2);
  owner.add(four_rows);
  const FlatStore view = FlatStore::map(owner.rows(), owner.scales(), 2);
  EXPECT_EQ(view.statistics().owned_bytes, 0u);
  EXPECT_EQ(view.statistics().mapped_bytes, 4 * 2 + 4 * sizeof(float));
}

TEST(FlatStoreDeathTest, RefusesToAddToMappedRows) {
  FlatStore view = FlatStore::map({}, {}, 2);
  EXPECT_DEATH(view.add(four_rows), "is_mapped_");
}

TEST(FlatStoreDeathTest, RefusesAnAdjustmentOfAnotherSize) {
  FlatStore store(2);
  store.add(four_rows);
  EXPECT_DEATH(store.search(along_x, 1, {.add = along_x, .multiply = {}}), "adjustment");
}

}  // namespace
}  // namespace gitctx
