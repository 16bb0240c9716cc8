#include "text/bpe_tokenizer.h"

#include <string>

#include "base/utf8.h"
#include "text/bpe_merge.h"

namespace gitctx {
namespace {

template <class TakePiece>
void cut_to_pieces(BpeEncoding encoding, std::string_view text, const TakePiece& take) {
  while (!text.empty()) {
    const std::size_t size = first_piece(encoding, text);
    take(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

const BpeTokenizer& BpeTokenizer::of(BpeEncoding encoding) {
  switch (encoding) {
    case BpeEncoding::cl100k_base: {
      static const BpeTokenizer cl100k(
          encoding, BpeVocabulary::unpack(embedded_bpe_file(encoding), "cl100k_base"));
      return cl100k;
    }
    case BpeEncoding::o200k_base:
      break;
  }
  static const BpeTokenizer o200k(
      BpeEncoding::o200k_base,
      BpeVocabulary::unpack(embedded_bpe_file(BpeEncoding::o200k_base), "o200k_base"));
  return o200k;
}

std::size_t BpeTokenizer::count(std::string_view text) const {
  if (!is_valid_utf8(text)) return count(replace_invalid_utf8(text));
  std::size_t total = 0;
  std::vector<std::uint32_t> tokens;
  cut_to_pieces(encoding_, text, [&](std::string_view piece) {
    tokens.clear();
    append_bpe_tokens(vocabulary_, piece, tokens);
    total += tokens.size();
  });
  return total;
}

std::vector<std::uint32_t> BpeTokenizer::encode(std::string_view text) const {
  if (!is_valid_utf8(text)) return encode(replace_invalid_utf8(text));
  std::vector<std::uint32_t> tokens;
  cut_to_pieces(encoding_, text,
                [&](std::string_view piece) { append_bpe_tokens(vocabulary_, piece, tokens); });
  return tokens;
}

}  // namespace gitctx
