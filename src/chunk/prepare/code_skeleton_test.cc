#include "chunk/prepare/code_skeleton.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

std::string code_of(std::string_view text, Language language = Language::cpp) {
  return skeleton_of(text, language).code;
}

TEST(CodeSkeleton, BlanksComments) {
  EXPECT_EQ(code_of("a // b{\nc /* d{\n e */ f"), "a      \nc      \n      f");
  EXPECT_EQ(code_of("a / b // c"), "a / b     ");
  EXPECT_EQ(code_of("/* open"), "       ");
  EXPECT_EQ(code_of("//"), "  ");
}

TEST(CodeSkeleton, KeepsTheQuotesOfLiterals) {
  EXPECT_EQ(code_of(R"(f("a{\"b", '{', '\'', x);)"), R"(f("     ", ' ', '  ', x);)");
  EXPECT_EQ(code_of("\"open {\nnext"), "\"      \nnext");
  EXPECT_EQ(code_of("1'000'000 + 0xA'B {"), "1'000'000 + 0xA'B {");
  EXPECT_EQ(code_of("R\"x(a\")\n{)x\" {"), "R\"     \n   \" {");
}

TEST(CodeSkeleton, KnowsTheStringsOfCSharp) {
  EXPECT_EQ(code_of(R"(@"a\" {)", Language::csharp), R"(@"  " {)");
  EXPECT_EQ(code_of(R"(@"a""{" {)", Language::csharp), R"(@"    " {)");
  EXPECT_EQ(code_of("\"\"\"a\"{\n\"\"\" {", Language::csharp), "\"     \n  \" {");
  EXPECT_EQ(code_of(R"($"{a}" {)", Language::csharp), R"($"   " {)");
}

TEST(CodeSkeleton, BlanksPreprocessorLines) {
  EXPECT_EQ(code_of("#define A {\\\n {\nb\n"), "            \n  \nb\n");
  EXPECT_EQ(code_of("#error don't {\nb"), "              \nb");
  EXPECT_EQ(code_of("#define G \"/*\"\nb"), "              \nb");
  EXPECT_EQ(code_of("/* x */ #if A /* {\n{ */\na # b"), "                  \n    \na # b");
}

TEST(CodeSkeleton, FindsConditionalLines) {
  const CodeSkeleton skeleton = skeleton_of(
      "#if 0\na\n# elif B\n#else\n#endif // x\n#ifdef __cplusplus\n#define C\n", Language::c);
  ASSERT_EQ(skeleton.conditionals.size(), 5u);
  using Kind = ConditionalLine::Kind;
  EXPECT_EQ(skeleton.conditionals[0].kind, Kind::opening);
  EXPECT_TRUE(skeleton.conditionals[0].is_never);
  EXPECT_FALSE(skeleton.conditionals[0].is_guard);
  EXPECT_EQ(skeleton.conditionals[0].end, 5u);
  EXPECT_EQ(skeleton.conditionals[1].kind, Kind::branch);
  EXPECT_EQ(skeleton.conditionals[1].begin, 8u);
  EXPECT_EQ(skeleton.conditionals[2].kind, Kind::branch);
  EXPECT_EQ(skeleton.conditionals[3].kind, Kind::closing);
  EXPECT_EQ(skeleton.conditionals[4].kind, Kind::opening);
  EXPECT_FALSE(skeleton.conditionals[4].is_never);
  EXPECT_TRUE(skeleton.conditionals[4].is_guard);
}

TEST(CodeSkeleton, FindsTheWordsOfClasses) {
  const CodeSkeleton skeleton =
      skeleton_of("class A; // class\nsubclass structs enum", Language::cpp);
  EXPECT_EQ(skeleton.class_words, (std::vector<std::size_t>{5, 39}));
}

TEST(CodeSkeleton, RecognisesNamesOfMacros) {
  EXPECT_TRUE(is_macro_name("QT_BEGIN_NAMESPACE"));
  EXPECT_TRUE(is_macro_name("_A1"));
  EXPECT_FALSE(is_macro_name("A"));
  EXPECT_FALSE(is_macro_name("__"));
  EXPECT_FALSE(is_macro_name("Widget"));
  EXPECT_EQ(identifier_at("a b_1(", 2), "b_1");
  EXPECT_EQ(identifier_at("a", 1), "");
  EXPECT_EQ(identifier_at("1a", 0), "");
}

TEST(CodeSkeleton, SkipsBracketsOfOneKind) {
  EXPECT_EQ(skip_brackets("f(a(b), c) d", 1), 10u);
  EXPECT_EQ(skip_brackets("Map<int, Set<int>>::T", 3), 18u);
  EXPECT_EQ(skip_brackets("[[a]b", 0), 0u) << "the brackets do not close";
  EXPECT_EQ(skip_brackets("[[a]] x", 0), 5u);
  EXPECT_EQ(skip_brackets("(" + std::string(3000, ' ') + ")", 0), 0u) << "too far away";
  EXPECT_EQ(skip_blanks("a \n\tb", 1), 4u);
  EXPECT_EQ(skip_blanks("a  ", 1), 3u);
}

}  // namespace
}  // namespace gitctx
