#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "eval/queries/line_begins.h"

namespace gitctx {

/// Finds the lines of a text that declare names. The total time for several definitions that do not
/// overlap is about proportional to the size of the text, even if the text is one long line. The
/// arguments of the constructor must outlive the object; `comments` must be sorted.
class DeclarationLines {
 public:
  DeclarationLines(std::string_view text, const LineBegins& lines,
                   const std::vector<ByteRange>& comments)
      : text_(text), lines_(lines), comments_(comments) {}

  /// The line that declares `name` in the bytes `definition` of the text. This is the line with
  /// `#define name` or, if there is none, the first line with the name. Names in comments and in
  /// conditions such as `#ifndef name` do not count. A line that starts with an attribute or a
  /// decorator counts only if no other line has the name. Returns nothing for a macro without a
  /// body, such as an include guard, or for a name that is too long for a query.
  std::optional<std::uint32_t> find(ByteRange definition, std::string_view name);

 private:
  void read_beginning(std::uint32_t line);
  bool is_part_of_name(std::size_t begin, std::size_t end) const;
  bool is_in_attribute(std::size_t at) const;
  std::string_view directive_before(std::size_t at) const;
  bool has_body(std::size_t at, std::size_t end) const;

  std::string_view text_;
  const LineBegins& lines_;
  const std::vector<ByteRange>& comments_;
  // The beginning of the line that was read last. It is remembered because one line can have many
  // names.
  std::uint32_t line_ = 0;
  std::size_t content_ = 0;  ///< the first byte that is not a blank
  std::size_t word_ = 0;     ///< in a preprocessor line, the first byte after `#` and blanks
};

}  // namespace gitctx
