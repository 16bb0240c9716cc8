#include "text/lfs_pointer.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

const std::string version = "version https://git-lfs.github.com/spec/v1\n";
const std::string object =
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n";

TEST(LfsPointer, HasAVersionAnObjectAndASize) {
  EXPECT_TRUE(is_lfs_pointer(version + object + "size 12345\n"));
  EXPECT_TRUE(is_lfs_pointer(version + "ext-0-foo sha256:00\n" + object + "size 12345\n"));
  EXPECT_TRUE(is_lfs_pointer("version https://hawser.github.com/spec/v1\n" + object + "size 1"));
}

TEST(LfsPointer, IsNoTextThatOnlyContainsOne) {
  EXPECT_FALSE(is_lfs_pointer(""));
  EXPECT_FALSE(is_lfs_pointer(version));
  EXPECT_FALSE(is_lfs_pointer(version + object));
  EXPECT_FALSE(is_lfs_pointer(object + version + "size 12345\n"));
  EXPECT_FALSE(is_lfs_pointer("# A pointer\n" + version + object + "size 12345\n"));
  EXPECT_FALSE(is_lfs_pointer(version + object + "size 12345\nThis is a pointer.\n"));
  EXPECT_FALSE(is_lfs_pointer(version + object + "size 12345\n" + std::string(1024, 'x')));
}

}  // namespace
}  // namespace gitctx
