#include "tools/train/matrix_product.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace gitctx {
namespace {

RC_GTEST_PROP(Multiply, EqualsThreeLoops, ()) {
  const auto rows = *rc::gen::inRange<std::size_t>(1, 20);
  const auto inner = *rc::gen::inRange<std::size_t>(1, 300);
  const std::size_t columns = 16 * *rc::gen::inRange<std::size_t>(1, 4);
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const auto values = [&](std::size_t count, std::uint32_t salt) {
    std::vector<float> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(static_cast<float>((i * 2654435761u + seed * salt) % 1000) / 500 - 1);
    }
    return all;
  };
  const std::vector<float> a = values(rows * inner, 3);
  const std::vector<float> b = values(inner * columns, 7);
  std::vector<float> c(rows * columns, 9.0f);
  multiply(a, b, c, inner, columns);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      float sum = 0;
      for (std::size_t k = 0; k < inner; ++k) sum += a[i * inner + k] * b[k * columns + j];
      RC_ASSERT(c[i * columns + j] == sum);
    }
  }
}

}  // namespace
}  // namespace gitctx
