#include "base/utf8.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>

#include "base/check.h"

namespace gitctx {
namespace {

// Sorted ranges of characters with East_Asian_Width W or F. A range may also include other
// characters of the same block.
constexpr CodePointRange wide_ranges[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x23F0, 0x23F0},   {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x267F, 0x267F},   {0x2693, 0x2693},   {0x26A1, 0x26A1},
    {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},   {0x26CE, 0x26CE},
    {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},
    {0x2728, 0x2728},   {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},
    {0x2757, 0x2757},   {0x2795, 0x2797},   {0x27B0, 0x27B0},   {0x27BF, 0x27BF},
    {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x16FFF}, {0x17000, 0x18AFF},
    {0x1B000, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0},
    {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC},
    {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DC, 0x1F6DF}, {0x1F6EB, 0x1F6EC},
    {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

// Sorted ranges of characters that take no column: control characters, combining marks of the
// common scripts, joiners, selectors.
constexpr CodePointRange zero_width_ranges[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F},   {0x00AD, 0x00AD}, {0x0300, 0x036F}, {0x0483, 0x0489},
    {0x0591, 0x05BD},   {0x05BF, 0x05BF},   {0x05C1, 0x05C2}, {0x05C4, 0x05C5}, {0x05C7, 0x05C7},
    {0x0610, 0x061A},   {0x064B, 0x065F},   {0x0670, 0x0670}, {0x06D6, 0x06DC}, {0x06DF, 0x06E4},
    {0x06E7, 0x06E8},   {0x06EA, 0x06ED},   {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D},
    {0x0E31, 0x0E31},   {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E}, {0x1160, 0x11FF}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20FF},
    {0x302A, 0x302D},   {0x3099, 0x309A},   {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF},
    {0x1F3FB, 0x1F3FF}, {0xE0000, 0xE0FFF},
};

/// The information in the first byte of a UTF-8 sequence: the length, the payload, and the valid
/// range of the second byte. The range excludes overlong forms, surrogates and values over
/// U+10FFFF.
struct Lead {
  std::size_t size = 0;  ///< 0: not a first byte
  char32_t payload = 0;
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
};

Lead classify(unsigned char byte) {
  if (byte < 0x80) return {.size = 1, .payload = byte};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {.size = 2, .payload = byte & 0x1Fu};
  if (byte < 0xF0) {
    Lead lead{.size = 3, .payload = byte & 0x0Fu};
    if (byte == 0xE0) lead.second_min = 0xA0;
    if (byte == 0xED) lead.second_max = 0x9F;
    return lead;
  }
  if (byte > 0xF4) return {};
  Lead lead{.size = 4, .payload = byte & 0x07u};
  if (byte == 0xF0) lead.second_min = 0x90;
  if (byte == 0xF4) lead.second_max = 0x8F;
  return lead;
}

/// The number of leading ASCII bytes, rounded down to a multiple of eight.
std::size_t ascii_words(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if (word & 0x8080808080808080u) break;
  }
  return at;
}

}  // namespace

bool is_in(std::span<const CodePointRange> ranges, char32_t code_point) {
  const auto after = std::upper_bound(
      std::begin(ranges), std::end(ranges), code_point,
      [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return after != std::begin(ranges) && code_point <= std::prev(after)->last;
}

DecodedCodePoint decode_utf8(std::string_view text) {
  GITCTX_CHECK(!text.empty());
  const Lead lead = classify(static_cast<unsigned char>(text[0]));
  if (lead.size == 0) return {.size = 1};
  char32_t value = lead.payload;
  for (std::size_t i = 1; i < lead.size; ++i) {
    if (i == text.size()) return {.size = i};
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool fits =
        i == 1 ? byte >= lead.second_min && byte <= lead.second_max : byte >= 0x80 && byte <= 0xBF;
    if (!fits) return {.size = i};
    value = (value << 6) | (byte & 0x3Fu);
  }
  return {.value = value, .size = lead.size, .is_valid = true};
}

void append_utf8(std::string& out, char32_t code_point) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | (code_point >> 6));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | (code_point >> 12));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code_point >> 18));
    out += static_cast<char>(0x80 | ((code_point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code_point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code_point & 0x3F));
  }
}

bool is_valid_utf8(std::string_view text) {
  for (;;) {
    text.remove_prefix(ascii_words(text));
    if (text.empty()) return true;
    const DecodedCodePoint next = decode_utf8(text);
    if (!next.is_valid) return false;
    text.remove_prefix(next.size);
  }
}

std::string replace_invalid_utf8(std::string_view text) {
  if (is_valid_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  while (!text.empty()) {
    const DecodedCodePoint next = decode_utf8(text);
    out += next.is_valid ? text.substr(0, next.size) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(next.size);
  }
  return out;
}

std::optional<std::string> convert_to_utf8(std::string_view text, const std::string& encoding,
                                           std::size_t most_invalid) {
  const iconv_t converter = ::iconv_open("UTF-8", encoding.c_str());
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  const std::unique_ptr<void, int (*)(iconv_t)> owner(converter, ::iconv_close);
  std::string out(text.size() + text.size() / 2 + 64, '\0');
  std::size_t size = 0;
  std::size_t invalid = 0;
  char* from = const_cast<char*>(text.data());
  std::size_t from_size = text.size();
  bool is_flushed = false;
  while (!is_flushed) {
    const bool is_end = from_size == 0;  // the last call writes a character that iconv holds back
    char* to = out.data() + size;
    std::size_t to_size = out.size() - size;
    const std::size_t result =
        ::iconv(converter, is_end ? nullptr : &from, is_end ? nullptr : &from_size, &to, &to_size);
    const int error = result == static_cast<std::size_t>(-1) ? errno : 0;
    size = out.size() - to_size;
    if (error == 0) {
      is_flushed = is_end;
    } else if (error == E2BIG) {
      out.resize(out.size() * 2);
    } else {
      if (is_end || ++invalid > most_invalid) return std::nullopt;
      constexpr std::string_view replacement = "\xEF\xBF\xBD";
      out.resize(out.size() + replacement.size());
      out.replace(size, replacement.size(), replacement);
      size += replacement.size();
      ++from;
      --from_size;
    }
  }
  out.resize(size);
  if (!is_valid_utf8(out)) return std::nullopt;
  return out;
}

std::string_view cut_utf8(std::string_view text, std::size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  std::size_t end = most_bytes;
  while (end > 0 && is_utf8_continuation(text[end])) --end;
  // A valid character has at most three continuation bytes. Text with more of them is ill-formed
  // and may be cut anywhere.
  constexpr std::size_t most_continuations = 3;
  if (most_bytes - end > most_continuations) end = most_bytes;
  return text.substr(0, end);
}

std::string_view truncate_utf8(std::string_view text, std::size_t max_code_points) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < max_code_points && end < text.size(); ++count) {
    end += decode_utf8(text.substr(end)).size;
  }
  return text.substr(0, end);
}

std::size_t display_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const DecodedCodePoint next = decode_utf8(text);
    text.remove_prefix(next.size);
    if (is_in(zero_width_ranges, next.value)) continue;
    columns += is_in(wide_ranges, next.value) ? 2 : 1;
  }
  return columns;
}

}  // namespace gitctx
