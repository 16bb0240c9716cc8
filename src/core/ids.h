#pragma once

#include <array>
#include <charconv>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/process_seed.h"

namespace gitctx {

/// A full SHA-1 object id of git. The tag makes the ids of blobs and commits different types. The
/// id of zeros means "none".
template <class Tag>
struct ObjectId {
  static constexpr std::size_t size_bytes = 20;
  std::array<std::uint8_t, size_bytes> bytes{};

  auto operator<=>(const ObjectId&) const = default;

  bool is_none() const { return *this == ObjectId{}; }

  std::string hex() const {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out(size_bytes * 2, '0');
    for (std::size_t i = 0; i < size_bytes; ++i) {
      out[2 * i] = digits[bytes[i] >> 4];
      out[2 * i + 1] = digits[bytes[i] & 15];
    }
    return out;
  }

  /// The id with these 40 hexadecimal digits, or nothing if `text` is anything else.
  static std::optional<ObjectId> from_hex(std::string_view text) {
    if (text.size() != size_bytes * 2) return std::nullopt;
    ObjectId id;
    for (std::size_t i = 0; i < size_bytes; ++i) {
      const char* const digits = text.data() + 2 * i;
      const auto parsed = std::from_chars(digits, digits + 2, id.bytes[i], 16);
      if (parsed.ec != std::errc{} || parsed.ptr != digits + 2) return std::nullopt;
    }
    return id;
  }
};

using BlobId = ObjectId<struct BlobTag>;
using CommitId = ObjectId<struct CommitTag>;

/// The number of a chunk inside its segment. The numbers are dense.
enum class ChunkId : std::uint32_t {};
enum class TermId : std::uint32_t {};
/// The number of a blob inside its segment, in indexing order.
enum class BlobIndex : std::uint32_t {};
/// The number of a segment. It increases with every segment written to an index, and is never
/// reused.
enum class SegmentId : std::uint64_t {};

template <class E>
  requires std::is_enum_v<E>
constexpr auto to_int(E value) {
  return static_cast<std::underlying_type_t<E>>(value);
}

}  // namespace gitctx

/// The hash differs from process to process. Otherwise, a repository could name ids, even of
/// missing objects, that all have the same hash.
template <class Tag>
struct std::hash<gitctx::ObjectId<Tag>> {
  std::size_t operator()(const gitctx::ObjectId<Tag>& id) const noexcept {
    static const std::uint64_t seed = gitctx::process_seed();
    std::uint64_t words[2];
    std::uint32_t rest = 0;
    std::memcpy(words, id.bytes.data(), sizeof words);
    std::memcpy(&rest, id.bytes.data() + sizeof words, sizeof rest);
    const std::uint64_t start = folded_product(words[0] ^ seed, words[1] ^ ~seed);
    return folded_product(start ^ rest, seed | 1);
  }

 private:
  static std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) noexcept {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
};
