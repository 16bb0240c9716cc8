#include "base/base64.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace gitctx {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t no_digit = 1U << 31;

/// Four base64 characters form a group of 24 bits. `digits[place][c]` has the bits that the
/// character `c` at position `place` contributes to its group.
constexpr auto digits = [] {
  std::array<std::array<std::uint32_t, 256>, 4> values{};
  for (std::size_t place = 0; place < values.size(); ++place) {
    values[place].fill(no_digit);
    for (std::uint32_t digit = 0; digit < alphabet.size(); ++digit) {
      values[place][static_cast<unsigned char>(alphabet[digit])] = digit << (18 - 6 * place);
    }
  }
  return values;
}();

std::string_view without_padding(std::string_view text) {
  const bool padded = text.size() % 4 == 0;
  for (int i = 0; padded && i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string encode_base64(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
      bits |= std::to_integer<std::uint32_t>(bytes[at + i]) << (16 - 8 * i);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += i <= count ? alphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return text;
}

std::size_t base64_decoded_size(std::string_view text) {
  return without_padding(text).size() * 3 / 4;
}

bool decode_base64(std::string_view text, std::span<std::byte> out) {
  text = without_padding(text);
  if (text.size() % 4 == 1 || text.size() * 3 / 4 != out.size()) return false;
  std::uint32_t seen = 0;
  const auto decode_group = [&](std::size_t at, std::size_t size) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < size; ++i) {
      bits |= digits[i][static_cast<unsigned char>(text[at + i])];
    }
    seen |= bits;
    for (std::size_t i = 0; i + 1 < size; ++i) {
      out[at / 4 * 3 + i] = static_cast<std::byte>(bits >> (16 - 8 * i));
    }
  };
  const std::size_t whole = text.size() / 4 * 4;
  for (std::size_t at = 0; at < whole; at += 4) decode_group(at, 4);
  decode_group(whole, text.size() - whole);
  return (seen & no_digit) == 0;
}

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes(base64_decoded_size(text), '\0');
  if (!decode_base64(text, std::as_writable_bytes(std::span(bytes)))) return std::nullopt;
  return bytes;
}

}  // namespace gitctx
