#include "text/word_frequency.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace gitctx {
namespace {

TEST(WordFrequency, RanksWordsThatProgrammersOftenWriteFirst) {
  const RankedWords& words = word_frequency();
  EXPECT_EQ(words.size(), 36'000u);
  ASSERT_TRUE(words.rank("server") && words.rank("chocolate"));
  EXPECT_LT(words.rank("server"), 4000u);
  EXPECT_GT(words.rank("chocolate"), words.rank("server"));
  EXPECT_EQ(words.rank("lavender"), std::nullopt);
  EXPECT_EQ(words.rank(""), std::nullopt);
}

TEST(WordFrequency, FindsEveryWordAtItsRank) {
  const RankedWords& words = word_frequency();
  for (std::uint32_t rank = 0; rank < words.size(); ++rank) {
    ASSERT_EQ(words.rank(words.word(rank)), rank) << words.word(rank);
  }
}

RC_GTEST_PROP(RankedWords, HoldWhatWasEncodedAndNoOtherWord, ()) {
  auto list = *rc::gen::container<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'f'))));
  std::ranges::sort(list);
  const auto repeated = std::ranges::unique(list);
  list.erase(repeated.begin(), repeated.end());
  ModelHeader header{};
  const std::vector<std::byte> bytes = encode_ranked_words(list, header);
  const auto words = RankedWords::read(header, bytes);
  RC_ASSERT(words.has_value());
  RC_ASSERT(words->byte_count() == bytes.size());
  for (std::uint32_t rank = 0; rank < list.size(); ++rank) {
    RC_ASSERT(words->word(rank) == list[rank]);
    RC_ASSERT(words->rank(list[rank]) == rank);
  }
  RC_ASSERT(!words->rank("nothing"));
  const auto size = *rc::gen::inRange<std::size_t>(0, bytes.size());
  RC_ASSERT(!RankedWords::read(header, std::span(bytes).first(size)));
}

RC_GTEST_PROP(RankedWords, StayWithinBoundsWhenDamaged, ()) {
  ModelHeader header{};
  std::vector<std::byte> bytes =
      encode_ranked_words(std::vector<std::string>{"retry", "backoff"}, header);
  for (int i = 0; i < 8; ++i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] =
        std::byte{*rc::gen::arbitrary<std::uint8_t>()};
  }
  const auto words = RankedWords::read(header, bytes);
  for (std::uint32_t rank = 0; rank < 2; ++rank) words->rank(words->word(rank));
  RC_ASSERT(!words->rank("other"));
}

}  // namespace
}  // namespace gitctx
