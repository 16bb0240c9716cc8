#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bpe_pieces.h"
#include "text/bpe_vocabulary.h"

namespace gitctx {

/// Splits texts into the tokens that OpenAI counts and charges. The ids are those of tiktoken's
/// `encode_ordinary`, for which the names of special tokens are ordinary text. Ill-formed UTF-8
/// counts as the U+FFFD that replaces it in a JSON body. Never throws. Takes time proportional to n
/// log n for a word of n bytes. Texts must be shorter than 4 GiB. Thread-safe.
class BpeTokenizer {
 public:
  /// The tokenizer for an encoding, which exists until the program ends. The first call unpacks the
  /// vocabulary, which takes a few milliseconds.
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
