#include "index/string_pool.h"

#include <gtest/gtest.h>

#include "index/segment_format.h"

namespace gitctx {
namespace {

TEST(StringPool, GivesBackEveryStringAndStoresItOnce) {
  StringPoolBuilder pool;
  const std::string long_text(1000, 'x');
  const std::uint32_t one = pool.add("one");
  const std::uint32_t big = pool.add(long_text);
  EXPECT_EQ(pool.add("one"), one);
  EXPECT_EQ(pool.add(""), no_string);
  EXPECT_EQ(pool.bytes().size(), 1 + 3 + 2 + long_text.size());
  const auto section = std::as_bytes(std::span(pool.bytes()));
  EXPECT_EQ(read_string(section, one), "one");
  EXPECT_EQ(read_string(section, big), long_text);
  EXPECT_EQ(read_string(section, no_string), "");
}

TEST(StringPool, ReadsNothingOutsideTheSection) {
  const std::string damaged =
      "\x05"
      "abc"
      "\xff\xff\xff";
  const auto section = std::as_bytes(std::span(damaged));
  for (std::uint32_t offset = 0; offset < 20; ++offset) {
    const std::string_view text = read_string(section, offset);
    EXPECT_TRUE(text.empty() || text.data() + text.size() <= damaged.data() + damaged.size());
  }
  EXPECT_EQ(read_string(section, 4), "") << "a size that never ends";
}

}  // namespace
}  // namespace gitctx
