#include "eval/prompts/word_diff.h"

#include <gtest/gtest.h>

#include <random>

namespace gitctx {
namespace {

using Kind = DiffPart::Kind;

std::string without(const std::vector<DiffPart>& parts, Kind kind) {
  std::string text;
  for (const DiffPart& part : parts) text += part.kind == kind ? "" : part.text;
  return text;
}

TEST(WordDiff, SaysWhatWasTakenOutAndPutIn) {
  const auto parts =
      word_diff("waits one second, then gives up", "waits two seconds, then gives up");
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(parts[0], (DiffPart{Kind::same, "waits "}));
  EXPECT_EQ(parts[1], (DiffPart{Kind::removed, "one second, "}));
  EXPECT_EQ(parts[2], (DiffPart{Kind::added, "two seconds, "}));
  EXPECT_EQ(parts[3], (DiffPart{Kind::same, "then gives up"}));
}

TEST(WordDiff, OfEqualAndEmptyTexts) {
  EXPECT_TRUE(word_diff("", "").empty());
  EXPECT_EQ(word_diff("a b", "a b"), (std::vector{DiffPart{Kind::same, "a b"}}));
  EXPECT_EQ(word_diff("", "a"), (std::vector{DiffPart{Kind::added, "a"}}));
  EXPECT_EQ(word_diff("a", ""), (std::vector{DiffPart{Kind::removed, "a"}}));
}

TEST(WordDiff, PartsGiveBothTextsBackOnRandomInput) {
  std::mt19937 random(7);
  const auto text = [&] {
    std::string out;
    for (unsigned i = random() % 30; i > 0; --i) {
      out += static_cast<char>('a' + random() % 4);
      out += random() % 5 == 0 ? "\n" : " ";
    }
    return out;
  };
  for (int i = 0; i < 300; ++i) {
    const std::string before = text();
    const std::string now = text();
    const auto parts = word_diff(before, now);
    EXPECT_EQ(without(parts, Kind::added), before);
    EXPECT_EQ(without(parts, Kind::removed), now);
  }
}

TEST(WordDiff, VeryLongTextsAreExchangedAsAWhole) {
  std::string before, now;
  for (int i = 0; i < 3000; ++i) {
    before += "a" + std::to_string(i) + " ";
    now += "b" + std::to_string(i) + " ";
  }
  const auto parts = word_diff(before, now);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].text, before);
  EXPECT_EQ(parts[1].text, now);
}

}  // namespace
}  // namespace gitctx
