#pragma once

#include <cstdint>
#include <span>

namespace gitctx {

/// A row of int8, and the weight of the row in a sum.
struct WeightedRow {
  const std::int8_t* row = nullptr;
  std::int16_t weight = 0;
};

/// sum[i] += weight * row[i] over all rows. `sum.size()` must be a multiple of 64. At most
/// max_summed_rows rows may be added to a sum, because int32 could otherwise overflow. Uses AVX2
/// where available; the result has the same bits on every machine.
inline constexpr std::size_t max_summed_rows = 512;
void add_rows(std::span<const WeightedRow> rows, std::span<std::int32_t> sum);

/// The portable code. add_rows() must give the same result.
void add_rows_portable(std::span<const WeightedRow> rows, std::span<std::int32_t> sum);

}  // namespace gitctx
