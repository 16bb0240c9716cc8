#include "app/cli/terminal/messages.h"

#include <gtest/gtest.h>

#include "app/field_limits.h"

namespace gitctx {
namespace {

TEST(MessageText, IsASentenceAndAHint) {
  EXPECT_EQ(message_text({"it failed", ""}), "gitctx: it failed\n");
  EXPECT_EQ(message_text({"it failed", "Run: x"}), "gitctx: it failed\nRun: x\n");
}

// Messages quote servers, files and names.
TEST(MessageText, ShowsWhatItQuotes) {
  EXPECT_EQ(message_text({"server: \x1b]0;owned\a\u009b31m\u202e\nx", "a\U000e0041\u200b"}),
            "gitctx: server: \\x1b]0;owned\\x07\\x9b31m\\u{202e}\\nx\na\\u{e0041}\\u{200b}\n");
}

TEST(MessageText, IsNeverLong) {
  const std::string huge(20'000'000, 'x');
  EXPECT_LT(message_text({huge, huge}).size(), 2 * field_limit::message + 20);
}

}  // namespace
}  // namespace gitctx
