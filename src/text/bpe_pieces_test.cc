#include "text/bpe_pieces.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <regex>
#include <string>
#include <vector>

namespace gitctx {
namespace {

using Pieces = std::vector<std::string>;

Pieces cut(BpeEncoding encoding, std::string_view text) {
  Pieces pieces;
  while (!text.empty()) {
    const std::size_t size = first_piece(encoding, text);
    pieces.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

Pieces cut_cl100k(std::string_view text) { return cut(BpeEncoding::cl100k_base, text); }
Pieces cut_o200k(std::string_view text) { return cut(BpeEncoding::o200k_base, text); }

TEST(BpePieces, AWordTakesTheBlankOrTheMarkBeforeIt) {
  EXPECT_EQ(cut_cl100k("a b\tc.d_e"), (Pieces{"a", " b", "\tc", ".d", "_e"}));
  EXPECT_EQ(cut_o200k("a b\tc.d_e"), (Pieces{"a", " b", "\tc", ".d", "_e"}));
}

TEST(BpePieces, OnlyO200kCutsBeforeACapital) {
  EXPECT_EQ(cut_cl100k("getHTTPServer"), (Pieces{"getHTTPServer"}));
  EXPECT_EQ(cut_o200k("getHTTPServer"), (Pieces{"get", "HTTPServer"}));
}

TEST(BpePieces, AContractionIsAPieceInCl100kAndPartOfTheWordInO200k) {
  EXPECT_EQ(cut_cl100k("we'LL don't"), (Pieces{"we", "'LL", " don", "'t"}));
  EXPECT_EQ(cut_o200k("we'LL don't"), (Pieces{"we'LL", " don't"}));
}

TEST(BpePieces, TheLongSIsASInAContraction) {
  EXPECT_EQ(cut_cl100k("a'\u017fb"), (Pieces{"a", "'\u017f", "b"}));
  EXPECT_EQ(cut_o200k("a'\u017fb"), (Pieces{"a'\u017f", "b"}));
}

TEST(BpePieces, NumbersAreCutToThreeDigits) {
  EXPECT_EQ(cut_cl100k("1234567"), (Pieces{"123", "456", "7"}));
  EXPECT_EQ(cut_o200k("x١٢٣٤½"), (Pieces{"x", "١٢٣", "٤½"}));
}

TEST(BpePieces, PunctuationTakesABlankBeforeAndLineEndsBehind) {
  EXPECT_EQ(cut_cl100k("a ();\n\n  b"), (Pieces{"a", " ();\n\n", " ", " b"}));
  EXPECT_EQ(cut_cl100k("*\n/a"), (Pieces{"*\n", "/a"}));
  EXPECT_EQ(cut_o200k("*\n/a"), (Pieces{"*\n/", "a"}));
}

TEST(BpePieces, BlanksEndAtTheLastLineEndOrLeaveOneForWhatFollows) {
  EXPECT_EQ(cut_cl100k("a \n \n   b"), (Pieces{"a", " \n \n", "  ", " b"}));
  EXPECT_EQ(cut_cl100k("   1"), (Pieces{"  ", " ", "1"}));
  EXPECT_EQ(cut_cl100k("a   "), (Pieces{"a", "   "}));
  EXPECT_EQ(cut_cl100k("a\u3000\u3000b"), (Pieces{"a", "\u3000", "\u3000b"}));
}

TEST(BpePieces, ALetterWithoutCaseEndsAWordOfCapitals) {
  EXPECT_EQ(cut_o200k("A\u02b0BC"), (Pieces{"A\u02b0", "BC"}));
  EXPECT_EQ(cut_o200k("\u0301ABC"), (Pieces{"\u0301", "ABC"}));
  EXPECT_EQ(cut_o200k("\u0301ABc"), (Pieces{"\u0301ABc"}));
}

TEST(BpePieces, KnowsLettersDigitsAndMarksOfUnicode16) {
  EXPECT_EQ(cut_cl100k("\u1c89\u1c8a.x"), (Pieces{"\u1c89\u1c8a", ".x"}));
  EXPECT_EQ(cut_cl100k("1\U00010d40\U00010d411"), (Pieces{"1\U00010d40\U00010d41", "1"}));
  EXPECT_EQ(cut_o200k("a\u0897b"), (Pieces{"a\u0897b"}));
}

// A character of each kind, and the letter that replaces it. Over these letters, std::regex can
// express the regular expressions of the encodings.
struct Symbol {
  char letter;
  const char* text;
};
constexpr Symbol symbols[] = {
    {'U', "\u00c9"}, {'l', "x"}, {'s', "s"},  {'o', "\u02b0"},     {'m', "\u0301"},
    {'n', "5"},      {' ', " "}, {'w', "\t"}, {'W', "\u2003"},     {'r', "\n"},
    {'p', "+"},      {'/', "/"}, {'\'', "'"}, {'P', "\U0001f44d"},
};

const std::regex& twin_expression(BpeEncoding encoding) {
  static const std::regex cl100k(
      "'s|[^rUlson]?[Ulso]+|n{1,3}| ?[mpP/']+r*|[ wWr]*r+|[ wWr]+(?![^ wWr])|[ wWr]+",
      std::regex::optimize);
  static const std::regex o200k(
      "[^rUlson]?[Uom]*[lsom]+('s)?|[^rUlson]?[Uom]+[lsom]*('s)?|n{1,3}"
      "| ?[mpP/']+[r/]*|[ wWr]*r+|[ wWr]+(?![^ wWr])|[ wWr]+",
      std::regex::optimize);
  return encoding == BpeEncoding::cl100k_base ? cl100k : o200k;
}

/// Compares runs of one to four characters of one kind, which make the expressions backtrack.
void compare_with_twin(BpeEncoding encoding, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Symbol> chosen;
  while (chosen.size() < 200) {
    chosen.insert(chosen.end(), 1 + random() % 4, symbols[random() % std::size(symbols)]);
  }
  std::string text;
  std::string letters;
  for (const Symbol& symbol : chosen) {
    text += symbol.text;
    letters += symbol.letter;
  }
  Pieces expected;
  for (std::size_t at = 0, i = 0; at < letters.size();) {
    std::cmatch match;
    RC_ASSERT(std::regex_search(letters.c_str() + at, match, twin_expression(encoding),
                                std::regex_constants::match_continuous));
    at += static_cast<std::size_t>(match.length());
    expected.emplace_back();
    for (; i < at; ++i) expected.back() += chosen[i].text;
  }
  RC_ASSERT(cut(encoding, text) == expected);
}

RC_GTEST_PROP(BpePieces, AreWhatTheExpressionOfCl100kMatches, (unsigned seed)) {
  compare_with_twin(BpeEncoding::cl100k_base, seed);
}

RC_GTEST_PROP(BpePieces, AreWhatTheExpressionOfO200kMatches, (unsigned seed)) {
  compare_with_twin(BpeEncoding::o200k_base, seed);
}

}  // namespace
}  // namespace gitctx
