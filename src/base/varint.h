#pragma once

#include <cstddef>
#include <cstdint>

namespace gitctx {

/// A varint is unsigned LEB128: seven bits per byte, low bits first. The top bit is set if more
/// bytes follow.
inline constexpr std::size_t max_varint_size = 10;

/// Appends `value` to a std::string or a vector of bytes.
template <class Bytes>
void append_varint(Bytes& out, std::uint64_t value) {
  using Byte = typename Bytes::value_type;
  while (value >= 0x80) {
    out.push_back(static_cast<Byte>(static_cast<unsigned char>(value | 0x80)));
    value >>= 7;
  }
  out.push_back(static_cast<Byte>(static_cast<unsigned char>(value)));
}

/// Reads one value from [at, end) into `value` and returns the byte after it; nullptr if the
/// bytes end too early or encode more than 64 bits (`value` is then unspecified).
inline const std::byte* decode_varint(const std::byte* at, const std::byte* end,
                                      std::uint64_t& value) {
  if (at < end && static_cast<unsigned char>(*at) < 0x80) {
    value = static_cast<unsigned char>(*at);
    return at + 1;
  }
  value = 0;
  for (unsigned shift = 0; at < end && shift < 64; shift += 7, ++at) {
    const auto byte = static_cast<std::uint64_t>(*at);
    if (shift == 63 && byte > 1) return nullptr;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return at + 1;
  }
  return nullptr;
}

}  // namespace gitctx
