#pragma once

#include <xxhash.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace gitctx {

/// The 64-bit XXH3. The hash of a text must be the same on every machine, because stored files
/// contain hashes (checksums, term hashes). Not cryptographic.
inline std::uint64_t hash64(std::span<const std::byte> bytes, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

inline std::uint64_t hash64(std::string_view text, std::uint64_t seed = 0) {
  return XXH3_64bits_withSeed(text.data(), text.size(), seed);
}

/// Mixes the bits of a number, for reproducible random choices.
inline std::uint64_t mix64(std::uint64_t value) { return hash64(std::string_view(), value); }

/// The 128-bit XXH3 in canonical byte order. It identifies content where accidental collisions must
/// not happen. Not cryptographic.
using Hash128 = std::array<std::byte, 16>;

inline Hash128 hash128(std::string_view text) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(text.data(), text.size()));
  Hash128 hash;
  std::memcpy(hash.data(), canonical.digest, hash.size());
  return hash;
}

/// Computes the hash64 of bytes that arrive in pieces.
class StreamingHash64 {
 public:
  StreamingHash64() { XXH3_64bits_reset(&state_); }
  void add(std::span<const std::byte> bytes) {
    XXH3_64bits_update(&state_, bytes.data(), bytes.size());
  }
  std::uint64_t value() const { return XXH3_64bits_digest(&state_); }

 private:
  XXH3_state_t state_;
};

}  // namespace gitctx
