#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/bpe_pieces.h"

namespace gitctx {

/// The tokens of a byte-pair encoding: byte strings in order of rank. The rank of a token is also
/// its id. Adjacent pairs with a lower rank are merged first. Every single byte is a token.
///
/// The content of the packed file before compression by zstd: "GITCTXBP", the number of tokens
/// (u32, little-endian), one byte per token with its length, and the tokens in sequence.
class BpeVocabulary {
 public:
  static constexpr std::uint32_t no_rank = std::numeric_limits<std::uint32_t>::max();

  /// Throws Error(failure) if `packed` is malformed; `name` is used in the message.
  static BpeVocabulary unpack(std::span<const std::byte> packed, std::string_view name);

  std::size_t size() const { return offsets_.size() - 1; }
  /// The rank of the token with exactly these bytes, or no_rank.
  std::uint32_t rank(std::string_view bytes) const;
  std::string_view token(std::uint32_t rank) const {
    return std::string_view(bytes_).substr(offsets_[rank], offsets_[rank + 1] - offsets_[rank]);
  }
  std::size_t longest_token() const { return longest_token_; }

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t rank = no_rank;
  };

  explicit BpeVocabulary(std::vector<std::uint32_t> offsets, std::string bytes);

  std::vector<std::uint32_t> offsets_;  ///< start of each token in bytes_, then the end of bytes_
  std::string bytes_;
  std::size_t longest_token_ = 0;
  std::vector<Slot> slots_;  ///< open addressing, linear probing; size: a power of two
};

/// The packed file of an encoding, embedded in the program.
std::span<const std::byte> embedded_bpe_file(BpeEncoding encoding);

}  // namespace gitctx
