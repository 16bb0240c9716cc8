#pragma once

#include <compare>
#include <cstdint>

namespace gitctx {

/// Half-open range of bytes in the text of a blob (UTF-8, after decoding).
struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  auto operator<=>(const ByteRange&) const = default;
};

/// Lines numbered from 1, as in editors; `last` is included.
struct LineRange {
  std::uint32_t first = 1;
  std::uint32_t last = 1;

  std::uint32_t count() const { return last - first + 1; }
  auto operator<=>(const LineRange&) const = default;
};

}  // namespace gitctx
