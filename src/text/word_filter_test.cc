#include "text/word_filter.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

std::vector<std::string> numbered(std::string_view name, int count) {
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) words.push_back(fmt::format("{}{}", name, i));
  return words;
}

TEST(WordFilter, HasAllOfItsWordsAndFewOthers) {
  const std::vector<std::string> words = numbered("in", 20000);
  const std::vector<std::byte> bytes = encode_word_filter(words);
  EXPECT_NEAR(static_cast<double>(bytes.size()), 40000, 32);
  const WordFilter filter = WordFilter::open(bytes, "a filter");
  for (const std::string& word : words) ASSERT_TRUE(filter.contains(word)) << word;
  int mistakes = 0;
  for (const std::string& word : numbered("out", 200000)) mistakes += filter.contains(word) ? 1 : 0;
  EXPECT_LT(mistakes, 200);
  EXPECT_GT(mistakes, 40);
}

TEST(WordFilter, OfNoWordsHasNone) {
  const std::vector<std::byte> bytes = encode_word_filter({});
  EXPECT_FALSE(WordFilter::open(bytes, "a filter").contains("word"));
}

TEST(WordFilter, RefusesOtherFiles) {
  const std::vector<std::byte> whole = encode_word_filter(numbered("w", 100));
  std::vector<std::byte> other_magic = whole;
  other_magic[0] ^= std::byte{1};
  std::vector<std::byte> no_bits(16);
  std::copy_n(whole.begin(), 8, no_bits.begin());
  for (const std::vector<std::byte>& bytes :
       {std::vector<std::byte>{}, std::vector<std::byte>(whole.begin(), whole.end() - 1),
        std::vector<std::byte>(whole.begin(), whole.begin() + 12), other_magic, no_bits}) {
    EXPECT_THROW(WordFilter::open(bytes, "a filter"), Error) << bytes.size();
  }
}

TEST(EnglishWords, HasInflectedFormsAndPlaces) {
  for (const char* word : {"whales", "drowning", "lavender", "mould", "colour", "mongolia"}) {
    EXPECT_TRUE(english_words().contains(word)) << word;
  }
  for (const char* word : {"conection", "retreive", "seperate", "middelware", "qwoeiu"}) {
    EXPECT_FALSE(english_words().contains(word)) << word;
  }
}

}  // namespace
}  // namespace gitctx
