#include "vector/distance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <random>
#include <vector>

#include "vector/simd_level.h"

namespace gitctx {
namespace {

/// Restores the previous SIMD level at the end of the scope.
class ScopedSimdLevel {
 public:
  ScopedSimdLevel() : before_(simd_level()) {}
  ~ScopedSimdLevel() { set_simd_level(before_); }
  ScopedSimdLevel(const ScopedSimdLevel&) = delete;
  ScopedSimdLevel& operator=(const ScopedSimdLevel&) = delete;

 private:
  SimdLevel before_;
};

/// Every level that this processor supports, the portable one first.
std::vector<SimdLevel> levels() {
  std::vector<SimdLevel> result;
  for (int i = 0; i <= static_cast<int>(supported_simd_level()); ++i) {
    result.push_back(static_cast<SimdLevel>(i));
  }
  return result;
}

std::vector<std::int8_t> random_bytes(std::size_t size, int lowest, std::mt19937& random) {
  std::uniform_int_distribution<int> any(lowest, 127);
  std::vector<std::int8_t> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::int8_t>(any(random));
  return bytes;
}

std::vector<float> random_floats(std::size_t size, std::mt19937& random) {
  std::normal_distribution<float> any;
  std::vector<float> floats(size);
  for (auto& value : floats) value = any(random);
  return floats;
}

TEST(Dot, MultipliesAndAdds) {
  const std::array<std::int8_t, 3> a{1, -2, 3};
  const std::array<std::int8_t, 3> b{4, 5, -128};
  const std::array<float, 3> f{0.5f, 1.0f, -0.25f};
  EXPECT_EQ(dot(std::span(a), std::span(b)), 4 - 10 - 384);
  EXPECT_EQ(dot(std::span<const float>(f), std::span<const std::int8_t>(a)), 0.5f - 2 - 0.75f);
  EXPECT_EQ(dot(std::span<const float>(f), std::span<const float>(f)), 0.25f + 1 + 0.0625f);
}

TEST(Dot, OfNothingIsZero) {
  EXPECT_EQ(dot(std::span<const std::int8_t>{}, std::span<const std::int8_t>{}), 0);
  EXPECT_EQ(dot(std::span<const float>{}, std::span<const float>{}), 0.0f);
}

TEST(Dot, DoesNotSaturateAtTheExtremes) {
  const ScopedSimdLevel restore;
  const std::vector<std::int8_t> query(65536, 127);
  const std::vector<std::int8_t> row(65536, -128);
  for (const SimdLevel level : levels()) {
    set_simd_level(level);
    EXPECT_EQ(dot(query, row), -65536 * 127 * 128) << simd_level_name(level);
  }
}

TEST(Dot, TakesAForgedQueryValueOfMinus128ForMinus127) {
  const std::array<std::int8_t, 3> forged{-128, 1, -128};
  EXPECT_EQ(dot(std::span(forged), std::span(forged)), 2 * 127 * 128 + 1);
}

TEST(DotDeathTest, RefusesSpansOfDifferentSize) {
  const std::array<float, 2> two{};
  const std::array<float, 3> three{};
  EXPECT_DEATH(dot(std::span<const float>(two), std::span<const float>(three)), "size");
}

RC_GTEST_PROP(Dot, IsTheSameBitsAtEveryLevel, (unsigned seed)) {
  const ScopedSimdLevel restore;
  std::mt19937 random(seed);
  const auto dimension = static_cast<std::size_t>(*rc::gen::inRange(0, 400));
  const auto shift = static_cast<std::size_t>(*rc::gen::inRange(0, 5));
  const auto query_bytes = random_bytes(dimension + shift, -127, random);
  const auto row_bytes = random_bytes(7 * dimension + shift, -128, random);
  const auto query_floats = random_floats(dimension + shift, random);
  const auto row_floats = random_floats(dimension + shift, random);
  const auto query = std::span(query_bytes).subspan(shift);
  const auto rows = std::span(row_bytes).subspan(shift);
  const auto real_query = std::span(query_floats).subspan(shift);

  std::vector<std::int32_t> expected(7);
  set_simd_level(SimdLevel::portable);
  dot_rows(query, rows, expected);
  const float float_int8 = dot(real_query, rows.first(dimension));
  const float float_float = dot(real_query, std::span(row_floats).subspan(shift));
  for (const SimdLevel level : levels()) {
    set_simd_level(level);
    std::vector<std::int32_t> products(7);
    dot_rows(query, rows, products);
    RC_ASSERT(products == expected);
    RC_ASSERT(dot(real_query, rows.first(dimension)) == float_int8);
    RC_ASSERT(dot(real_query, std::span(row_floats).subspan(shift)) == float_float);
  }
}

RC_GTEST_PROP(Dot, AgreesWithThePlainSum, (unsigned seed)) {
  std::mt19937 random(seed);
  const auto dimension = static_cast<std::size_t>(*rc::gen::inRange(1, 400));
  const auto query = random_bytes(dimension, -127, random);
  const auto row = random_bytes(dimension, -128, random);
  const auto real_query = random_floats(dimension, random);
  std::int64_t integer = 0;
  double real = 0;
  double magnitude = 0;
  for (std::size_t i = 0; i < dimension; ++i) {
    integer += query[i] * row[i];
    real += static_cast<double>(real_query[i]) * row[i];
    magnitude += std::abs(static_cast<double>(real_query[i]) * row[i]);
  }
  RC_ASSERT(dot(query, row) == integer);
  RC_ASSERT(std::abs(dot(std::span<const float>(real_query), row) - real) <= 1e-6 * magnitude);
}

TEST(SimdLevel, HasANameEach) {
  for (const SimdLevel level : {SimdLevel::portable, SimdLevel::avx2, SimdLevel::avx512_vnni}) {
    EXPECT_EQ(simd_level_from_name(simd_level_name(level)), level);
  }
  EXPECT_EQ(simd_level_from_name("sse9"), std::nullopt);
}

TEST(SimdLevel, IsNeverAboveWhatTheProcessorHas) {
  const ScopedSimdLevel restore;
  EXPECT_EQ(set_simd_level(SimdLevel::avx512_vnni), supported_simd_level());
  EXPECT_EQ(set_simd_level(SimdLevel::portable), SimdLevel::portable);
  EXPECT_EQ(simd_level(), SimdLevel::portable);
}

}  // namespace
}  // namespace gitctx
