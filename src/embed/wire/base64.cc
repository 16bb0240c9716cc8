#include "embed/wire/base64.h"

#include <array>
#include <cstdint>

#include "embed/wire/base64_kernel.h"

namespace gitctx {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t no_digit = 0xFF;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(no_digit);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}

constexpr std::array<std::uint8_t, 256> digits = make_digits();

std::string_view without_padding(std::string_view text) {
  const bool padded = text.size() % 4 == 0;
  for (int i = 0; padded && i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

}  // namespace

std::size_t base64_decoded_size(std::string_view text) {
  return without_padding(text).size() * 3 / 4;
}

bool decode_base64(std::string_view text, std::span<std::byte> out) {
  text = without_padding(text);
  if (text.size() % 4 == 1 || text.size() * 3 / 4 != out.size()) return false;
  std::size_t at = detail::decode_base64_blocks(text, out);
  std::size_t written = at / 4 * 3;
  while (at < text.size()) {
    std::uint32_t bits = 0;
    std::size_t count = 0;
    for (; count < 4 && at < text.size(); ++count, ++at) {
      const std::uint8_t digit = digits[static_cast<unsigned char>(text[at])];
      if (digit == no_digit) return false;
      bits = bits << 6 | digit;
    }
    bits <<= 6 * (4 - count);
    for (std::size_t i = 0; i + 1 < count; ++i) {
      out[written++] = static_cast<std::byte>(bits >> (16 - 8 * i));
    }
  }
  return true;
}

}  // namespace gitctx
