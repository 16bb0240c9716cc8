#include "base/text_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>

namespace gitctx {
namespace {

/// Undoes the steps that std::hash<std::string_view> makes for 8 bytes before it adds them to the
/// hash (MurmurHash64A).
std::uint64_t bytes_before_mixing(std::uint64_t mixed) {
  constexpr std::uint64_t inverse = 0x5F7A0EA7E59B19BD;  // of the multiplier
  const auto shift_mix = [](std::uint64_t value) { return value ^ value >> 47; };
  return shift_mix(mixed * inverse) * inverse;
}

/// 16 bytes whose effect on the hash of std::hash does not depend on `flipped`.
std::string block(std::uint64_t number, bool flipped) {
  std::string text;
  for (const std::uint64_t mixed : {3 * number + 1, 7 * number + 2}) {
    const std::uint64_t value = bytes_before_mixing(mixed ^ (flipped ? std::uint64_t{1} << 63 : 0));
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    text.append(bytes, sizeof bytes);
  }
  return text;
}

TEST(TextHash, DiffersForTextsThatCollideInTheStandardLibrary) {
  constexpr int bits = 10;
  TextSet texts;
  std::size_t largest = 0;
  for (int number = 0; number < 1 << bits; ++number) {
    std::string text;
    for (int bit = 0; bit < bits; ++bit) {
      text += block(static_cast<std::uint64_t>(bit), (number >> bit & 1) != 0);
    }
    texts.insert(text);
  }
  ASSERT_EQ(texts.size(), std::size_t{1} << bits);
  for (std::size_t i = 0; i < texts.bucket_count(); ++i) {
    largest = std::max(largest, texts.bucket_size(i));
  }
  EXPECT_LT(largest, 20u);
  const auto in_standard = std::hash<std::string_view>();
  EXPECT_EQ(in_standard(*texts.begin()), in_standard(*std::next(texts.begin(), 500)))
      << "these texts do not collide in this standard library, so the test shows nothing";
}

TEST(TextHash, IsTheSameForEqualTexts) {
  TextMap<int> numbers{{"a", 1}, {"", 2}};
  EXPECT_EQ(numbers.find(std::string_view("a"))->second, 1);
  EXPECT_EQ(numbers.find(std::string_view())->second, 2);
  EXPECT_FALSE(numbers.contains(std::string_view("b")));
  EXPECT_EQ(process_seed(), process_seed());
}

}  // namespace
}  // namespace gitctx
