#include "embed/hosted/vector_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace gitctx {
namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

std::vector<std::uint32_t> bits_of(const std::vector<float>& vector) {
  std::vector<std::uint32_t> bits;
  for (const float value : vector) bits.push_back(std::bit_cast<std::uint32_t>(value));
  return bits;
}

std::vector<float> unit_vector(std::size_t dimension) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0, 1 / std::sqrt(static_cast<float>(dimension)));
  std::vector<float> vector(dimension);
  for (float& value : vector) value = normal(random);
  return vector;
}

RC_GTEST_PROP(VectorCodec, GivesBackEveryBit, (const std::vector<std::uint32_t>& bits)) {
  std::vector<float> vector;
  for (const std::uint32_t value : bits) vector.push_back(std::bit_cast<float>(value));
  const auto back = decompress_vector(bytes_of(compress_vector(vector)), vector.size());
  RC_ASSERT(back.has_value());
  RC_ASSERT(bits_of(*back) == bits);
}

TEST(VectorCodec, ShrinksExponentsAndDigitsThatAreNotFilled) {
  std::vector<float> vector = unit_vector(1536);
  EXPECT_LT(compress_vector(vector).size(), 1536u * 4 * 86 / 100);
  for (float& value : vector) value = std::round(value * 256) / 256;
  EXPECT_LT(compress_vector(vector).size(), 1536u * 4 / 2);
}

TEST(VectorCodec, NoticesDamageOfAnyByte) {
  const std::vector<float> vector = unit_vector(64);
  const std::string frame = compress_vector(vector);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    std::string damaged = frame;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    const auto back = decompress_vector(bytes_of(damaged), 64);
    EXPECT_TRUE(!back || *back == vector) << "byte " << i;
  }
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(decompress_vector(bytes_of(frame.substr(0, size)), 64)) << size << " bytes";
  }
}

TEST(VectorCodec, RefusesAnotherDimension) {
  const std::string frame = compress_vector(unit_vector(64));
  EXPECT_FALSE(decompress_vector(bytes_of(frame), 63));
  EXPECT_FALSE(decompress_vector(bytes_of(frame), 0));
  EXPECT_FALSE(decompress_vector({}, 64));
}

}  // namespace
}  // namespace gitctx
