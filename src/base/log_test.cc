#include "base/log.h"

#include <gtest/gtest.h>

#include <vector>

namespace gitctx {
namespace {

TEST(Log, WritesOneSafeLinePerEventOfTheLevel) {
  std::vector<std::string> lines;
  set_log(LogLevel::info, [&](std::string_view line) { lines.emplace_back(line); });
  log_event(LogLevel::debug, "unseen");
  log_event(LogLevel::info, "segment",
            {{"files", std::uint64_t{3}},
             {"seconds", 0.25},
             {"path", "a b\n\"=\x1b\u202e"},
             {"none", ""}});
  log_event(LogLevel::warn, "two words");
  set_log(LogLevel::off, {});
  log_event(LogLevel::warn, "unseen");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[0].starts_with("time=2")) << lines[0];
  EXPECT_TRUE(
      lines[0].ends_with("Z level=info event=segment files=3 seconds=0.25 "
                         "path=\"a b\\n\\\"=\\x1b\\u{202e}\" none=\"\""))
      << lines[0];
  EXPECT_TRUE(lines[1].ends_with(" level=warn event=\"two words\"")) << lines[1];
}

}  // namespace
}  // namespace gitctx
