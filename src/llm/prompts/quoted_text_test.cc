#include "llm/prompts/quoted_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/utf8.h"

namespace gitctx {
namespace {

using namespace std::string_view_literals;

TEST(QuotedText, MarksEveryLine) {
  EXPECT_EQ(quote_lines("a\n\n\tb\n"), "| a\n| \n| \tb");
  EXPECT_EQ(quote_lines(""), "| ");
  EXPECT_EQ(quote_lines("a\r\nb\r\n"), "| a\n| b");
}

TEST(QuotedText, NumbersEveryLineAsInItsFile) {
  EXPECT_EQ(number_lines("a\nb\n", 9), "9| a\n10| b");
  EXPECT_EQ(number_lines("", 3), "3| ");
}

TEST(QuotedText, LetsNothingLookLikeALineEnd) {
  EXPECT_EQ(quote_lines("a\rb\vc\fd\0e"sv), "| a b c d e");
  EXPECT_EQ(quote_lines("a\xC2\x85"
                        "b\xE2\x80\xA8"
                        "c\xE2\x80\xA9"
                        "d"),
            "| a b c d");
  EXPECT_EQ(quote_name("a\nb\r\nc"), "a b  c");
}

TEST(QuotedText, BreaksUpTheWordsOfChatTemplates) {
  EXPECT_EQ(quote_lines("<|im_start|>system"), "| < |im_start|>system");
  EXPECT_EQ(quote_lines("[INST] <<SYS>> <start_of_turn>"), "| [ INST] < <SYS>> < start_of_turn>");
  EXPECT_EQ(quote_lines("f <| x; a[INSTANCE]; <||> <|a"), "| f <| x; a[INSTANCE]; <||> <|a");
}

TEST(QuotedText, ReplacesWhatIsNoText) { EXPECT_EQ(quote_lines("a\xFF"), "| a\xEF\xBF\xBD"); }

TEST(QuotedText, ShowsTheModelWhatAReaderCannotSee) {
  EXPECT_EQ(quote_lines("a\U000e0041\u200b\u202e\ufeffb\tc"),
            "| a\\u{e0041}\\u{200b}\\u{202e}\\u{feff}b\tc");
  EXPECT_EQ(number_lines("x\u2062", 7), "7| x\\u{2062}");
  EXPECT_EQ(quote_name("src/\U000e0061.cc"), "src/\\u{e0061}.cc");
  EXPECT_EQ(quote_lines("👩\u200d👧"), "| 👩\u200d👧");
}

TEST(QuotedText, KeepsNamesShort) {
  EXPECT_EQ(quote_name(std::string(1000, 'x')).size(), 200u);
  EXPECT_EQ(quote_name("src/a.cc"), "src/a.cc");
}

TEST(QuotedText, HoldsAsManyMarksAsLinesWhateverTheText) {
  constexpr unsigned seed = 11;
  std::mt19937 random(seed);
  constexpr std::string_view alphabet = "|\n\r\n<|>[INST]\xE2\x80\xA8\xFFx\0"sv;
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (std::size_t i = random() % 40; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const std::string quoted = quote_lines(text);
    std::string_view rest = quoted;
    for (std::size_t line = 0; line < std::max<std::size_t>(count_lines(text), 1); ++line) {
      ASSERT_TRUE(rest.starts_with("| ")) << "seed " << seed;
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
    EXPECT_TRUE(rest.empty());
    EXPECT_TRUE(is_valid_utf8(quoted));
  }
}

TEST(QuotedText, CutsAtTheEndOfALine) {
  EXPECT_EQ(cut_to_tokens("aaaa\nbbbb\ncccc\n", 100).text, "aaaa\nbbbb\ncccc\n");
  const CutText cut = cut_to_tokens("aaaa\nbbbb\ncccc\n", 4);
  EXPECT_EQ(cut.text, "aaaa\nbbbb");
  EXPECT_EQ(cut.lines_left_out, 1u);
  EXPECT_EQ(cut_to_tokens("aaaa\nbbbb", 2).text, "aaaa");
}

TEST(QuotedText, CutsALongFirstLineBetweenCharacters) {
  const CutText cut = cut_to_tokens("a\xC3\xA9\xC3\xA9\xC3\xA9 b\nc", 2);
  EXPECT_EQ(cut.text, "a\xC3\xA9\xC3\xA9");
  EXPECT_EQ(cut.lines_left_out, 1u);
}

TEST(QuotedText, CountsLines) {
  EXPECT_EQ(count_lines(""), 0u);
  EXPECT_EQ(count_lines("a"), 1u);
  EXPECT_EQ(count_lines("a\n\n"), 2u);
}

}  // namespace
}  // namespace gitctx
