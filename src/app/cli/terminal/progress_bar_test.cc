#include "app/cli/terminal/progress_bar.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace gitctx {
namespace {

const IndexProgress half{.phase = IndexPhase::indexing, .files_done = 600, .files_total = 1200};

TEST(ProgressLine, ShowsBarCountRateAndTimeLeft) {
  EXPECT_EQ(
      progress_line(half, 2, {.utf8 = true, .columns = 100}),
      "Indexing  ███████████████░░░░░░░░░░░░░░░   50%  600/1,200 files  300 files/s  0:02 left");
  EXPECT_EQ(progress_line(half, 2, {.utf8 = false, .columns = 66}),
            "Indexing  ####....   50%  600/1,200 files  300 files/s  0:02 left");
}

TEST(ProgressLine, NeverIsAsWideAsTheTerminal) {
  for (int columns = 1; columns < 160; ++columns) {
    const std::string line = progress_line(half, 2, {.utf8 = true, .columns = columns});
    EXPECT_LT(display_width(line), static_cast<std::size_t>(std::max(columns, 2))) << columns;
  }
}

TEST(ProgressLine, HasNoRateInTheFirstMoment) {
  EXPECT_EQ(progress_line(half, 0.1, {.columns = 40}).find("files/s"), std::string::npos);
}

TEST(ProgressLine, IsATitleWhileTheTotalIsUnknown) {
  EXPECT_EQ(progress_line({}, 5, {.columns = 80}), "Listing files");
}

}  // namespace
}  // namespace gitctx
