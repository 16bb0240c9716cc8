#include "lexical/bit_packing.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

namespace gitctx {
namespace {

/// Eight values fill whole bytes at any width, so the first bit of each value in a group is fixed.
constexpr std::size_t group_size = 8;
constexpr unsigned max_width = 32;

std::uint64_t load_u64(const std::byte* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return std::endian::native == std::endian::little ? value : std::byteswap(value);
}

constexpr std::uint64_t mask_of(unsigned width) { return (std::uint64_t{1} << width) - 1; }

template <unsigned width>
void unpack_groups(const std::byte* bytes, std::uint32_t* values, std::size_t group_count) {
  for (; group_count > 0; --group_count, bytes += width, values += group_size) {
#pragma GCC unroll 8
    for (std::size_t i = 0; i < group_size; ++i) {
      const std::uint64_t word = load_u64(bytes + i * width / 8) >> (i * width % 8);
      values[i] = static_cast<std::uint32_t>(word & mask_of(width));
    }
  }
}

using UnpackGroups = void (*)(const std::byte*, std::uint32_t*, std::size_t);

template <unsigned... widths>
constexpr std::array<UnpackGroups, sizeof...(widths)> all_widths(
    std::integer_sequence<unsigned, widths...>) {
  return {unpack_groups<widths>...};
}

constexpr auto unpack_by_width = all_widths(std::make_integer_sequence<unsigned, max_width + 1>{});

}  // namespace

void append_packed(std::string& out, std::span<const std::uint32_t> values, unsigned width) {
  std::uint64_t pending = 0;
  unsigned pending_bits = 0;
  for (const std::uint32_t value : values) {
    pending |= std::uint64_t{value} << pending_bits;
    pending_bits += width;
    if (pending_bits < 32) continue;
    append_u32(out, static_cast<std::uint32_t>(pending));
    pending >>= 32;
    pending_bits -= 32;
  }
  for (unsigned bit = 0; bit < pending_bits; bit += 8) {
    out.push_back(static_cast<char>(pending >> bit));
  }
}

void unpack(std::span<const std::byte> bytes, unsigned width, std::span<std::uint32_t> values) {
  if (width == 0) {
    std::ranges::fill(values, 0u);
    return;
  }
  // Reading a value loads eight bytes, beginning with the first byte of the value.
  const std::size_t safe_groups = bytes.size() < 8 ? 0 : (bytes.size() - 8) / width;
  const std::size_t groups = std::min(values.size() / group_size, safe_groups);
  unpack_by_width[width](bytes.data(), values.data(), groups);
  for (std::size_t i = groups * group_size; i < values.size(); ++i) {
    const std::size_t bit = i * width;
    std::array<std::byte, 8> padded{};
    std::memcpy(padded.data(), &bytes[bit / 8], std::min<std::size_t>(8, bytes.size() - bit / 8));
    values[i] = static_cast<std::uint32_t>(load_u64(padded.data()) >> (bit % 8) & mask_of(width));
  }
}

}  // namespace gitctx
