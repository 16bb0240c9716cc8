#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace gitctx {

/// The size in bytes of `count` values of `width` bits, packed without gaps, low bits first.
constexpr std::size_t packed_size(std::size_t count, unsigned width) {
  return (count * width + 7) / 8;
}

/// Appends `values`, each below 2^width; width 0..32.
void append_packed(std::string& out, std::span<const std::uint32_t> values, unsigned width);

/// Reads values.size() values of `width` bits, 0..32. `bytes` must have at least the packed size.
/// If `bytes` is longer, unpack() also reads up to 8 of the extra bytes, which makes it faster.
void unpack(std::span<const std::byte> bytes, unsigned width, std::span<std::uint32_t> values);

/// The little-endian number in the first four of `bytes`.
inline std::uint32_t load_u32(const std::byte* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8 |
         static_cast<std::uint32_t>(bytes[2]) << 16 | static_cast<std::uint32_t>(bytes[3]) << 24;
}

inline void append_u32(std::string& out, std::uint32_t value) {
  const char bytes[] = {static_cast<char>(value), static_cast<char>(value >> 8),
                        static_cast<char>(value >> 16), static_cast<char>(value >> 24)};
  out.append(bytes, sizeof bytes);
}

}  // namespace gitctx
