#include "chunk/line_cutter.h"

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

constexpr int giant_line_factor = 8;

/// The penalty for beginning a piece at `line`.
int cut_cost(const LineTable& table, std::uint32_t line, int tokens, const ChunkLimits& limits) {
  const int indentation = table.is_blank(line) ? 0 : std::min(table.indentation(line), 40);
  const int distance =
      std::abs(tokens - limits.chunk_tokens) * 24 / std::max(limits.chunk_tokens, 1);
  const bool follows_blank = line > 0 && table.is_blank(line - 1);
  return indentation * 2 + distance + (follows_blank ? 0 : 24);
}

/// The end of the piece that begins at `span.begin`; the piece has at least one line.
std::uint32_t find_cut(const LineTable& table, LineSpan span, const ChunkLimits& limits) {
  const int most = std::min(limits.max_chunk_tokens, limits.chunk_tokens + limits.chunk_tokens / 4);
  if (table.tokens(span) <= most) return span.end;
  std::uint32_t best = span.begin + 1;
  int best_cost = std::numeric_limits<int>::max();
  for (std::uint32_t line = span.begin + 1; line < span.end; ++line) {
    const int tokens = table.tokens({span.begin, line});
    if (tokens > most) break;
    if (tokens * 2 < limits.chunk_tokens) {
      best = line;
      continue;
    }
    const int cost = cut_cost(table, line, tokens, limits);
    if (cost < best_cost) {
      best = line;
      best_cost = cost;
    }
  }
  return best;
}

/// The beginning of the next piece: the end of `piece`, or up to `overlap_tokens` earlier.
std::uint32_t overlap_begin(const LineTable& table, LineSpan piece, const ChunkLimits& limits) {
  std::uint32_t begin = piece.end;
  const std::uint32_t first = piece.begin + 1;
  while (begin > first && table.tokens({begin - 1, piece.end}) <= limits.overlap_tokens) --begin;
  return begin;
}

/// The end of a prefix of `rest`. If possible, the prefix has at most `max_tokens`.
std::uint32_t piece_end(std::string_view text, ByteRange rest, int max_tokens) {
  const auto begin = rest.begin;
  std::uint32_t size = std::min(static_cast<std::uint32_t>(max_tokens) * 4, rest.size());
  while (size > 4 && estimate_tokens(text.substr(begin, size)) > max_tokens) size -= size / 4;
  if (size == rest.size()) return rest.end;
  const std::size_t blank = text.substr(begin, size).find_last_of(" \t,;");
  if (blank != std::string_view::npos && blank * 4 > std::size_t{size} * 3) {
    return begin + static_cast<std::uint32_t>(blank) + 1;
  }
  std::uint32_t end = begin + std::max(size, 1u);
  while (end > begin + 1 && is_utf8_continuation(text[end])) --end;
  if (end > begin + 1) return end;
  do ++end;
  while (end < rest.end && is_utf8_continuation(text[end]));
  return end;
}

}  // namespace

std::vector<LineSpan> cut_lines(const LineTable& table, LineSpan span, const ChunkLimits& limits) {
  std::vector<LineSpan> pieces;
  LineSpan rest = table.trim(span);
  while (rest.size() > 0) {
    const LineSpan piece = {rest.begin, find_cut(table, rest, limits)};
    const LineSpan trimmed = table.trim(piece);
    if (trimmed.size() > 0) pieces.push_back(trimmed);
    if (piece.end == rest.end) break;
    const std::uint32_t next =
        limits.overlap_tokens > 0 ? overlap_begin(table, piece, limits) : piece.end;
    rest = table.trim({next, rest.end});
    // If the next line is large, there is no overlap, because the overlap would become a piece of
    // its own.
    if (next < piece.end && find_cut(table, rest, limits) <= piece.end) {
      rest = table.trim({piece.end, rest.end});
    }
  }
  return pieces;
}

std::vector<ByteRange> cut_bytes(const LineTable& table, LineSpan span, const ChunkLimits& limits) {
  const ByteRange whole = table.bytes(span);
  if (span.size() != 1 || table.tokens(span) <= limits.max_chunk_tokens * giant_line_factor) {
    return {whole};
  }
  std::vector<ByteRange> pieces;
  for (std::uint32_t begin = whole.begin; begin < whole.end;) {
    const std::uint32_t end = piece_end(table.text(), {begin, whole.end}, limits.max_chunk_tokens);
    const std::string_view piece = table.text().substr(begin, end - begin);
    if (estimate_tokens(piece) > 0) pieces.push_back({begin, end});
    begin = end;
  }
  return pieces;
}

}  // namespace gitctx
