#include "lexical/bit_packing.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace gitctx {
namespace {

TEST(BitPacking, PacksLowBitsFirst) {
  std::string out;
  append_packed(out, std::vector<std::uint32_t>{1, 2, 7}, 3);
  EXPECT_EQ(out, std::string("\xD1\x01", 2));
}

TEST(BitPacking, WidthZeroTakesNoBytes) {
  std::string out;
  append_packed(out, std::vector<std::uint32_t>{0, 0}, 0);
  EXPECT_TRUE(out.empty());
  std::vector<std::uint32_t> values{5, 5};
  unpack({}, 0, values);
  EXPECT_EQ(values, (std::vector<std::uint32_t>{0, 0}));
}

RC_GTEST_PROP(BitPacking, UnpackGivesWhatWasPacked, ()) {
  const auto width = *rc::gen::inRange(0u, 33u);
  const std::uint64_t limit = std::uint64_t{1} << width;
  const auto values = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::map(
      rc::gen::arbitrary<std::uint32_t>(),
      [limit](std::uint32_t value) { return static_cast<std::uint32_t>(value % limit); }));
  std::string packed;
  append_packed(packed, values, width);
  RC_ASSERT(packed.size() == packed_size(values.size(), width));
  packed += *rc::gen::arbitrary<std::string>();
  // With a copy of exactly the packed size, the address sanitizer finds any read past the end.
  const std::vector<char> exact(packed.begin(), packed.end());
  std::vector<std::uint32_t> unpacked(values.size());
  unpack(std::as_bytes(std::span(exact)), width, unpacked);
  RC_ASSERT(unpacked == values);
}

}  // namespace
}  // namespace gitctx
