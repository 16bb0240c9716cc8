#include "base/printable.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "base/utf8.h"

namespace gitctx {
namespace {

using LineBreaks = PrintableStream::LineBreaks;

std::string utf8(char32_t code_point) {
  std::string text;
  append_utf8(text, code_point);
  return text;
}

/// `text` shown piece by piece; the pieces end at `cuts`, which are sorted.
std::string streamed(std::string_view text, const std::vector<std::size_t>& cuts,
                     LineBreaks line_breaks = LineBreaks::kept) {
  PrintableStream stream(line_breaks);
  std::string shown;
  std::size_t begin = 0;
  for (const std::size_t cut : cuts) {
    shown += stream.add(text.substr(begin, cut - begin));
    begin = cut;
  }
  shown += stream.add(text.substr(begin));
  return shown + stream.finish();
}

/// Any characters, but most often those whose meaning depends on their neighbours.
rc::Gen<std::string> hostile_text() {
  const auto part = rc::gen::element<std::string>(
      "a", "1", "#", "\n", "\r", "\t", "\x1b", "é", "日", "👍", "\u200c", "\u200d", "\ufe0e",
      "\ufe0f", "\u20e3", "\u202e", "\u009b", "\U000e0041", "\xff", "\xe2\x80", "\xf3\xa0", "\x80");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(part),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const std::string& one : parts) text += one;
                        return text;
                      });
}

TEST(PrintableLine, ShowsWhatSteersATerminal) {
  EXPECT_EQ(printable_line("a\x1b[31mb"), "a\\x1b[31mb");
  EXPECT_EQ(printable_line("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable_line("\u009b31m"), "\\x9b31m");
  EXPECT_EQ(printable_line("x\u202ey"), "x\\u{202e}y");
  EXPECT_EQ(printable_line("\xff\x80"), "\\xff\\x80");
  EXPECT_EQ(printable_line("größe 日本 👍"), "größe 日本 👍");
}

TEST(PrintableText, KeepsLinesAndDropsTheReturnBeforeThem) {
  EXPECT_EQ(printable_text("a\r\n\tb\rc\r"), "a\n\tb\\rc\\r");
}

// One member of every range of the table.
TEST(Printable, EscapesEveryClassOfHiddenCharacters) {
  const std::u32string hidden =
      U"\u0001\u001b\u007f\u0080\u009b\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c"
      U"\u200d\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2064\u2066\u2069\u206f\u2800\u3164\ufe00"
      U"\ufe0e"
      U"\ufe0f\ufeff\uffa0\ufff0\ufff9\ufffb\U0001bca0\U0001d173\U000e0001\U000e0041\U000e007f"
      U"\U000e0100\U000e01ef";
  for (const char32_t c : hidden) {
    const std::string text = "a" + utf8(c) + "b";
    const std::string shown = printable_text(text);
    EXPECT_TRUE(is_hidden(c)) << shown;
    EXPECT_EQ(shown.find(utf8(c)), std::string::npos) << shown;
    EXPECT_TRUE(shown.starts_with("a\\") && shown.ends_with("b")) << shown;
    EXPECT_EQ(printable_line(text), shown);
  }
}

TEST(Printable, KeepsVisibleCharacters) {
  for (const char32_t c :
       U"a~ \u00a0\u00ac\u00ae\u0378\u0600\u1161\u2010\u2027\u202f\u2801\u3000"
       U"\ufdfd\ufffc\ufffd\U0001f600\U000fffff") {
    if (c == 0) continue;
    EXPECT_FALSE(is_hidden(c));
    EXPECT_EQ(printable_line(utf8(c)), utf8(c));
  }
}

TEST(Printable, KeepsTheJoinersAndSelectorsOfRealText) {
  for (const char* const text : {"👩\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "می\u200cخواهم",
                                 "क्\u200dष", "☎\ufe0e", "1\ufe0f\u20e3", "#\ufe0f\u20e3"}) {
    EXPECT_EQ(printable_line(text), text);
  }
}

TEST(Printable, EscapesJoinersAndSelectorsThatNothingNeeds) {
  EXPECT_EQ(printable_line("pass\u200dword"), "pass\\u{200d}word");
  EXPECT_EQ(printable_line("é\u200d"), "é\\u{200d}");
  EXPECT_EQ(printable_line("\u200cé"), "\\u{200c}é");
  EXPECT_EQ(printable_line("é\u200da"), "é\\u{200d}a");
  EXPECT_EQ(printable_line("é\u200d\u200dé"), "é\\u{200d}\\u{200d}é");
  EXPECT_EQ(printable_line("👍\ufe0f\ufe0f"), "👍\ufe0f\\u{fe0f}");
  EXPECT_EQ(printable_line("👍\ufe01"), "👍\\u{fe01}");
  EXPECT_EQ(printable_line("1\ufe0f2"), "1\\u{fe0f}2");
  EXPECT_EQ(printable_line("\x01\ufe0f\u20e3"), "\\x01\\u{fe0f}\u20e3");
}

RC_GTEST_PROP(PrintableLine, HasNoControlByteIsValidAndShowsItself, ()) {
  const std::string text = *rc::gen::oneOf(hostile_text(), rc::gen::arbitrary<std::string>());
  const std::string shown = printable_line(text);
  RC_ASSERT(is_valid_utf8(shown));
  for (const char c : shown) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  RC_ASSERT(printable_line(shown) == shown);
}

RC_GTEST_PROP(PrintableStream, DoesNotDependOnOneOrTwoCuts, ()) {
  const std::string text = *hostile_text();
  const std::string line = printable_line(text);
  const std::string lines = printable_text(text);
  for (std::size_t first = 0; first <= text.size(); ++first) {
    RC_ASSERT(streamed(text, {first}, LineBreaks::escaped) == line);
    const std::size_t second = *rc::gen::inRange(first, text.size() + 1);
    RC_ASSERT(streamed(text, {first, second}) == lines);
  }
}

TEST(PrintableStream, DoesNotDependOnPiecesOfOneByte) {
  const std::string text = "é\u200d👍\ufe0f\r\n1\ufe0f\u20e3\xf0\x9f\x91 \r\x1b[0m\xe2\x80";
  PrintableStream stream;
  std::string shown;
  for (const char c : text) shown += stream.add({&c, 1});
  shown += stream.finish();
  EXPECT_EQ(shown, printable_text(text));
  EXPECT_EQ(shown, "é\u200d👍\ufe0f\n1\ufe0f\u20e3\\xf0\\x9f\\x91 \\r\\x1b[0m\\xe2\\x80");
}

TEST(ShellWord, QuotesWhatAShellWouldInterpret) {
  for (const char* const plain : {"evals/a_b-c.yml", "https://h.example:8080/v1", "user@x,y+z"}) {
    EXPECT_EQ(shell_word(plain), plain);
  }
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("$(touch x).yml"), "'$(touch x).yml'");
  EXPECT_EQ(shell_word("http://h/`x`;y|z&"), "'http://h/`x`;y|z&'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("~/x"), "'~/x'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(PrintableStream, HoldsOnlyTheEndOfAPiece) {
  PrintableStream stream;
  EXPECT_EQ(stream.add("done \xf0\x9f"), "done ");
  EXPECT_EQ(stream.add("\x91\x8d!\r"), "👍!");
  EXPECT_EQ(stream.add("\x1b"), "\\r\\x1b");
  EXPECT_EQ(stream.finish(), "");
}

}  // namespace
}  // namespace gitctx
