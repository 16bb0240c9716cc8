#include "base/varint.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace gitctx {
namespace {

std::string encoded(std::uint64_t value) {
  std::string out;
  append_varint(out, value);
  return out;
}

/// The number of bytes read; 0 if the bytes are refused.
std::size_t decode(std::string_view text, std::uint64_t& value) {
  const auto bytes = std::as_bytes(std::span(text));
  const std::byte* const after = decode_varint(bytes.data(), bytes.data() + bytes.size(), value);
  return after ? static_cast<std::size_t>(after - bytes.data()) : 0;
}

TEST(Varint, UsesSevenBitsPerByte) {
  EXPECT_EQ(encoded(0), std::string("\0", 1));
  EXPECT_EQ(encoded(127), "\x7F");
  EXPECT_EQ(encoded(128), "\x80\x01");
  EXPECT_EQ(encoded(std::numeric_limits<std::uint64_t>::max()).size(), max_varint_size);
}

TEST(Varint, RefusesMoreThan64Bits) {
  std::uint64_t value = 0;
  EXPECT_EQ(decode(std::string(9, '\xFF') + "\x01", value), 10u);
  EXPECT_EQ(value, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(decode(std::string(9, '\xFF') + "\x02", value), 0u);
  EXPECT_EQ(decode(std::string(10, '\x80') + "\x01", value), 0u);
}

// Numbers of all sizes; a random shift makes small ones as common as large ones.
rc::Gen<std::uint64_t> any_size() {
  return rc::gen::apply([](std::uint64_t bits, int shift) { return bits >> shift; },
                        rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 64));
}

RC_GTEST_PROP(Varint, ReadsBackWhatItWroteWhateverFollows, (const std::string& rest)) {
  const auto written = *any_size();
  std::uint64_t value = 0;
  RC_ASSERT(decode(encoded(written) + rest, value) == encoded(written).size());
  RC_ASSERT(value == written);
}

RC_GTEST_PROP(Varint, RefusesEveryCutValue, ()) {
  const std::string whole = encoded(*any_size());
  const auto size = *rc::gen::inRange<std::size_t>(0, whole.size());
  std::uint64_t value = 0;
  RC_ASSERT(decode(whole.substr(0, size), value) == 0u);
}

RC_GTEST_PROP(Varint, WritesTheSameIntoStringsAndByteVectors, ()) {
  const auto written = *any_size();
  std::vector<std::byte> bytes;
  append_varint(bytes, written);
  const std::string text = encoded(written);
  RC_ASSERT(bytes.size() == text.size());
  RC_ASSERT(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()) == text);
}

}  // namespace
}  // namespace gitctx
