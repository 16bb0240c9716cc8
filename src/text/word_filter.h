#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A Bloom filter over words (B. H. Bloom, "Space/time trade-offs in hash coding with allowable
/// errors", 1970), with 16 bits per word and eleven hashes. The filter reports every word that it
/// contains, and wrongly reports 1 in 2,000 other words. The file is little-endian:
///
///   magic      8 bytes
///   bit_count  u64, a multiple of 8
///   bits       bit b is in byte b / 8, at b % 8; hash number i of a word sets the bit
///              (low half of hash64(word) + i * high half) % bit_count
class WordFilter {
 public:
  /// `bytes` must outlive the filter. Throws Error(failure) if they are malformed.
  static WordFilter open(std::span<const std::byte> bytes, std::string_view name);

  bool contains(std::string_view word) const;

 private:
  std::span<const std::byte> bits_;
};

std::vector<std::byte> encode_word_filter(const std::vector<std::string>& words);

/// The embedded filter (models/english.words). It contains the words of an English dictionary,
/// their inflected forms, and names of places and people, in lower case.
const WordFilter& english_words();

}  // namespace gitctx
