#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Says of a word whether it is one of many: always yes for those, and by mistake for 1 in 2,000 of
/// the others (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970; 16
/// bits a word, eleven hashes). Little-endian:
///
///   magic      8 bytes
///   bit_count  u64, a multiple of 8
///   bits       bit b lies in byte b / 8, at b % 8; hash number i of a word sets the bit
///              (low half of hash64(word) + i * high half) % bit_count
class WordFilter {
 public:
  /// `bytes` must outlive the filter. Throws Error (failure) if they are no filter.
  static WordFilter open(std::span<const std::byte> bytes, std::string_view name);

  bool contains(std::string_view word) const;

 private:
  std::span<const std::byte> bits_;
};

std::vector<std::byte> encode_word_filter(const std::vector<std::string>& words);

/// The filter in this program (models/english.words): English words as a dictionary has them, with
/// their inflected forms and names of places and people, in lower case.
const WordFilter& english_words();

}  // namespace gitctx
