#include "text/encodings/east_asian_guess.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(EastAsianGuess, KnowsFrequentCharacters) {
  const auto guess = guess_east_asian("// \xB7\xB5\xBB\xD8\xD6\xB5\n");  // GBK
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->encoding, Encoding::gb18030);
  EXPECT_EQ(guess->confidence, Confidence::high);
  EXPECT_EQ(guess_east_asian("// \xA6^\xB6\xC7\xAD\xC8\n")->encoding, Encoding::big5);
  EXPECT_EQ(guess_east_asian("// \x96\xDF\x82\xE8\x92l\n")->encoding, Encoding::shift_jis);
  EXPECT_EQ(guess_east_asian("// \xCC\xE1\xA4\xEA\xC3\xCD\n")->encoding, Encoding::euc_jp);
  EXPECT_EQ(guess_east_asian("// \xB9\xDD\xC8\xAF\xB0\xAA\n")->encoding, Encoding::euc_kr);
}

TEST(EastAsianGuess, HasLowConfidenceIfHalfOfTheCharactersAreRare) {
  const auto guess = guess_east_asian("\xB5\xC4\xE7\xE3\n");  // GBK
  ASSERT_TRUE(guess);
  EXPECT_EQ(guess->encoding, Encoding::gb18030);
  EXPECT_EQ(guess->confidence, Confidence::low);
}

TEST(EastAsianGuess, IsNothingForOneCharacter) { EXPECT_FALSE(guess_east_asian("\xB5\xC4\n")); }

TEST(EastAsianGuess, IsNothingForOtherTexts) {
  EXPECT_FALSE(guess_east_asian(""));
  EXPECT_FALSE(guess_east_asian("int x;\n"));
  EXPECT_FALSE(
      guess_east_asian("// M\xFCller, gr\xF6\xDF"
                       "er als vorher\n"));                                     // Windows-1252
  EXPECT_FALSE(guess_east_asian("// \xE2\xFB\xF7\xE8\xF1\xEB\xFF\xE5\xF2\n"));  // Windows-1251
  EXPECT_FALSE(guess_east_asian("\xFF\xFF\xFF\xFF"));
}

}  // namespace
}  // namespace gitctx
