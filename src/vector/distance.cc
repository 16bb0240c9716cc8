#include "vector/distance.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/check.h"
#include "core/vector_limit.h"
#include "vector/distance_kernels.h"
#include "vector/simd_level.h"

namespace gitctx {
namespace {

const DistanceKernels& kernels() {
  switch (simd_level()) {
    case SimdLevel::portable:
      return portable_kernels;
#if defined(__x86_64__)
    case SimdLevel::avx2:
      return avx2_kernels;
    case SimdLevel::avx512_vnni:
      return avx512_vnni_kernels;
#else
    case SimdLevel::avx2:
    case SimdLevel::avx512_vnni:
      return portable_kernels;
#endif
  }
  return portable_kernels;
}

bool is_negatable(std::span<const std::int8_t> query) {
  return query.empty() || std::memchr(query.data(), 0x80, query.size()) == nullptr;
}

}  // namespace

void dot_rows(std::span<const std::int8_t> query, std::span<const std::int8_t> rows,
              std::span<std::int32_t> out) {
  GITCTX_CHECK(query.size() <= max_vector_dimension && rows.size() == query.size() * out.size());
  if (!is_negatable(query)) {
    std::vector<std::int8_t> clamped(query.begin(), query.end());
    std::ranges::replace(clamped, std::int8_t{-128}, std::int8_t{-127});
    dot_rows(clamped, rows, out);
    return;
  }
  kernels().dot_rows(query.data(), rows.data(), query.size(), out.data(), out.size());
}

std::int32_t dot(std::span<const std::int8_t> query, std::span<const std::int8_t> row) {
  std::int32_t result = 0;
  dot_rows(query, row, {&result, 1});
  return result;
}

float dot(std::span<const float> a, std::span<const std::int8_t> b) {
  GITCTX_CHECK(a.size() == b.size());
  return kernels().dot_float_int8(a.data(), b.data(), a.size());
}

float dot(std::span<const float> a, std::span<const float> b) {
  GITCTX_CHECK(a.size() == b.size());
  return kernels().dot_float_float(a.data(), b.data(), a.size());
}

}  // namespace gitctx
