#include "chunk/line_table.h"

#include <algorithm>
#include <cstring>

#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

bool is_white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

LineTable::LineTable(std::string_view text) : text_(text) {
  lines_.reserve(text.size() / 32 + 2);
  std::uint32_t tokens = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, newline - begin);
    Line& entry = lines_.emplace_back();
    entry.begin = static_cast<std::uint32_t>(begin);
    entry.tokens_before = tokens;
    std::size_t column = 0;
    std::size_t at = 0;
    for (; at < line.size() && is_white(line[at]); ++at) {
      column = line[at] == '\t' ? (column / 4 + 1) * 4 : column + 1;
    }
    if (at < line.size()) {
      entry.indentation = static_cast<std::uint16_t>(std::min<std::size_t>(column, 1000));
      tokens += static_cast<std::uint32_t>(estimate_tokens(line));
    }
    begin = newline + 1;
  }
  Line& end = lines_.emplace_back();
  end.begin = static_cast<std::uint32_t>(text.size());
  end.tokens_before = tokens;
}

ByteRange LineTable::bytes(LineSpan span) const {
  ByteRange range{lines_[span.begin].begin, lines_[span.end].begin};
  if (range.end > range.begin && text_[range.end - 1] == '\n') --range.end;
  if (range.end > range.begin && text_[range.end - 1] == '\r') --range.end;
  return range;
}

std::string_view LineTable::text(LineSpan span) const {
  const ByteRange range = bytes(span);
  return text_.substr(range.begin, range.size());
}

LineSpan LineTable::trim(LineSpan span) const {
  while (span.begin < span.end && is_blank(span.end - 1)) --span.end;
  while (span.begin < span.end && is_blank(span.begin)) ++span.begin;
  return span;
}

}  // namespace gitctx
