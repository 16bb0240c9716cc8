#include "chunk/prepare/conditional_braces.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::string kept(std::string_view text) {
  const CodeSkeleton skeleton = skeleton_of(text, Language::c);
  return ConditionalBraces(skeleton).keep_one_branch(std::string(text));
}

constexpr std::string_view two_openings = "#if A\nint f() {\n#else\nint g() {\n#endif\n}\n";

TEST(ConditionalBraces, KeepTheFirstBranch) {
  EXPECT_EQ(kept(two_openings), "     \nint f() {\n     \n         \n      \n}\n");
  EXPECT_EQ(kept("#if 0\n{\n#else\n{\n#endif\n}"), "     \n \n     \n{\n      \n}");
  EXPECT_EQ(kept("#if A\n{\n#endif\n#if A\n}\n#endif\n"), "     \n{\n      \n     \n}\n      \n");
}

TEST(ConditionalBraces, CountTheKeptBranchOfAnInnerGroup) {
  EXPECT_EQ(kept("#if A\n#if B\n{\n#else\n{ {\n#endif\n}\n#endif\n"),
            "#if A\n     \n{\n     \n   \n      \n}\n#endif\n");
}

TEST(ConditionalBraces, LeaveGroupsThatAGrammarCanRead) {
  for (const char* text :
       {"#if A\nint f() {}\n#else\nint g() {}\n#endif\n", "#if A\n'{'\n#else\n\"{\"\n#endif\n",
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\n", "#if A\n} else {\n#endif\n",
        "#endif\n{\n#else\n", "#if A\n{\n"}) {
    EXPECT_EQ(kept(text), text);
    EXPECT_EQ(ConditionalBraces(skeleton_of(text, Language::c)).group_count(), 0u) << text;
  }
}

TEST(ConditionalBraces, KnowTheirBlankLines) {
  const ConditionalBraces braces(skeleton_of(two_openings, Language::c));
  const std::vector<ConditionalBraces::BlankLines> blank = braces.blank_lines();
  ASSERT_EQ(blank.size(), 2u);
  EXPECT_EQ(blank[0].first, 0u);
  EXPECT_EQ(blank[0].last, 0u);
  EXPECT_TRUE(blank[0].is_before);
  EXPECT_EQ(blank[1].first, two_openings.find("#else"));
  EXPECT_EQ(blank[1].last, two_openings.find("#endif"));
  EXPECT_FALSE(blank[1].is_before);
}

TEST(ConditionalBraces, CloseTheBracesOfEachBranch) {
  const CodeSkeleton skeleton = skeleton_of(two_openings, Language::c);
  const ConditionalBraces braces(skeleton);
  const ConditionalBraces::Openings found = braces.openings(two_openings, Language::c);
  EXPECT_EQ(found.text, "\nint f() {\n};\n\nint g() {\n};\n");
  ASSERT_EQ(found.branches.size(), 2u);
  EXPECT_TRUE(found.branches[0].is_kept);
  EXPECT_EQ(found.branches[0].offset, 0u);
  EXPECT_EQ(found.branches[0].begin, 5u);
  EXPECT_EQ(found.branches[0].end, 16u);
  EXPECT_FALSE(found.branches[1].is_kept);
  EXPECT_EQ(found.branches[1].offset, 14u);
  EXPECT_EQ(braces.openings(two_openings, Language::csharp).text,
            "class Branch_of_if {\nint f() {\n}}\nclass Branch_of_if {\nint g() {\n}}\n");
}

}  // namespace
}  // namespace gitctx
