#include "base/hash.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

// Existing index files depend on these values.
TEST(Hash64, IsXxh3) {
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2u);
  EXPECT_EQ(hash64("", 1), 0x4DC5B0CC826F6703u);
  EXPECT_EQ(hash64("gitctx"), hash64(std::as_bytes(std::span("gitctx", 6))));
}

TEST(Hash64, DependsOnEveryByteAndTheSeed) {
  EXPECT_NE(hash64("gitctx"), hash64("gitctX"));
  EXPECT_NE(hash64("gitctx"), hash64("gitctx", 1));
}

// Existing caches depend on these values.
TEST(Hash128, IsXxh3InBigEndianOrder) {
  const auto hex = [](const Hash128& hash) {
    std::string text;
    for (const std::byte byte : hash) {
      for (const int shift : {4, 0})
        text += "0123456789abcdef"[std::to_integer<int>(byte) >> shift & 15];
    }
    return text;
  };
  EXPECT_EQ(hex(hash128("")), "99aa06d3014798d86001c324468d497f");
  EXPECT_NE(hash128("gitctx"), hash128("gitctX"));
}

}  // namespace
}  // namespace gitctx
