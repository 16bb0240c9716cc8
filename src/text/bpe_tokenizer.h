#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bpe_pieces.h"
#include "text/bpe_vocabulary.h"

namespace gitctx {

/// Texts to the tokens that OpenAI counts and charges: the same ids as its tiktoken gives
/// (`encode_ordinary`: the names of special tokens are text like any other). Bytes that are no
/// UTF-8 count as the U+FFFD that a JSON body carries in their place. Never throws; takes time in
/// proportion to n log n of the longest word. Texts are shorter than 4 GiB. Used from any number of
/// threads.
class BpeTokenizer {
 public:
  /// Lives until the program ends. The first call unpacks the vocabulary, which takes some
  /// milliseconds.
  static const BpeTokenizer& of(BpeEncoding encoding);

  std::size_t count(std::string_view text) const;
  std::vector<std::uint32_t> encode(std::string_view text) const;

  const BpeVocabulary& vocabulary() const { return vocabulary_; }

 private:
  BpeTokenizer(BpeEncoding encoding, BpeVocabulary vocabulary)
      : encoding_(encoding), vocabulary_(std::move(vocabulary)) {}

  BpeEncoding encoding_;
  BpeVocabulary vocabulary_;
};

}  // namespace gitctx
