#include "testing/temp_dir.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace gitctx {
namespace {

TEST(TempDir, IsFreshAndRemovedWithItsContent) {
  std::filesystem::path path;
  {
    const TempDir first;
    const TempDir second;
    EXPECT_NE(first.path(), second.path());
    path = first.path();
    EXPECT_EQ(read_file(first.write("a/b/c", "text")), "text");
    EXPECT_TRUE(std::filesystem::exists(first / "a/b/c"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace gitctx
