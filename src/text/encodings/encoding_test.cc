#include "text/encodings/encoding.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

std::string repeat(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(Encoding, MovesValidUtf8) {
  std::string bytes = repeat("caf\xC3\xA9 \xF0\x9F\x98\x80\r\n", 100);
  const std::string copy = bytes;
  const char* data = bytes.data();
  const auto decoded = decode_text(std::move(bytes));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::utf8);
  EXPECT_EQ(decoded->text, copy);
  EXPECT_EQ(decoded->text.data(), data);
}

TEST(Encoding, TakesTheByteOrderMarkAway) {
  const auto decoded = decode_text("\xEF\xBB\xBFint x;\n");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::utf8_bom);
  EXPECT_EQ(decoded->text, "int x;\n");
}

TEST(Encoding, ReadsOtherBytesAsWindows1252) {
  const auto decoded = decode_text("caf\xE9 \x80 \x93quoted\x94\n");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::latin1);
  EXPECT_EQ(decoded->text, "caf\xC3\xA9 \xE2\x82\xAC \xE2\x80\x9Cquoted\xE2\x80\x9D\n");
}

constexpr char chinese[] = "\xE8\xAE\xA1\xE7\xAE\x97\xE8\xAE\xA2\xE5\x8D\x95";
constexpr char chinese_in_gbk[] = "\xBC\xC6\xCB\xE3\xB6\xA9\xB5\xA5";

TEST(Encoding, ReadsOtherBytesInAPlausibleEncoding) {
  const auto decoded = decode_text("/* " + std::string(chinese_in_gbk) + " */\nint f(void);\n");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::gb18030);
  EXPECT_EQ(decoded->text, "/* " + std::string(chinese) + " */\nint f(void);\n");
}

TEST(Encoding, ReadsOtherBytesInTheGivenEncoding) {
  const auto given = decode_text("\xC4\xE3\n", Encoding::gb18030);
  ASSERT_TRUE(given.has_value());
  EXPECT_EQ(given->encoding, Encoding::gb18030);
  EXPECT_EQ(given->text, "\xE4\xBD\xA0\n");
  const auto western = decode_text(chinese_in_gbk, Encoding::latin1);
  ASSERT_TRUE(western.has_value());
  EXPECT_EQ(western->encoding, Encoding::latin1);
  const auto escaped = decode_text("\x1B$B$\"\x1B(B\n", Encoding::iso_2022_jp);
  ASSERT_TRUE(escaped.has_value());
  EXPECT_EQ(escaped->text, "\xE3\x81\x82\n");
  const auto wide = decode_text(std::string("\x4F\x60\0\n", 4), Encoding::utf16be);
  ASSERT_TRUE(wide.has_value());
  EXPECT_EQ(wide->text, "\xE4\xBD\xA0\n");
}

TEST(Encoding, DoesNotBelieveAnAttributeThatDoesNotFit) {
  const auto utf8 = decode_text(chinese, Encoding::gb18030);
  ASSERT_TRUE(utf8.has_value());
  EXPECT_EQ(utf8->encoding, Encoding::utf8);
  const auto western = decode_text("caf\xE9 \xFF\n", Encoding::gb18030);
  ASSERT_TRUE(western.has_value());
  EXPECT_EQ(western->encoding, Encoding::latin1);
}

TEST(Encoding, KeepsUtf8WithADamagedCharacter) {
  const auto decoded = decode_text(repeat(chinese, 2) + "\xE8\xAE\n");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::damaged_utf8);
  EXPECT_EQ(decoded->text, repeat(chinese, 2) + "\xEF\xBF\xBD\n");
}

TEST(Encoding, KeepsATextWithADamagedCharacterInItsEncoding) {
  std::string bytes;
  std::string text;
  for (int i = 0; i < 100; ++i) {
    bytes += std::string(chinese_in_gbk) + "\n";
    text += std::string(chinese) + "\n";
  }
  const auto decoded = decode_text(bytes + "\xFF\n");
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::gb18030);
  EXPECT_EQ(decoded->text, text + "\xEF\xBF\xBD\n");
}

TEST(Encoding, ReadsUtf16WithAMark) {
  const auto little = decode_text(std::string("\xFF\xFEh\0i\0\n\0\x3D\xD8\x00\xDE", 12));
  ASSERT_TRUE(little.has_value());
  EXPECT_EQ(little->encoding, Encoding::utf16le);
  EXPECT_EQ(little->text, "hi\n\xF0\x9F\x98\x80");
  const auto big = decode_text(std::string("\xFE\xFF\0h\0i\0\n", 8));
  ASSERT_TRUE(big.has_value());
  EXPECT_EQ(big->encoding, Encoding::utf16be);
  EXPECT_EQ(big->text, "hi\n");
}

TEST(Encoding, ReadsUtf16WithoutAMarkIfItIsPlain) {
  std::string bytes;
  for (const char c : repeat("int x;\n", 10)) bytes += {c, '\0'};
  const auto decoded = decode_text(bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->encoding, Encoding::utf16le);
  EXPECT_EQ(decoded->text, repeat("int x;\n", 10));
}

TEST(Encoding, ReplacesLoneSurrogatesAndACutUnit) {
  std::string bytes("\xFF\xFE", 2);
  for (int i = 0; i < 40; ++i) bytes += {'a', '\0'};
  bytes += std::string("\x00\xD8q", 3);
  const auto decoded = decode_text(bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->text, repeat("a", 40) + "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Encoding, CallsNulInTheFirst8000BytesBinary) {
  EXPECT_FALSE(decode_text(std::string("PK\x03\x04\0\0text", 10)).has_value());
  EXPECT_FALSE(decode_text(repeat("a", 7999) + std::string(1, '\0')).has_value());
}

TEST(Encoding, KeepsLinesAroundALaterNul) {
  const std::string bytes = repeat("line\n", 1600) + std::string("a\0b\n", 4);
  const auto decoded = decode_text(bytes);
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(decoded->text, repeat("line\n", 1600) + "a b\n");
}

TEST(Encoding, CallsManyControlCharactersBinary) {
  EXPECT_FALSE(decode_text("\x01\x02\x03 text \x04\x05").has_value());
  EXPECT_TRUE(decode_text("\x1B[31mred\x1B[0m\f\n").has_value());
}

TEST(Encoding, DecodesNothingToNothing) {
  ASSERT_TRUE(decode_text("").has_value());
  EXPECT_EQ(decode_text("")->text, "");
  EXPECT_EQ(decode_text("\xFF\xFE")->text, "");
}

}  // namespace
}  // namespace gitctx
