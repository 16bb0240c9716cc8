#include "app/services/unreadable_files.h"

#include <gtest/gtest.h>

#include <vector>

namespace gitctx {
namespace {

const SkippedFile link{".gitignore", SkipReason::unreadable,
                       "its patterns are not used: it is a symbolic link to rules"};
const SkippedFile locked{"a.c", SkipReason::unreadable, "Permission denied"};
const SkippedFile binary{"b.png", SkipReason::binary, ""};

std::optional<Notice> notice(const std::vector<SkippedFile>& skipped) {
  return unreadable_notice(skipped);
}

TEST(UnreadableNotice, NamesAFileThatCouldNotBeRead) {
  EXPECT_EQ(notice({binary}), std::nullopt);
  EXPECT_EQ(notice({binary, locked}),
            (Notice{"cannot read a.c: Permission denied; the next run tries again", ""}));
}

TEST(UnreadableNotice, NamesARuleFileThatIsNotUsed) {
  EXPECT_EQ(
      notice({link}),
      (Notice{"the patterns of .gitignore are not used: it is a symbolic link to rules", ""}));
}

TEST(UnreadableNotice, CountsTheOthers) {
  EXPECT_EQ(notice({locked, link}),
            (Notice{"the patterns of .gitignore are not used: it is a symbolic link to rules; 1 "
                    "more file or folder could not be read",
                    "Run: gitctx status --skipped"}));
  EXPECT_EQ(notice({locked, locked, locked}),
            (Notice{"cannot read a.c: Permission denied; the next run tries again; 2 more files "
                    "or folders could not be read",
                    "Run: gitctx status --skipped"}));
}

}  // namespace
}  // namespace gitctx
