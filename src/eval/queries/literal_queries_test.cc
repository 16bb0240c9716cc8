#include "eval/queries/literal_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <vector>

namespace gitctx {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(LiteralCandidates, OfCodeAreStringsAndComments) {
  EXPECT_THAT(literal_candidates("# A comment about the cache\n"
                                 "raise Error(\"cannot open the file\", 'or the folder of it')\n"
                                 "plain code line here = one\n"
                                 "def f():\n"
                                 "    \"\"\"The description of the function.\"\"\"\n",
                                 Language::python),
              ElementsAre("cannot open the file", "or the folder of it",
                          "A comment about the cache", "The description of the function."));
}

TEST(LiteralCandidates, AStringIsWhole) {
  for (const char* const line :
       {"f(\"the size of it is %\" FORMAT);\n",
        "f(\"the first part of\"\n  \" the text of it\");\n", "f(\" and the rest of it\");\n",
        "f(\"the user said \\\"no\\\" to it\");\n", "f(\"td>{{ name of the user }}\");\n",
        "f(\"an open tag of <b of it\");\n"}) {
    EXPECT_THAT(literal_candidates(line, Language::c), IsEmpty()) << line;
  }
  EXPECT_THAT(literal_candidates("puts(\"cannot open '%s' of it\");\n", Language::c),
              ElementsAre("cannot open '%s' of it"));
}

TEST(LiteralCandidates, ALineOfACommentIsASentence) {
  EXPECT_THAT(literal_candidates("/* The first line of a sentence that\n"
                                 " * continues on the next line.\n"
                                 " * A whole sentence of the comment.\n"
                                 " */\n"
                                 "// for the storage of proxies\n"
                                 "int a;\n"
                                 "// ends in a full stop only.\n",
                                 Language::c),
              ElementsAre("A whole sentence of the comment.", "ends in a full stop only."));
}

TEST(LiteralCandidates, OfDocumentsAreWholeLines) {
  EXPECT_THAT(literal_candidates("## How to build it\n\nThe first line is\nnot the whole one.\n\n"
                                 "- One item of the list\n- --flag of the Second one\n",
                                 Language::markdown),
              ElementsAre("How to build it", "One item of the list"));
  EXPECT_THAT(literal_candidates("- it's the user's own file\ntitle: \"The name of the page\"\n",
                                 Language::yaml),
              ElementsAre("The name of the page"));
}

/// A slow scan would search the rest of the line for the end of a string at every quote.
TEST(LiteralCandidates, TakeTimeInProportionToTheLine) {
  std::string line;
  while (line.size() < 3'000'000) line += "'a ";
  const std::clock_t begin = std::clock();
  EXPECT_THAT(literal_candidates(line, Language::c), IsEmpty());
  EXPECT_LT(std::clock() - begin, std::clock_t{10} * CLOCKS_PER_SEC);
}

TEST(LiteralCandidates, OfALongLineIsTheFirstSentence) {
  std::string line = "A first sentence of the line. W";
  for (int i = 0; i < 50; ++i) line += "ord ";
  EXPECT_THAT(literal_candidates(line, Language::plain_text),
              ElementsAre("A first sentence of the line."));
  EXPECT_THAT(literal_candidates(line.substr(30), Language::plain_text), IsEmpty());
}

TEST(LiteralCandidates, DataAndCodeAreNone) {
  for (const char* const line :
       {"Two words", "X = 1 + 2 * 3 - 4", "See the page https://example.org",
        "Copyright of the authors of it", "1, 2, 3, four, five, six", "A b c d e f g h",
        "See [the page](of it) for more", "The `name` of the user"}) {
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
  EXPECT_THAT(counter.counts(), ElementsAre(3u, 1u, 0u));
}

TEST(OccurrenceCounter, CountsTextsAtTheFrontOfOthers) {
  const std::vector<std::string> texts{
      "cannot open the file of it", "cannot open", "cannot open a b",
      "cannot open the file",       "cannot open", "cannot open the zoo"};
  OccurrenceCounter counter(texts);
  counter.add("cannot open the file of it");
  counter.add("cannot open the file of her");
  counter.add("cannot open the zoology");
  counter.add("cannot open the");
  EXPECT_THAT(counter.counts(), ElementsAre(1u, 4u, 0u, 2u, 4u, 1u));
}

/// Many texts with the same first bytes, each of which occurs once.
TEST(OccurrenceCounter, ComparesAPlaceWithFewTexts) {
  constexpr std::size_t count = 50'000;
  std::vector<std::string> texts;
  std::string file;
  for (std::size_t i = 0; i < count; ++i) {
    texts.push_back("cannot open the file " + std::to_string(count + i));
    file += texts.back() + "\n";
  }
  OccurrenceCounter counter(texts);
  counter.add(file);
  EXPECT_THAT(counter.counts(), Each(1u));
  EXPECT_LE(counter.comparisons(), 20 * count);  // 2^16 > count
}

}  // namespace
}  // namespace gitctx
