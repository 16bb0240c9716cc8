#include "eval/queries/prose_query.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(ProseQuery, IsTheFirstSentence) {
  EXPECT_EQ(query_of_prose("Waits longer after each failure. Gives up at last.", ""),
            "Waits longer after each failure");
  EXPECT_EQ(query_of_prose("Opens a file, e.g. one of the index. Then reads it.", ""),
            "Opens a file, e.g. one of the index");
  EXPECT_EQ(query_of_prose("Opens a file for the reader\nA second paragraph.", ""),
            "Opens a file for the reader");
}

TEST(ProseQuery, TheNameInFrontIsLeftOut) {
  EXPECT_EQ(query_of_prose("ParseConfig reads the settings of a user.", "ParseConfig"),
            "reads the settings of a user");
}

TEST(ProseQuery, RolesOfDocumentationToolsAreLeftOut) {
  EXPECT_EQ(query_of_prose("Works like :meth:~app.run : in the shell.", ""),
            "Works like app.run in the shell");
}

TEST(ProseQuery, WhatIsNoEnglishSentenceIsNone) {
  for (const char* prose :
       {"", "The end", "Returns the count of the", "Copyright of the authors of this file",
        "see https://example.org for the rest", "x = y in {a, b} if the z",
        "sets 0x10 and 0x20 of 0x30", "indicated by the value of the",
        "Gibt die Anzahl der Dateien aus", "deprecated: use the other function instead"}) {
    EXPECT_EQ(query_of_prose(prose, ""), std::nullopt) << prose;
  }
}

TEST(SubjectQuery, NumbersOfIssuesAndPullRequestsAreLeftOut) {
  EXPECT_EQ(query_of_subject("Keep the order of equal results (#123)"),
            "Keep the order of equal results");
  EXPECT_EQ(query_of_subject("ABC-12: Keep the order of equal results"),
            "Keep the order of equal results");
}

TEST(SubjectQuery, WhatSaysNothingAboutCodeIsNone) {
  for (const char* subject :
       {"", "Fix the parser", "Merge branch 'main' into the feature", "Bump zlib from 1.2 to 1.3",
        "Revert \"Keep the order of results\"", "Release 1.2 of the library",
        "Fix a typo in the reader", "chore(deps): update the action of the builds",
        "Dockerfile: update the compiler to v14", "fixup! Keep the order of results",
        "1 2 3 4 5 6"}) {
    EXPECT_EQ(query_of_subject(subject), std::nullopt) << subject;
  }
}

TEST(CommitQuery, HasTheSubjectAndTheBody) {
  EXPECT_EQ(query_of_commit("Keep the order of equal results (#123)", ""),
            "Keep the order of equal results");
  EXPECT_EQ(query_of_commit("Keep the order of equal results",
                            "Two runs gave\ntwo orders.\n\nFixes: the report\n"
                            "Signed-off-by: Ada <a@example.org>\nCo-authored-by: B <b@c.d>\n"
                            "(cherry picked from commit 178964184ae8bad0)\n"),
            "Keep the order of equal results\n\nTwo runs gave\ntwo orders.\n\nFixes: the report");
  EXPECT_EQ(query_of_commit("Keep the order of equal results", "Signed-off-by: A <a@b.c>\n"),
            "Keep the order of equal results");
  EXPECT_EQ(query_of_commit("Merge branch 'main' into the feature", "A body."), std::nullopt);
}

TEST(CommitQuery, ALongBodyIsCutAfterALine) {
  std::string body;
  for (int i = 0; i < 200; ++i) body += "nine byte\n";
  const auto query = query_of_commit("Keep the order of equal results", body);
  ASSERT_TRUE(query);
  // 150 lines of ten bytes are 1500 bytes; the last line break is not part of the query.
  EXPECT_EQ(query->size(), std::string("Keep the order of equal results\n\n").size() + 1499);
}

}  // namespace
}  // namespace gitctx
