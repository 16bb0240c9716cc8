#include "eval/queries/line_begins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gitctx {
namespace {

TEST(LineBegins, CountsTheLineBreaksBeforeAByte) {
  for (const std::string text : {"", "\n", "a", "a\n", "\n\na\nbc\n\n"}) {
    const LineBegins lines(text);
    for (std::size_t byte = 0; byte <= text.size(); ++byte) {
      const auto breaks = std::ranges::count(text.substr(0, byte), '\n');
      EXPECT_EQ(lines.line_at(byte), 1 + breaks) << text << byte;
      EXPECT_EQ(lines.begin_of(lines.line_at(byte)), text.substr(0, byte).rfind('\n') + 1);
    }
  }
}

TEST(LineBegins, KnowsTheBytesOfLines) {
  const LineBegins lines("ab\n\ncd\nef");
  EXPECT_EQ(lines.bytes_of({1, 1}), (ByteRange{0, 3}));
  EXPECT_EQ(lines.bytes_of({2, 3}), (ByteRange{3, 7}));
  EXPECT_EQ(lines.bytes_of({3, 9}), (ByteRange{4, 9}));
  EXPECT_EQ(lines.bytes_of({5, 9}).size(), 0u);
  EXPECT_EQ(lines.bytes_of({3, 2}).size(), 0u);
  EXPECT_EQ(LineBegins("ab\n").bytes_of({2, 2}).size(), 0u);
  EXPECT_EQ(LineBegins("").bytes_of({1, 1}).size(), 0u);
}

}  // namespace
}  // namespace gitctx
