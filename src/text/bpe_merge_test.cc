#include "text/bpe_merge.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <string>

#include "text/bpe_tokenizer.h"

namespace gitctx {
namespace {

using Tokens = std::vector<std::uint32_t>;

const BpeVocabulary& vocabulary() {
  return BpeTokenizer::of(BpeEncoding::cl100k_base).vocabulary();
}

Tokens merge(std::string_view piece) {
  Tokens tokens;
  append_bpe_tokens(vocabulary(), piece, tokens);
  return tokens;
}

/// The rule as it is defined: find the best of all pairs, merge it, start again.
Tokens merge_slowly(const std::string& piece) {
  if (const auto whole = vocabulary().rank(piece); whole != BpeVocabulary::no_rank) return {whole};
  std::vector<std::string> parts;
  for (const char c : piece) parts.emplace_back(1, c);
  for (;;) {
    std::size_t best = 0;
    std::uint32_t lowest = BpeVocabulary::no_rank;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const std::uint32_t rank = vocabulary().rank(parts[i] + parts[i + 1]);
      if (rank < lowest) {
        lowest = rank;
        best = i;
      }
    }
    if (lowest == BpeVocabulary::no_rank) break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  Tokens tokens;
  for (const auto& part : parts) tokens.push_back(vocabulary().rank(part));
  return tokens;
}

/// Pieces of few letters have many merges and many ties.
std::string random_piece(std::mt19937& random, std::size_t size) {
  static constexpr std::string_view alphabet = "eeettaoinsrhldu  ==\xc3\xa9";
  std::string piece;
  while (piece.size() < size) piece += alphabet[random() % alphabet.size()];
  return piece;
}

RC_GTEST_PROP(BpeMerge, EqualsTheSlowTwinOnShortPieces, (unsigned seed)) {
  std::mt19937 random(seed);
  const std::string piece = random_piece(random, random() % 40);
  RC_ASSERT(merge(piece) == (piece.empty() ? Tokens{} : merge_slowly(piece)));
}

RC_GTEST_PROP(BpeMerge, EqualsTheSlowTwinOnLongPieces, (unsigned seed)) {
  std::mt19937 random(seed);
  const std::string piece = random_piece(random, 80 + random() % 200);
  RC_ASSERT(merge(piece) == merge_slowly(piece));
}

TEST(BpeMerge, EqualsTheSlowTwinOnRunsOfOneLetterOfAnyLength) {
  for (std::size_t size = 1; size < 300; ++size) {
    for (const char c : {'a', ' ', '=', '\n', '\xff'}) {
      const std::string piece(size, c);
      ASSERT_EQ(merge(piece), merge_slowly(piece)) << size << " of " << c;
    }
  }
}

TEST(BpeMerge, AppendsToWhatIsThere) {
  Tokens tokens{7};
  append_bpe_tokens(vocabulary(), "a", tokens);
  EXPECT_EQ(tokens, (Tokens{7, 64}));
}

}  // namespace
}  // namespace gitctx
