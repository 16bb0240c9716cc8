#include "search/hit_lines.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::uint32_t line_of(std::string_view text, std::string_view name) {
  return definition_line_of(text, name, Language::cpp).number;
}

TEST(DefinitionLineOf, SkipsCommentsAndAttributes) {
  EXPECT_EQ(line_of("// run starts it\n@run(1)\nvoid rerun();\nvoid run() {\n", "run"), 3U);
  EXPECT_EQ(line_of("#ifndef LIMIT\n#define LIMIT 3\n", "LIMIT"), 1U);
  EXPECT_EQ(line_of("x = 1\n", "run"), 0U);
  EXPECT_EQ(line_of("", "run"), 0U);
}

TEST(DefinitionLineOf, PrefersDefinitionsToUses) {
  EXPECT_EQ(line_of("app = make_app(1)\n\ndef make_app(n):\n", "make_app"), 2U);
  EXPECT_EQ(line_of("  a text about run\n  def self.run\n", "run"), 1U);
  EXPECT_EQ(line_of("run(x);\nx = run(y);\nreturn run(z);\nint run(int x)\n{\n", "run"), 3U);
  EXPECT_EQ(line_of("  run();\n  run(a, b) {\n", "run"), 1U);
  EXPECT_EQ(line_of("r.run(1)\nfunc (r *Ring) run(n int) {\n", "run"), 1U);
  EXPECT_EQ(line_of("use(run)\nrun = 3\n", "run"), 1U);
  EXPECT_EQ(line_of("f(run)\nexport const run = () => {\n", "run"), 1U);
  EXPECT_EQ(line_of("call(run)\nmacro_rules! run {\n", "run"), 1U);
  EXPECT_EQ(line_of("a.run\nattr_reader :run\n", "run"), 1U);
  EXPECT_EQ(line_of("go run(1)\nrun: function() {\n", "run"), 1U);
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
