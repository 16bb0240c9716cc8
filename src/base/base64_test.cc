#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace gitctx {
namespace {

std::vector<std::byte> random_bytes(std::size_t size, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

TEST(Base64, IsThatOfTheRfc) {
  const auto encoded = [](std::string_view text) {
    return encode_base64(std::as_bytes(std::span(text)));
  };
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, DecodesWhatItEncodedWhateverTheSize) {
  for (std::size_t size = 0; size < 300; ++size) {
    const auto bytes = random_bytes(size, static_cast<std::uint32_t>(size));
    std::string text = encode_base64(bytes);
    EXPECT_EQ(base64_decoded_size(text), size);
    std::vector<std::byte> decoded(size);
    ASSERT_TRUE(decode_base64(text, decoded)) << size;
    EXPECT_EQ(decoded, bytes);
    while (text.ends_with('=')) text.pop_back();
    ASSERT_TRUE(decode_base64(text, decoded)) << size << " without padding";
    EXPECT_EQ(decoded, bytes);
  }
}

TEST(Base64, RefusesEveryCharacterThatIsNotOfTheAlphabetWhereverItStands) {
  const std::string good = encode_base64(random_bytes(96, 1));
  std::vector<std::byte> out(96);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char c : {'\0', '\n', ' ', '"', '-', '_', '=', '\\', '\x7f', '\x80', '\xff'}) {
      std::string bad = good;
      bad[at] = c;
      EXPECT_FALSE(decode_base64(bad, out)) << at << " " << int{c};
    }
  }
}

TEST(Base64, RefusesAnotherSize) {
  std::vector<std::byte> out(6);
  EXPECT_FALSE(decode_base64("Zm9vYmF", out));
  EXPECT_FALSE(decode_base64("Zm9vYmFyZ", out));
  EXPECT_FALSE(decode_base64("", out));
}

TEST(Base64, OfFloatsIsThatOfTheirLittleEndianBytes) {
  const float values[] = {0.5F, -1, 2};
  EXPECT_EQ(encode_base64(std::as_bytes(std::span(values))), "AAAAPwAAgL8AAABA");
  EXPECT_EQ(encode_base64(std::as_bytes(std::span(values, 1))), "AAAAPw==");
}

TEST(Base64, DecodesToAString) {
  EXPECT_EQ(decode_base64("Zm9vYmE="), "fooba");
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("Zm9v!"), std::nullopt);
  EXPECT_EQ(decode_base64("Z"), std::nullopt);
}

}  // namespace
}  // namespace gitctx
