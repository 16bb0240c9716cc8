#include "base/hash.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

// Index files on disk depend on these values.
TEST(Hash64, IsXxh3) {
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2u);
  EXPECT_EQ(hash64("", 1), 0x4DC5B0CC826F6703u);
  EXPECT_EQ(hash64("gitctx"), hash64(std::as_bytes(std::span("gitctx", 6))));
}

TEST(Hash64, DependsOnEveryByteAndTheSeed) {
  EXPECT_NE(hash64("gitctx"), hash64("gitctX"));
  EXPECT_NE(hash64("gitctx"), hash64("gitctx", 1));
}

}  // namespace
}  // namespace gitctx
