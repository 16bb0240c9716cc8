#include "eval/queries/prose_query.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

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

TEST(ProseQuery, AMillionMarksAreRemovedAtOnce) {
  std::string prose;
  for (int i = 0; i < 1'000'000; ++i) prose += "% ";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(query_of_prose(prose + "Waits longer after each failure.", ""),
            "Waits longer after each failure");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(ProseQuery, IsNoneForASentenceOfLongWords) {
  EXPECT_EQ(query_of_prose("Waits longer after the " + std::string(2'000, 'x'), ""), std::nullopt);
}

TEST(ProseQuery, AnAbbreviationDoesNotEndTheSentence) {
  EXPECT_EQ(query_of_prose("Frames are allowed up to 125 bytes, rfc6455, ch. 5.5. They end.", ""),
            "Frames are allowed up to 125 bytes, rfc6455, ch. 5.5");
  EXPECT_EQ(query_of_prose("Compares the names of users vs. Groups of the host. Never fails.", ""),
            "Compares the names of users vs. Groups of the host");
}

TEST(ProseQuery, CharactersInsideStay) {
  EXPECT_EQ(query_of_prose("Waits for x + 1 rounds (+ one zero byte) of the server.", ""),
            "Waits for x + 1 rounds (+ one zero byte) of the server");
  EXPECT_EQ(query_of_prose("- Waits for the reply - of the server", ""),
            "Waits for the reply - of the server");
}

TEST(ProseQuery, NotesAndSentencesThatNeedTheirPlaceAreNone) {
  for (const char* prose :
       {"This struct is used for parsing a LIST response", "It parses the response of the server",
        "These plugins are called by the action plugins", "is the maximum size of all headers",
        "are the names of all users in the group", "general info, useful for other parsers",
        "Note this is a mapping of names to users",
        "FIX"
        "ME the parser of the names is slow",
        "TO"
        "DO: parse the names of the users",
        "Parse the names. x NOTE: slow for the users",
        "NEWER_RE = re.compile(r' is newer or same age.$')",
        "the size of the buffer (without zero"}) {
    EXPECT_EQ(query_of_prose(prose, ""), std::nullopt) << prose;
  }
  EXPECT_EQ(query_of_prose("LIMIT is the maximum size of all headers", "LIMIT"), std::nullopt);
}

TEST(QuotedFrom, IsTheSameTextWithoutMarkers) {
  EXPECT_TRUE(is_quoted_from("Waits for the server", "/* Waits for\n * the `server`. */"));
  EXPECT_TRUE(is_quoted_from("Works like app.run here", "Works like :meth:`~app.run` here."));
  EXPECT_FALSE(is_quoted_from("Waits 5 s of the", "// Waits -5 s\n// of the"));
  EXPECT_FALSE(is_quoted_from("type cw-out\" writes", "// type\n// \"cw-out\" writes"));
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
        "Dockerfile: update the compiler to v14", "update the base image digest to fb197b7",
        "update the pinned action of builds to fb197b7", "fixup! Keep the order of results",
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

TEST(CommitQuery, LinesForToolsAreLeftOut) {
  EXPECT_EQ(
      query_of_commit("Keep the order of equal results",
                      "Two runs gave two orders.\r\n---------\r\n"
                      "Closes #12\nFixes: #13 and org/repo#14\nFollow-up to 178964184ae8bad0\n"
                      "Ref: the list\nhttps://example.org/a\nSee also #9.\nci_complete\n"
                      "Fix the order of 12 results.\nReported-by: Ada\n"),
      "Keep the order of equal results\n\nTwo runs gave two orders.\n"
      "Fix the order of 12 results.");
}

TEST(CommitQuery, ALongBodyIsCutAfterASentence) {
  std::string body;
  for (int i = 0; i < 40; ++i) body += "Twenty bytes of it.\n";
  const auto query = query_of_commit("Keep the order of equal results", body);
  ASSERT_TRUE(query);
  // The subject has 31 bytes, so 567 are left: 28 lines of 20 bytes, without the last line break.
  EXPECT_EQ(query->size(), 31u + 2 + 28 * 20 - 1);
  EXPECT_TRUE(query->ends_with("Twenty bytes of it."));
  EXPECT_EQ(query_of_commit("Keep the order of equal results", std::string(700, 'x') + " y"),
            "Keep the order of equal results");
}

}  // namespace
}  // namespace gitctx
