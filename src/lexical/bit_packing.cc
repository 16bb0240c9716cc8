#include "lexical/bit_packing.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace gitctx {
namespace {

std::uint64_t load_u64(const std::byte* bytes) {
  return load_u32(bytes) | std::uint64_t{load_u32(bytes + 4)} << 32;
}

}  // namespace

void append_packed(std::string& out, std::span<const std::uint32_t> values, unsigned width) {
  std::uint64_t pending = 0;
  unsigned pending_bits = 0;
  for (const std::uint32_t value : values) {
    pending |= std::uint64_t{value} << pending_bits;
    pending_bits += width;
    for (; pending_bits >= 8; pending_bits -= 8, pending >>= 8) {
      out.push_back(static_cast<char>(pending));
    }
  }
  if (pending_bits > 0) out.push_back(static_cast<char>(pending));
}

void unpack(std::span<const std::byte> bytes, unsigned width, std::span<std::uint32_t> values) {
  if (width == 0) {
    std::ranges::fill(values, 0u);
    return;
  }
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  // Every value lies within the eight bytes from the one it starts in.
  std::size_t whole_loads = 0;
  if (bytes.size() >= 8) {
    whole_loads = std::min(values.size(), ((bytes.size() - 8) * 8 + 7) / width + 1);
  }
  for (std::size_t i = 0; i < whole_loads; ++i) {
    const std::size_t bit = i * width;
    values[i] = static_cast<std::uint32_t>(load_u64(&bytes[bit / 8]) >> (bit % 8) & mask);
  }
  for (std::size_t i = whole_loads; i < values.size(); ++i) {
    const std::size_t bit = i * width;
    std::array<std::byte, 8> padded{};
    std::memcpy(padded.data(), &bytes[bit / 8], std::min<std::size_t>(8, bytes.size() - bit / 8));
    values[i] = static_cast<std::uint32_t>(load_u64(padded.data()) >> (bit % 8) & mask);
  }
}

}  // namespace gitctx
