#include "chunk/testing/chunk_promises.h"

#include <algorithm>
#include <cctype>

#include "base/utf8.h"
#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool is_continuation(std::string_view text, std::size_t at) {
  return at < text.size() && is_utf8_continuation(text[at]);
}

/// Finds the line that contains a byte offset. If the offsets of successive calls are ascending,
/// the text is read only once in total.
class LineCount {
 public:
  explicit LineCount(std::string_view text) : text_(text) {}

  std::uint32_t line_at(std::size_t byte) {
    if (byte < byte_) *this = LineCount(text_);
    const auto begin = text_.begin();
    line_ +=
        static_cast<std::uint32_t>(std::count(begin + static_cast<std::ptrdiff_t>(byte_),
                                              begin + static_cast<std::ptrdiff_t>(byte), '\n'));
    byte_ = byte;
    return line_;
  }

 private:
  std::string_view text_;
  std::size_t byte_ = 0;
  std::uint32_t line_ = 1;
};

std::string check_chunk(std::string_view text, const Chunk& chunk, const ChunkLimits& limits) {
  if (chunk.bytes.begin >= chunk.bytes.end) return "is empty";
  if (chunk.bytes.end > text.size()) return "ends behind the text";
  const std::string_view body = text.substr(chunk.bytes.begin, chunk.bytes.size());
  if (std::ranges::all_of(body, is_space)) return "is blank";
  if (is_continuation(text, chunk.bytes.begin)) return "begins inside a character";
  if (is_continuation(text, chunk.bytes.end)) return "ends inside a character";
  constexpr int one_line_factor = 8;
  const int factor = chunk.lines.count() == 1 ? one_line_factor : 1;
  if (estimate_tokens(body) > limits.max_chunk_tokens * factor) return "is too large";
  if (!chunk.symbol.empty() && (chunk.defines.empty() || chunk.defines[0] != chunk.symbol)) {
    return "does not define its symbol first";
  }
  return {};
}

}  // namespace

std::string find_broken_promise(std::string_view text, std::span<const Chunk> chunks,
                                const ChunkLimits& limits) {
  LineCount first_lines(text);
  LineCount last_lines(text);
  std::size_t covered = 0;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const Chunk& chunk = chunks[i];
    const std::string name = "chunk " + std::to_string(i) + " ";
    const std::string broken = check_chunk(text, chunk, limits);
    if (!broken.empty()) return name + broken;
    if (i > 0 && chunk.bytes.begin <= chunks[i - 1].bytes.begin) return name + "is not sorted";
    if (limits.overlap_tokens == 0 && chunk.bytes.begin < covered) return name + "overlaps";
    if (first_lines.line_at(chunk.bytes.begin) != chunk.lines.first) return name + "lies: first";
    if (last_lines.line_at(chunk.bytes.end) != chunk.lines.last) return name + "lies: last line";
    for (; covered < chunk.bytes.begin; ++covered) {
      if (!is_space(text[covered])) return "byte " + std::to_string(covered) + " is in no chunk";
    }
    covered = std::max<std::size_t>(covered, chunk.bytes.end);
  }
  for (; covered < text.size(); ++covered) {
    if (!is_space(text[covered])) return "byte " + std::to_string(covered) + " is in no chunk";
  }
  return {};
}

}  // namespace gitctx
