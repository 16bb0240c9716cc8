#include "eval/queries/commit_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gitctx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SurvivingLines, AreTheAddedLinesThatAreStillThere) {
  const FileVersions versions{.before = "first line\nkeep me\n",
                              .after = "first line\nnew line one\n}\n  new line two\nkeep me\n"};
  EXPECT_THAT(surviving_lines(versions, versions.after), ElementsAre(2u, 4u));
  EXPECT_THAT(surviving_lines(versions, "top\nfirst line\n\tnew line one\n}\nkeep me\n"),
              ElementsAre(3u));
  EXPECT_THAT(surviving_lines(versions, ""), IsEmpty());
}

TEST(SurvivingLines, AMovedLineIsNotAdded) {
  EXPECT_THAT(
      surviving_lines({"one line\ntwo line\n", "two line\none line\n"}, "two line\none line\n"),
      IsEmpty());
}

TEST(SurvivingLines, LinesThatOccurMoreOftenNowCannotBeTold) {
  const FileVersions twice{.before = "", .after = "same line\nother\nsame line\n"};
  EXPECT_THAT(surviving_lines(twice, twice.after), ElementsAre(1u, 2u, 3u));
  EXPECT_THAT(surviving_lines(twice, "same line\nsame line\nsame line\n"), IsEmpty());
  EXPECT_THAT(surviving_lines({"same line\n", "same line\nsame line\n"}, "same line\nsame line\n"),
              IsEmpty());
}

TEST(SurvivingLines, ADeletedFileHasNone) {
  EXPECT_THAT(surviving_lines({"one line\n", ""}, "one line\n"), IsEmpty());
}

}  // namespace
}  // namespace gitctx
