#include "text/encodings/encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/utf8.h"
#include "text/encodings/encoding_guess.h"

namespace gitctx {
namespace {

constexpr std::size_t inspected_bytes = 8000;  // as in git's buffer_is_binary
constexpr std::size_t control_share = 20;      // more than one control byte in 20 means binary

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

/// Whether more than four fifths of the sequences beyond ASCII are valid UTF-8. In text with
/// another encoding, bytes beyond ASCII are rarely valid UTF-8 by chance.
bool is_mostly_utf8(std::string_view bytes) {
  std::size_t valid = 0;
  std::size_t invalid = 0;
  while (!bytes.empty()) {
    const DecodedCodePoint next = decode_utf8(bytes);
    bytes.remove_prefix(next.size);
    if (!next.is_valid) ++invalid;
    if (next.is_valid && next.size > 1) ++valid;
  }
  return valid > 4 * invalid;
}

/// Decodes with iconv. Tolerates a few damaged characters, because some programs cut texts in the
/// middle of a character.
std::optional<DecodedText> decode_with(std::string_view bytes, Encoding encoding) {
  const std::string name(encoding_row(encoding).converter);
  if (name.empty()) return std::nullopt;
  constexpr std::size_t bytes_per_damage = 500;
  auto text = convert_to_utf8(bytes, name, bytes.size() / bytes_per_damage);
  // In hostile input, a line break can be lost in an escape sequence.
  if (!text || std::ranges::count(*text, '\n') != std::ranges::count(bytes, '\n')) {
    return std::nullopt;
  }
  std::ranges::replace(*text, '\0', ' ');
  return DecodedText{.text = std::move(*text), .encoding = encoding};
}

std::optional<DecodedText> decode_other(std::string_view bytes, std::optional<Encoding> given) {
  if (given == Encoding::latin1) {
    return DecodedText{.text = decode_windows_1252(bytes), .encoding = Encoding::latin1};
  }
  if (given) {
    if (auto decoded = decode_with(bytes, *given)) return decoded;
  }
  if (is_mostly_utf8(bytes)) {
    return DecodedText{.text = replace_invalid_utf8(bytes), .encoding = Encoding::damaged_utf8};
  }
  if (const auto guess = guess_encoding(bytes)) {
    if (auto decoded = decode_with(bytes, *guess)) return decoded;
  }
  return DecodedText{.text = decode_windows_1252(bytes), .encoding = Encoding::latin1};
}

std::optional<DecodedText> decode_bytes(std::string bytes, Encoding encoding,
                                        std::optional<Encoding> given) {
  const std::string_view head = std::string_view(bytes).substr(0, inspected_bytes);
  const bool is_given_utf16 = given == Encoding::utf16le || given == Encoding::utf16be;
  if (head.contains('\0')) {
    const std::optional<Encoding> guess = is_given_utf16 ? given : guess_utf16(head);
    return guess ? decode_utf16(bytes, *guess) : std::nullopt;
  }
  if (has_many_controls(head)) return std::nullopt;
  if (bytes.find('\0', head.size()) != std::string::npos) std::ranges::replace(bytes, '\0', ' ');
  // Text in ISO-2022-JP is also valid UTF-8, because it consists of ASCII bytes, some of which form
  // escape sequences that switch between alphabets.
  const bool is_escaped = given == Encoding::iso_2022_jp && bytes.contains("\x1B$");
  if (!is_escaped && is_valid_utf8(bytes)) {
    return DecodedText{.text = std::move(bytes), .encoding = encoding};
  }
  return decode_other(bytes, given);
}

}  // namespace

std::optional<DecodedText> decode_text(std::string bytes, std::optional<Encoding> given) {
  const std::string_view view = bytes;
  if (view.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
    return decode_bytes(std::move(bytes), Encoding::utf8_bom, given);
  }
  if (view.starts_with("\xFF\xFE")) return decode_utf16(view.substr(2), Encoding::utf16le);
  if (view.starts_with("\xFE\xFF")) return decode_utf16(view.substr(2), Encoding::utf16be);
  return decode_bytes(std::move(bytes), Encoding::utf8, given);
}

}  // namespace gitctx
