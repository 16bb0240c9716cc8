#include "text/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t inspected_bytes = 8000;  // as in git's buffer_is_binary
constexpr std::size_t control_share = 20;      // more than one control byte in 20 is binary

// The characters for the bytes 0x80 to 0x9F in Windows-1252. As in browsers, the five undefined
// bytes become control characters.
constexpr std::array<char16_t, 32> windows_1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

bool is_control(unsigned char byte) {
  return (byte < 0x20 && (byte < '\b' || byte > '\r') && byte != 0x1B) || byte == 0x7F;
}

std::string decode_windows_1252(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(out, byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte);
  }
  return out;
}

char16_t utf16_unit(std::string_view bytes, std::size_t index, Encoding encoding) {
  const auto first = static_cast<unsigned char>(bytes[2 * index]);
  const auto second = static_cast<unsigned char>(bytes[2 * index + 1]);
  return static_cast<char16_t>(encoding == Encoding::utf16le ? first | (second << 8)
                                                             : (first << 8) | second);
}

/// Decodes UTF-16. Returns nothing if too many characters are control characters or invalid.
std::optional<DecodedText> decode_utf16(std::string_view bytes, Encoding encoding) {
  DecodedText decoded{.text = {}, .encoding = encoding};
  decoded.text.reserve(bytes.size());
  const std::size_t count = bytes.size() / 2;
  std::size_t odd_ones = bytes.size() % 2;
  for (std::size_t i = 0; i < count; ++i) {
    char32_t value = utf16_unit(bytes, i, encoding);
    if (value >= 0xD800 && value < 0xDC00 && i + 1 < count) {
      const char32_t low = utf16_unit(bytes, i + 1, encoding);
      if (low >= 0xDC00 && low < 0xE000) {
        value = 0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00);
        ++i;
      }
    }
    if (value >= 0xD800 && value < 0xE000) value = 0xFFFD;
    if (value == 0xFFFD || (value < 0x80 && is_control(static_cast<unsigned char>(value)))) {
      ++odd_ones;
    }
    append_utf8(decoded.text, value == 0 ? U' ' : value);
  }
  if (odd_ones * control_share > count) return std::nullopt;
  if (bytes.size() % 2 != 0) append_utf8(decoded.text, 0xFFFD);
  return decoded;
}

/// Recognises UTF-16 without a byte order mark if most characters are ASCII, because then most
/// bytes at even or at odd positions are zero.
std::optional<Encoding> guess_utf16(std::string_view head) {
  constexpr std::size_t min_bytes = 16;
  if (head.size() < min_bytes) return std::nullopt;
  std::array<std::size_t, 2> zeros{};
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\0') ++zeros[i % 2];
  }
  const std::size_t units = head.size() / 2;
  const auto is_mostly = [&](std::size_t many, std::size_t none) {
    return none == 0 && many * 10 > units * 7;
  };
  if (is_mostly(zeros[1], zeros[0])) return Encoding::utf16le;
  if (is_mostly(zeros[0], zeros[1])) return Encoding::utf16be;
  return std::nullopt;
}

bool has_many_controls(std::string_view head) {
  const auto controls =
      std::ranges::count_if(head, [](char c) { return is_control(static_cast<unsigned char>(c)); });
  return static_cast<std::size_t>(controls) * control_share > head.size();
}

std::optional<DecodedText> decode_bytes(std::string bytes, Encoding encoding) {
  const std::string_view head = std::string_view(bytes).substr(0, inspected_bytes);
  if (head.contains('\0')) {
    const std::optional<Encoding> guess = guess_utf16(head);
    return guess ? decode_utf16(bytes, *guess) : std::nullopt;
  }
  if (has_many_controls(head)) return std::nullopt;
  if (bytes.find('\0', head.size()) != std::string::npos) std::ranges::replace(bytes, '\0', ' ');
  if (is_valid_utf8(bytes)) return DecodedText{.text = std::move(bytes), .encoding = encoding};
  return DecodedText{.text = decode_windows_1252(bytes), .encoding = Encoding::latin1};
}

struct LineLengths {
  std::size_t average = 0;
  std::size_t blanks_percent = 0;
};

LineLengths measure_lines(std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const auto blanks = static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return c == ' ' || c == '\t'; }));
  return {.average = text.size() / lines, .blanks_percent = blanks * 100 / text.size()};
}

}  // namespace

std::optional<DecodedText> decode_text(std::string bytes) {
  const std::string_view view = bytes;
  if (view.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
    return decode_bytes(std::move(bytes), Encoding::utf8_bom);
  }
  if (view.starts_with("\xFF\xFE")) return decode_utf16(view.substr(2), Encoding::utf16le);
  if (view.starts_with("\xFE\xFF")) return decode_utf16(view.substr(2), Encoding::utf16be);
  return decode_bytes(std::move(bytes), Encoding::utf8);
}

bool looks_minified(std::string_view text, Language language) {
  constexpr std::size_t min_bytes = 4096;
  if (text.size() < min_bytes) return false;
  const bool is_code = language == Language::javascript || language == Language::typescript ||
                       language == Language::tsx || language == Language::css;
  if (is_code) {
    const LineLengths lengths = measure_lines(text);
    return lengths.average >= 250 && lengths.blanks_percent < 12;
  }
  const bool is_markup =
      language == Language::json || language == Language::html || language == Language::xml;
  return is_markup && measure_lines(text).average >= 1000;
}

bool has_minified_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  constexpr std::array<std::string_view, 12> suffixes = {
      ".min.js",    ".min.mjs",    ".min.cjs", ".min.css", "-min.js",  "-min.css",
      ".bundle.js", ".bundle.css", ".js.map",  ".css.map", ".mjs.map", ".ts.map"};
  return std::ranges::any_of(suffixes,
                             [&](std::string_view suffix) { return name.ends_with(suffix); });
}

}  // namespace gitctx
