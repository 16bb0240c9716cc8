#include "llm/tasks/citation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

namespace gitctx {
namespace {

/// Lines 1 to 100 of these files are known.
bool is_known(const Citation& citation) {
  const bool is_file = citation.path == "src/a.cc" || citation.path == "app/[id]/page.tsx" ||
                       citation.path == "a, b.md" || citation.path == "Makefile";
  return is_file && citation.lines.last <= 100;
}

std::string marked(std::string_view text) {
  CitationMarker marker(is_known);
  std::string out = marker.add(text);
  return out + marker.finish();
}

std::string list(const std::vector<Citation>& citations) {
  std::string text;
  for (const Citation& each : citations) {
    text += fmt::format("{}:{}-{} ", each.path, each.lines.first, each.lines.last);
  }
  return text;
}

TEST(Citation, IsReadInTheFormsThatModelsWrite) {
  const Citation wanted{"src/a.cc", {10, 20}};
  for (const char* text : {"src/a.cc:10-20", " `src/a.cc:10-20` ", "src/a.cc:L10-L20",
                           "src/a.cc#L10-L20", "src/a.cc:10\u201320", "src/a.cc:20-10"}) {
    EXPECT_EQ(parse_citation(text), wanted) << text;
  }
  EXPECT_EQ(parse_citation("src/a.cc:10"), (Citation{"src/a.cc", {10, 10}}));
  EXPECT_EQ(parse_citation("a-1:2"), (Citation{"a-1", {2, 2}}));
}

TEST(Citation, IsNotReadOutOfOtherTexts) {
  for (const char* text : {"", ":", ":1", "src/a.cc", "src/a.cc:", "src/a.cc:x", "10-20", "a 10-20",
                           "src/a.cc:0", "src/a.cc:10-", "src/a.cc:99999999999"}) {
    EXPECT_EQ(parse_citation(text), std::nullopt) << text;
  }
}

TEST(CitationMarker, LeavesKnownCitationsAsTheyAre) {
  const std::string text = "It opens [src/a.cc:1-9], then [src/a.cc:12][Makefile:3-3].";
  CitationMarker marker(is_known);
  EXPECT_EQ(marker.add(text) + marker.finish(), text);
  EXPECT_EQ(list(marker.accepted()), "src/a.cc:1-9 src/a.cc:12-12 Makefile:3-3 ");
  EXPECT_TRUE(marker.rejected().empty());
}

TEST(CitationMarker, MarksCitationsOfUnknownFilesAndLines) {
  CitationMarker marker(is_known);
  EXPECT_EQ(marker.add("A [src/b.cc:1-9] and [src/a.cc:90-101]."),
            "A [src/b.cc:1-9 (not in the sources)] and [src/a.cc:90-101 (not in the sources)].");
  EXPECT_EQ(list(marker.rejected()), "src/b.cc:1-9 src/a.cc:90-101 ");
  EXPECT_TRUE(marker.accepted().empty());
}

TEST(CitationMarker, ReadsSeveralCitationsInOneBracket) {
  EXPECT_EQ(marked("[src/a.cc:1-2, src/b.cc:3; src/a.cc:4, 7-9, 300]"),
            "[src/a.cc:1-2, src/b.cc:3 (not in the sources); src/a.cc:4, 7-9, 300 (not in the "
            "sources)]");
}

TEST(CitationMarker, KnowsPathsWithBracketsAndCommas) {
  CitationMarker marker(is_known);
  const std::string text = "[app/[id]/page.tsx:1-9] [a, b.md:3-4] [see [src/a.cc:1-2] there]";
  EXPECT_EQ(marker.add(text) + marker.finish(), text);
  EXPECT_EQ(list(marker.accepted()), "app/[id]/page.tsx:1-9 a, b.md:3-4 src/a.cc:1-2 ");
}

TEST(CitationMarker, ListsEachCitationOnce) {
  CitationMarker marker(is_known);
  marker.add("[src/a.cc:1-2] [src/a.cc:1-2] [x/y:1] [x/y:1]");
  EXPECT_EQ(list(marker.accepted()), "src/a.cc:1-2 ");
  EXPECT_EQ(list(marker.rejected()), "x/y:1-1 ");
}

TEST(CitationMarker, LeavesOtherBracketsAlone) {
  for (const char* text :
       {"a[i] = b[10:20];", "[link](src/b.cc:1)", "[] [x:3] [note]", "[at 10:30]",
        "[http://localhost:80]", "- [ ] do", "[open", "[src/b.cc:1\n]", "]] ["}) {
    EXPECT_EQ(marked(text), text);
  }
}

TEST(CitationMarker, MarksNothingInCode) {
  const std::string text = "```py\nx[self.a:10]\n```\n`m[self.b:2]` then [self/c:3]\n";
  EXPECT_EQ(marked(text),
            "```py\nx[self.a:10]\n```\n`m[self.b:2]` then [self/c:3 (not in the sources)]\n");
  CitationMarker marker(is_known);
  marker.add("`[src/a.cc:1-2]`");
  EXPECT_EQ(list(marker.accepted()), "src/a.cc:1-2 ");
}

TEST(CitationMarker, FindsACitationAfterABracketThatNeverCloses) {
  EXPECT_EQ(marked("[open [b/c:1]\n"), "[open [b/c:1 (not in the sources)]\n");
  const std::string long_text = "[" + std::string(1000, 'x') + "[b/c:1]";
  EXPECT_EQ(marked(long_text), "[" + std::string(1000, 'x') + "[b/c:1 (not in the sources)]");
}

TEST(CitationMarker, GivesTheSameTextHoweverItIsCut) {
  constexpr unsigned seed = 9;
  std::mt19937 random(seed);
  const std::vector<std::string> parts{"[",  "]",  "src/a.cc",     ":1-2",    "x/y",   "`", "```",
                                       "\n", ", ", "[src/a.cc:3]", "[b/c:4]", " word "};
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 30; ++i) text += parts[random() % parts.size()];
    CitationMarker marker(is_known);
    std::string out;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 9, rest.size());
      out += marker.add(rest.substr(0, size));
      rest.remove_prefix(size);
    }
    out += marker.finish();
    ASSERT_EQ(out, marked(text)) << "seed " << seed;
    // Without the marks, the output is the input.
    constexpr std::string_view mark = " (not in the sources)";
    for (std::size_t at; (at = out.find(mark)) != std::string::npos;) out.erase(at, mark.size());
    ASSERT_EQ(out, text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace gitctx
