#include "eval/queries/literal_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

namespace gitctx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LiteralCandidates, OfCodeAreStringsAndComments) {
  EXPECT_THAT(literal_candidates("# A comment about the cache\n"
                                 "raise Error(\"cannot open the file\", 'or the folder of it')\n"
                                 "plain code line here = one\n"
                                 "def f():\n"
                                 "    \"\"\"The description of the function.\"\"\"\n",
                                 Language::python),
              ElementsAre("A comment about the cache", "cannot open the file",
                          "or the folder of it", "The description of the function."));
}

TEST(LiteralCandidates, OfOtherFilesAreLinesAndStrings) {
  EXPECT_THAT(literal_candidates("- it's the user's own file\ntitle: \"The name of the page\"\n",
                                 Language::yaml),
              ElementsAre("it's the user's own file", "The name of the page"));
  EXPECT_THAT(literal_candidates("## How to build it\n", Language::markdown),
              ElementsAre("How to build it"));
}

TEST(LiteralCandidates, AnOpenQuoteHidesNoOtherQuote) {
  EXPECT_THAT(literal_candidates("x = 'a 'b \"the name of the page\" 'c\n", Language::c),
              ElementsAre("the name of the page"));
}

/// Each quote before a letter could begin a search for the end of its string.
TEST(LiteralCandidates, TakeTimeInProportionToTheLine) {
  std::string line;
  while (line.size() < 3'000'000) line += "'a ";
  const std::clock_t begin = std::clock();
  EXPECT_THAT(literal_candidates(line, Language::c), IsEmpty());
  EXPECT_LT(std::clock() - begin, std::clock_t{10} * CLOCKS_PER_SEC);
}

TEST(LiteralCandidates, ALongLineIsCutAfterAWord) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "word ";
  const std::vector<std::string_view> candidates = literal_candidates(line, Language::plain_text);
  ASSERT_EQ(candidates.size(), 1u);
  // 32 words of four letters with 31 blanks.
  EXPECT_EQ(candidates[0], line.substr(0, 159));
}

TEST(LiteralCandidates, DataAndCodeAreNone) {
  for (const char* const line :
       {"two words", "x = 1 + 2 * 3 - 4", "see the page https://example.org",
        "Copyright of the authors of it", "1, 2, 3, four, five, six", "a b c d e f g h"}) {
    EXPECT_THAT(literal_candidates(line, Language::plain_text), IsEmpty()) << line;
  }
  EXPECT_THAT(literal_candidates("x = \"one line\\\\nof two lines\"\n", Language::python),
              IsEmpty());
}

TEST(OccurrenceCounter, CountsEveryOccurrence) {
  const std::vector<std::string> texts{"cannot open", "cannot open the file", "elsewhere"};
  OccurrenceCounter counter(texts);
  counter.add("cannot open the file, cannot open");
  counter.add("");
  counter.add("open");
  counter.add("I cannot open");
  EXPECT_EQ(counter.count(0), 3u);
  EXPECT_EQ(counter.count(1), 1u);
  EXPECT_EQ(counter.count(2), 0u);
}

}  // namespace
}  // namespace gitctx
