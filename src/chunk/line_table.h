#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// A half-open range of lines, numbered from 0.
struct LineSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool operator==(const LineSpan&) const = default;
};

/// Knows where each line of a text begins and how many tokens it has. Lines are numbered from 0 and
/// end at '\n'; a text that ends in '\n' has no line after it. The text must outlive the table.
class LineTable {
 public:
  explicit LineTable(std::string_view text);

  std::string_view text() const { return text_; }
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(lines_.size()) - 1; }
  LineSpan all() const { return {0, line_count()}; }

  /// The estimated number of tokens in these lines, in constant time.
  int tokens(LineSpan span) const {
    return static_cast<int>(lines_[span.end].tokens_before - lines_[span.begin].tokens_before);
  }
  bool is_blank(std::uint32_t line) const { return lines_[line].indentation == blank_indentation; }
  /// The columns of leading white space in the line; tab stops are 4 columns apart. Meaningless for
  /// a blank line.
  int indentation(std::uint32_t line) const { return lines_[line].indentation; }

  /// The bytes of these lines without the last line break.
  ByteRange bytes(LineSpan span) const;
  std::string_view text(LineSpan span) const;

  /// `span` without the blank lines at both ends; empty if all lines are blank.
  LineSpan trim(LineSpan span) const;

 private:
  static constexpr std::uint16_t blank_indentation = 0xFFFF;

  struct Line {
    std::uint32_t begin = 0;
    std::uint32_t tokens_before = 0;
    std::uint16_t indentation = blank_indentation;
  };

  std::string_view text_;
  std::vector<Line> lines_;  // lines, and an end marker after the last line
};

}  // namespace gitctx
