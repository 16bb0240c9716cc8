#include "text/bpe_vocabulary.h"

#include <zstd.h>

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "base/hash.h"

namespace gitctx {
namespace {

constexpr std::string_view magic = "GITCTXBP";
constexpr std::size_t most_unpacked_bytes = 64 << 20;

std::string decompress(std::span<const std::byte> packed) {
  const auto size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size > most_unpacked_bytes) return {};  // zstd's codes for "unknown" and "error" are huge
  std::string content(size, '\0');
  const std::size_t got =
      ZSTD_decompress(content.data(), content.size(), packed.data(), packed.size());
  return ZSTD_isError(got) || got != size ? std::string() : content;
}

std::uint32_t read_u32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace

BpeVocabulary BpeVocabulary::unpack(std::span<const std::byte> packed, std::string_view name) {
  const Error damaged(ErrorCode::failure,
                      std::string(name) + " is not a vocabulary file, or is damaged");
  const std::string content = decompress(packed);
  std::string_view rest = content;
  if (!rest.starts_with(magic) || rest.size() < magic.size() + 4) throw damaged;
  const std::uint32_t count = read_u32(rest.substr(magic.size()));
  rest.remove_prefix(magic.size() + 4);
  if (count > rest.size()) throw damaged;

  std::vector<std::uint32_t> offsets{0};
  offsets.reserve(count + 1);
  for (const char length : rest.substr(0, count)) {
    offsets.push_back(offsets.back() + static_cast<unsigned char>(length));
  }
  rest.remove_prefix(count);
  if (rest.size() != offsets.back()) throw damaged;
  BpeVocabulary vocabulary(std::move(offsets), std::string(rest));
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    if (vocabulary.rank({&c, 1}) == no_rank) throw damaged;
  }
  return vocabulary;
}

BpeVocabulary::BpeVocabulary(std::vector<std::uint32_t> offsets, std::string bytes)
    : offsets_(std::move(offsets)),
      bytes_(std::move(bytes)),
      slots_(std::bit_ceil(offsets_.size() * 2)) {
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t rank = 0; rank < size(); ++rank) {
    const std::uint64_t hash = hash64(token(rank));
    std::size_t slot = hash & mask;
    while (slots_[slot].rank != no_rank) slot = (slot + 1) & mask;
    slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), rank};
    longest_token_ = std::max(longest_token_, token(rank).size());
  }
}

std::uint32_t BpeVocabulary::rank(std::string_view bytes) const {
  if (bytes.size() > longest_token_) return no_rank;
  const std::size_t mask = slots_.size() - 1;
  const std::uint64_t hash = hash64(bytes);
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  for (std::size_t slot = hash & mask; slots_[slot].rank != no_rank; slot = (slot + 1) & mask) {
    if (slots_[slot].hash == upper && token(slots_[slot].rank) == bytes) return slots_[slot].rank;
  }
  return no_rank;
}

}  // namespace gitctx
