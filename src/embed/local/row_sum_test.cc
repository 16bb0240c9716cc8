#include "embed/local/row_sum.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace gitctx {
namespace {

RC_GTEST_PROP(AddRows, EqualsThePlainCode, ()) {
  const auto dimension = 64 * *rc::gen::inRange<std::size_t>(1, 6);
  const auto count = *rc::gen::inRange<std::size_t>(0, 9);
  const auto values = *rc::gen::container<std::vector<std::int8_t>>(
      count * dimension, rc::gen::arbitrary<std::int8_t>());
  std::vector<WeightedRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    rows.push_back({values.data() + i * dimension, *rc::gen::arbitrary<std::int16_t>()});
  }
  std::vector<std::int32_t> quick(dimension, 3);
  std::vector<std::int32_t> plain(dimension, 3);
  add_rows(rows, quick);
  add_rows_portable(rows, plain);
  RC_ASSERT(quick == plain);
}

TEST(AddRows, HoldsTheGreatestSum) {
  const std::vector<std::int8_t> row(64, -127);
  const std::vector<WeightedRow> rows(max_summed_rows, {row.data(), 32767});
  std::vector<std::int32_t> sum(64);
  add_rows(rows, sum);
  EXPECT_EQ(sum[63], -127 * 32767 * static_cast<int>(max_summed_rows));
}

}  // namespace
}  // namespace gitctx
