#include "base/utf8.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace gitctx {
namespace {

TEST(DecodeUtf8, ReadsEveryLength) {
  EXPECT_EQ(decode_utf8("A").value, U'A');
  EXPECT_EQ(decode_utf8("é").value, U'é');
  EXPECT_EQ(decode_utf8("語").value, U'語');
  EXPECT_EQ(decode_utf8("😀").value, U'😀');
  EXPECT_EQ(decode_utf8("😀x").size, 4u);
}

TEST(IsValidUtf8, RefusesWhatUnicodeRefuses) {
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8("plain text that is longer than a word"));
  EXPECT_TRUE(is_valid_utf8("naïve 語 😀"));
  EXPECT_FALSE(is_valid_utf8("\xFF"));
  EXPECT_FALSE(is_valid_utf8("12345678\x80"));
  EXPECT_FALSE(is_valid_utf8("\xC0\xAF")) << "overlong";
  EXPECT_FALSE(is_valid_utf8("\xE0\x80\x80")) << "overlong";
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80")) << "over U+10FFFF";
  EXPECT_FALSE(is_valid_utf8("\xE8\xAA")) << "cut";
}

// The example in table 3-8 of the Unicode standard.
TEST(ReplaceInvalidUtf8, ReplacesTheLongestIllFormedParts) {
  EXPECT_EQ(replace_invalid_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
            "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
  EXPECT_EQ(replace_invalid_utf8("naïve"), "naïve");
}

RC_GTEST_PROP(ReplaceInvalidUtf8, AlwaysGivesValidTextAndKeepsValidText,
              (const std::string& text)) {
  const std::string fixed = replace_invalid_utf8(text);
  RC_ASSERT(is_valid_utf8(fixed));
  RC_ASSERT(replace_invalid_utf8(fixed) == fixed);
  RC_ASSERT(!is_valid_utf8(text) || fixed == text);
}

RC_GTEST_PROP(DecodeUtf8, ReadsBackEveryCodePoint, ()) {
  const auto value = *rc::gen::suchThat(rc::gen::inRange<std::uint32_t>(0, 0x110000),
                                        [](auto v) { return v < 0xD800 || v > 0xDFFF; });
  std::string text;
  if (value < 0x80) {
    text = {static_cast<char>(value)};
  } else if (value < 0x800) {
    text = {static_cast<char>(0xC0 | value >> 6), static_cast<char>(0x80 | (value & 63))};
  } else if (value < 0x10000) {
    text = {static_cast<char>(0xE0 | value >> 12), static_cast<char>(0x80 | (value >> 6 & 63)),
            static_cast<char>(0x80 | (value & 63))};
  } else {
    text = {static_cast<char>(0xF0 | value >> 18), static_cast<char>(0x80 | (value >> 12 & 63)),
            static_cast<char>(0x80 | (value >> 6 & 63)), static_cast<char>(0x80 | (value & 63))};
  }
  const DecodedCodePoint decoded = decode_utf8(text);
  RC_ASSERT(decoded.is_valid);
  RC_ASSERT(decoded.size == text.size());
  RC_ASSERT(decoded.value == char32_t{value});
  std::string appended;
  append_utf8(appended, value);
  RC_ASSERT(appended == text);
}

TEST(TruncateUtf8, CutsBetweenCodePoints) {
  EXPECT_EQ(truncate_utf8("語語語", 2), "語語");
  EXPECT_EQ(truncate_utf8("ab", 5), "ab");
  EXPECT_EQ(truncate_utf8("ab", 0), "");
  EXPECT_EQ(truncate_utf8("\xFF\xFFz", 2), "\xFF\xFF");
}

TEST(CutUtf8, CutsBetweenCharacters) {
  const std::string text = "aé語😀";
  const std::vector<std::size_t> sizes{0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t most = 0; most < sizes.size(); ++most) {
    EXPECT_EQ(cut_utf8(text, most).size(), sizes[most]) << most;
  }
}

TEST(CutUtf8, CutsIllFormedTextAnywhere) {
  EXPECT_EQ(cut_utf8(std::string(100, '\x80'), 50).size(), 50u);
}

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("語ab"), 4u);
  EXPECT_EQ(display_width("😀"), 2u);
  EXPECT_EQ(display_width("e\u0301"), 1u) << "combining accent";
  EXPECT_EQ(display_width("●"), 1u);
  EXPECT_EQ(display_width("\x1B"), 0u);
  EXPECT_EQ(display_width("ｱ"), 1u) << "half-width katakana";
  EXPECT_EQ(display_width(""), 0u);
}

TEST(Utf8, IsConvertedFromOtherEncodings) {
  EXPECT_EQ(convert_to_utf8("caf\xE9", "ISO-8859-1"), "caf\xC3\xA9");
  EXPECT_EQ(convert_to_utf8("\xBC\xC6\xCB\xE3", "GB18030"), "\xE8\xAE\xA1\xE7\xAE\x97");
  EXPECT_EQ(convert_to_utf8("\x88\x66", "BIG5-HKSCS"), "\xC3\x8A") << "held back until the end";
  EXPECT_EQ(convert_to_utf8("", "GB18030"), "");
  EXPECT_EQ(convert_to_utf8("text", "NO-SUCH-ENCODING"), std::nullopt);
}

TEST(Utf8, ConvertsInvalidPartsUpToALimit) {
  const std::string text =
      "a\xBC\xC6"
      "b\xFF\n\xBC";
  EXPECT_EQ(convert_to_utf8(text, "GB18030"), std::nullopt);
  EXPECT_EQ(convert_to_utf8(text, "GB18030", 1), std::nullopt);
  EXPECT_EQ(convert_to_utf8(text, "GB18030", 2),
            "a\xE8\xAE\xA1"
            "b\xEF\xBF\xBD\n\xEF\xBF\xBD");
}

}  // namespace
}  // namespace gitctx
