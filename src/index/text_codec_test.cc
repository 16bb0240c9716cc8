#include "index/text_codec.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::span<const std::byte> bytes_of(const std::string& frame) {
  return std::as_bytes(std::span(frame));
}

TEST(TextCodec, GivesBackTheText) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string(100'000, 'a'), std::string("a\0b\n", 4)}) {
    EXPECT_EQ(
        decompress_text(bytes_of(compress_text(text)), static_cast<std::uint32_t>(text.size())),
        text);
  }
}

TEST(TextCodec, RefusesAnotherSizeThanAnnounced) {
  const std::string frame = compress_text("four");
  EXPECT_EQ(decompress_text(bytes_of(frame), 5), std::nullopt);
  EXPECT_EQ(decompress_text(bytes_of(frame), 0), std::nullopt);
}

TEST(TextCodec, RefusesAFrameOfMoreThanTheLimit) {
  const std::string text(most_text_bytes + 1, 'a');
  const std::string frame = compress_text(text);
  EXPECT_LT(frame.size(), text.size() / 1000);
  EXPECT_FALSE(announces_text(bytes_of(frame), static_cast<std::uint32_t>(text.size())));
  EXPECT_EQ(decompress_text(bytes_of(frame), static_cast<std::uint32_t>(text.size())),
            std::nullopt);
}

TEST(TextCodec, AFrameAnnouncesItsSize) {
  const std::string frame = compress_text("four");
  EXPECT_TRUE(announces_text(bytes_of(frame), 4));
  EXPECT_FALSE(announces_text(bytes_of(frame), 5));
  EXPECT_FALSE(announces_text(bytes_of(frame).first(3), 4));
}

TEST(TextCodec, RefusesEveryShorterAndChangedFrame) {
  const std::string text = "some text that repeats, some text that repeats, and then does not";
  const std::string frame = compress_text(text);
  const auto size = static_cast<std::uint32_t>(text.size());
  for (std::size_t cut = 0; cut < frame.size(); ++cut) {
    EXPECT_EQ(decompress_text(bytes_of(frame.substr(0, cut)), size), std::nullopt) << cut;
  }
  for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
    std::string changed = frame;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << (bit % 8));
    const auto got = decompress_text(bytes_of(changed), size);
    // A flipped bit may be without meaning, but the text must never be different.
    EXPECT_TRUE(!got || *got == text) << "bit " << bit;
  }
}

TEST(TextCodec, TakesNoMemoryForASizeThatNoFrameOfThatLengthCanHave) {
  // A frame header that announces 4,000,000,000 bytes, followed by a few bytes.
  const std::string frame("\x28\xb5\x2f\xfd\xa0\x00\x28\x6b\xee\x01\x00\x00", 12);
  EXPECT_EQ(decompress_text(bytes_of(frame), 4'000'000'000u), std::nullopt);
}

}  // namespace
}  // namespace gitctx
