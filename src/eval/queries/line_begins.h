#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// The lines of a text, found in one pass. A source file can have as many definitions as lines, so
/// no definition may count the lines from the beginning of the text again.
class LineBegins {
 public:
  explicit LineBegins(std::string_view text);

  /// The 1-based line of a byte.
  std::uint32_t line_at(std::size_t byte) const;
  /// The first byte of a 1-based line, which must be a result of line_at().
  std::size_t begin_of(std::uint32_t line) const { return begins_[line - 1]; }
  /// The bytes of the 1-based lines, as far as the text has them; empty if it has none of them.
  ByteRange bytes_of(const LineRange& lines) const;

 private:
  std::vector<std::uint32_t> begins_;
  std::uint32_t size_ = 0;
};

}  // namespace gitctx
