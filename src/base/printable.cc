#include "base/printable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

// The hidden characters, sorted. They are the characters with General_Category Cc, Zl or Zp, the
// characters with the property Default_Ignorable_Code_Point (DerivedCoreProperties-15.1.0.txt), the
// annotations U+FFF9 to U+FFFB, and the blank Braille pattern. The property
// Default_Ignorable_Code_Point includes the tags, the variation selectors and all of Bidi_Control
// (PropList-15.1.0.txt).
constexpr CodePointRange hidden_ranges[] = {
    {0x0000, 0x001F},    // C0
    {0x007F, 0x009F},    // delete, C1
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x061C, 0x061C},    // Arabic letter mark
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian selectors and vowel separator
    {0x200B, 0x200F},    // zero-width space and joiners, direction marks
    {0x2028, 0x202E},    // line and paragraph separator, embeddings, overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates
    {0x2800, 0x2800},    // blank Braille pattern
    {0x3164, 0x3164},    // Hangul filler
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte order mark
    {0xFFA0, 0xFFA0},    // half-width Hangul filler
    {0xFFF0, 0xFFFB},    // reserved, interlinear annotations
    {0x1BCA0, 0x1BCA3},  // shorthand format controls
    {0x1D173, 0x1D17A},  // musical format controls
    {0xE0000, 0xE0FFF},  // tags, variation selectors supplement
};

constexpr unsigned char first_utf8_byte(char32_t code_point) {
  if (code_point < 0x80) return static_cast<unsigned char>(code_point);
  if (code_point < 0x800) return static_cast<unsigned char>(0xC0 | code_point >> 6);
  if (code_point < 0x10000) return static_cast<unsigned char>(0xE0 | code_point >> 12);
  return static_cast<unsigned char>(0xF0 | code_point >> 18);
}

constexpr std::array<bool, 256> first_bytes_of_hidden = [] {
  std::array<bool, 256> first_bytes{};
  for (const CodePointRange& range : hidden_ranges) {
    for (char32_t c = range.first; c <= range.last; ++c) first_bytes[first_utf8_byte(c)] = true;
  }
  return first_bytes;
}();

constexpr char32_t zero_width_non_joiner = 0x200C;
constexpr char32_t zero_width_joiner = 0x200D;
constexpr char32_t text_selector = 0xFE0E;
constexpr char32_t emoji_selector = 0xFE0F;
constexpr char32_t enclosing_keycap = 0x20E3;

bool is_joiner(char32_t c) { return c == zero_width_joiner || c == zero_width_non_joiner; }
bool is_selector(char32_t c) { return c == text_selector || c == emoji_selector; }
bool is_visible_ascii(char c) { return c >= ' ' && c <= '~'; }

/// Whether the first character of `text` may be incomplete or missing.
bool may_be_cut(std::string_view text) {
  if (text.empty()) return true;
  const DecodedCodePoint point = decode_utf8(text);
  return !point.is_valid && point.size == text.size();
}

std::string escaped(char32_t c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default:
      break;
  }
  const auto number = static_cast<std::uint32_t>(c);
  return c < 0x100 ? fmt::format("\\x{:02x}", number) : fmt::format("\\u{{{:x}}}", number);
}

}  // namespace

bool is_hidden(char32_t code_point) { return is_in(hidden_ranges, code_point); }

bool may_begin_hidden(char byte) { return first_bytes_of_hidden[static_cast<unsigned char>(byte)]; }

/// Whether the next character decides if this character is kept or escaped.
bool PrintableStream::depends_on_next(char32_t code_point) const {
  return code_point == '\r' || is_joiner(code_point) ||
         (code_point == emoji_selector && before_ == Before::keycap_base);
}

bool PrintableStream::is_kept(char32_t code_point, std::string_view next) const {
  if (!is_hidden(code_point)) return true;
  if (code_point == '\n' || code_point == '\t') return line_breaks_ == LineBreaks::kept;
  const char32_t follower = next.empty() ? 0 : decode_utf8(next).value;
  const bool is_follower_visible =
      follower >= 0x80 && decode_utf8(next).is_valid && !is_hidden(follower);
  if (is_joiner(code_point)) {
    return is_follower_visible && (before_ == Before::visible || before_ == Before::selector);
  }
  if (!is_selector(code_point)) return false;
  const bool is_in_keycap = before_ == Before::keycap_base && code_point == emoji_selector &&
                            follower == enclosing_keycap;
  return before_ == Before::visible || is_in_keycap;
}

void PrintableStream::show(char32_t code_point, std::string_view bytes, std::string_view next,
                           std::string& out) {
  if (is_kept(code_point, next)) {
    out += bytes;
    before_ = is_selector(code_point)                      ? Before::selector
              : code_point < 0x80 || is_hidden(code_point) ? Before::ascii
                                                           : Before::visible;
    return;
  }
  before_ = Before::ascii;
  const bool ends_line = code_point == '\r' && next.starts_with('\n');
  if (ends_line && line_breaks_ == LineBreaks::kept) return;
  out += escaped(code_point);
}

/// Appends the characters of `text` whose meaning does not depend on later text, and returns their
/// size in bytes.
std::size_t PrintableStream::take(std::string_view text, bool is_end, std::string& out) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_visible_ascii(text[at])) {
      const std::size_t begin = at;
      while (at < text.size() && is_visible_ascii(text[at])) ++at;
      out += text.substr(begin, at - begin);
      const char last = text[at - 1];
      const bool is_base = (last >= '0' && last <= '9') || last == '#' || last == '*';
      before_ = is_base ? Before::keycap_base : Before::ascii;
      continue;
    }
    const DecodedCodePoint point = decode_utf8(text.substr(at));
    const std::string_view bytes = text.substr(at, point.size);
    const std::string_view next = text.substr(at + point.size);
    if (!is_end && !point.is_valid && next.empty()) break;
    if (!is_end && point.is_valid && depends_on_next(point.value) && may_be_cut(next)) break;
    if (point.is_valid) {
      show(point.value, bytes, next, out);
    } else {
      for (const char c : bytes) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      before_ = Before::ascii;
    }
    at += point.size;
  }
  return at;
}

std::string PrintableStream::add(std::string_view piece) {
  std::string out;
  if (held_.empty()) {
    held_ = piece.substr(take(piece, false, out));
  } else {
    held_ += piece;
    held_.erase(0, take(held_, false, out));
  }
  return out;
}

std::string PrintableStream::finish() {
  std::string out;
  take(std::exchange(held_, {}), true, out);
  before_ = Before::ascii;
  return out;
}

std::string printable_line(std::string_view text) {
  PrintableStream stream(PrintableStream::LineBreaks::escaped);
  std::string shown = stream.add(text);
  return shown += stream.finish();
}

std::string printable_text(std::string_view text) {
  PrintableStream stream;
  std::string shown = stream.add(text);
  return shown += stream.finish();
}

std::string shell_word(std::string_view text) {
  const bool is_plain = !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_alphanumeric(c) || std::string_view("/._-+@,:").find(c) != std::string_view::npos;
  });
  if (is_plain) return std::string(text);
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace gitctx
