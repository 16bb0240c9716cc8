#include "text/word_filter.h"

#include <fmt/format.h>

#include <cstring>

#include "base/error.h"
#include "base/hash.h"

namespace gitctx {

namespace {

constexpr std::string_view filter_magic = "GITCTXWF";
constexpr std::size_t header_bytes = 16;
constexpr std::size_t bits_per_word = 16;
constexpr std::uint64_t hashes = 11;

/// Calls `visit` with the number of each bit that a word sets, until `visit` returns false. Returns
/// whether all calls returned true.
template <class Visit>
bool for_each_bit(std::string_view word, std::uint64_t bit_count, Visit&& visit) {
  const std::uint64_t hash = hash64(word);
  const std::uint64_t low = hash & 0xffffffff;
  const std::uint64_t high = hash >> 32;
  for (std::uint64_t i = 0; i < hashes; ++i) {
    if (!visit(static_cast<std::size_t>((low + i * high) % bit_count))) return false;
  }
  return true;
}

std::byte bit_mask(std::size_t bit) { return std::byte{1} << (bit % 8); }

}  // namespace

WordFilter WordFilter::open(std::span<const std::byte> bytes, std::string_view name) {
  std::uint64_t bit_count = 0;
  if (bytes.size() > header_bytes) {
    std::memcpy(&bit_count, &bytes[filter_magic.size()], sizeof bit_count);
  }
  if (bit_count == 0 || bit_count % 8 != 0 || bit_count / 8 != bytes.size() - header_bytes ||
      std::memcmp(bytes.data(), filter_magic.data(), filter_magic.size()) != 0) {
    throw Error(ErrorCode::failure, fmt::format("{} is not a word list", name),
                "Create it with: gitctx-train words");
  }
  WordFilter filter;
  filter.bits_ = bytes.subspan(header_bytes);
  return filter;
}

bool WordFilter::contains(std::string_view word) const {
  return for_each_bit(word, bits_.size() * 8, [&](std::size_t bit) {
    return (bits_[bit / 8] & bit_mask(bit)) != std::byte{};
  });
}

std::vector<std::byte> encode_word_filter(const std::vector<std::string>& words) {
  const std::uint64_t bit_count = (words.size() * bits_per_word / 8 + 1) * 8;
  std::vector<std::byte> bytes(header_bytes + static_cast<std::size_t>(bit_count / 8));
  std::memcpy(bytes.data(), filter_magic.data(), filter_magic.size());
  std::memcpy(&bytes[filter_magic.size()], &bit_count, sizeof bit_count);
  for (const std::string& word : words) {
    for_each_bit(word, bit_count, [&](std::size_t bit) {
      bytes[header_bytes + bit / 8] |= bit_mask(bit);
      return true;
    });
  }
  return bytes;
}

}  // namespace gitctx
