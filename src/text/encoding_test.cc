#include "text/encoding.h"

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
