#include "search/hit_lines.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(DefinitionLineOf, SkipsCommentsAndAttributes) {
  EXPECT_EQ(definition_line_of("// run starts it\n@run(1)\nvoid rerun();\nvoid run() {\n", "run"),
            3U);
  EXPECT_EQ(definition_line_of("#ifndef LIMIT\n#define LIMIT 3\n", "LIMIT"), 1U);
  EXPECT_EQ(definition_line_of("x = 1\n", "run"), 0U);
  EXPECT_EQ(definition_line_of("", "run"), 0U);
}

TEST(LinesOf, CountsTheLinesOfBytes) {
  EXPECT_EQ(lines_of("a\nbc\nd", {2, 4}), (LineRange{1, 1}));
  EXPECT_EQ(lines_of("a\nbc\nd", {0, 6}), (LineRange{0, 2}));
  EXPECT_EQ(lines_of("a\nbc\nd", {2, 5}), (LineRange{1, 1}));
}

TEST(MatchingLines, PutsTheLineWithTheMostWeightFirst) {
  WordTable words;
  const std::vector<ViewTerm> terms = {{"open", 1, 1, {}}, {"file", 1, 1, {}}, {"cach", 1, 3, {}}};
  EXPECT_EQ(matching_lines("open\nopen file\ncache\nother\nfile cached\n", terms, words),
            (std::vector<std::uint32_t>{4, 2, 1}));
  EXPECT_TRUE(matching_lines("other\n", terms, words).empty());
}

}  // namespace
}  // namespace gitctx
