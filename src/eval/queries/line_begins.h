#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// Finds the lines of a text in one pass. A source file can have as many definitions as lines, so
/// counting the lines from the beginning of the text for each definition would be too slow.
class LineBegins {
 public:
  explicit LineBegins(std::string_view text);

  /// The 1-based number of the line with this byte.
  std::uint32_t line_at(std::size_t byte) const;
  /// The first byte of a 1-based line, which must be a result of line_at().
  std::size_t begin_of(std::uint32_t line) const { return begins_[line - 1]; }
  /// The bytes of the 1-based lines. Lines beyond the end of the text are left out, so the result
  /// may be empty.
  ByteRange bytes_of(const LineRange& lines) const;

 private:
  std::vector<std::uint32_t> begins_;
  std::uint32_t size_ = 0;
};

}  // namespace gitctx
