#include "chunk/highlighter.h"

#include <gtest/gtest.h>

#include <string>

#include "chunk/language_rules.h"

namespace gitctx {
namespace {

/// The kind of the span that holds the first `word` of the text.
HighlightKind kind_at(std::string_view text, Language language, std::string_view word) {
  const std::size_t at = text.find(word);
  for (const HighlightSpan& span : highlight(text, language)) {
    if (span.bytes.begin <= at && at < span.bytes.end) return span.kind;
  }
  return HighlightKind::plain;
}

TEST(Highlighter, ColoursThePartsOfAFunction) {
  const char* text = "// Doc.\nint twice(int x) { return x * 20; }\n";
  EXPECT_EQ(kind_at(text, Language::c, "// Doc"), HighlightKind::comment);
  EXPECT_EQ(kind_at(text, Language::c, "int"), HighlightKind::type);
  EXPECT_EQ(kind_at(text, Language::c, "twice"), HighlightKind::function);
  EXPECT_EQ(kind_at(text, Language::c, "return"), HighlightKind::keyword);
  EXPECT_EQ(kind_at(text, Language::c, "20"), HighlightKind::number);
}

TEST(Highlighter, HonoursPredicatesOnNames) {
  const char* text = "const LIMIT = 1; const other = LIMIT;\n";
  EXPECT_EQ(kind_at(text, Language::javascript, "LIMIT"), HighlightKind::constant);
  EXPECT_EQ(kind_at(text, Language::javascript, "other"), HighlightKind::variable);
}

TEST(Highlighter, InheritsTheQueriesOfABaseLanguage) {
  EXPECT_EQ(kind_at("interface A { b: string }", Language::typescript, "interface"),
            HighlightKind::keyword);
  EXPECT_EQ(kind_at("let a = 'b'", Language::typescript, "'b'"), HighlightKind::string);
  EXPECT_EQ(kind_at("namespace a { int b = 1; }", Language::cpp, "namespace"),
            HighlightKind::keyword);
  EXPECT_EQ(kind_at("namespace a { int b = 1; }", Language::cpp, "1"), HighlightKind::number);
}

TEST(Highlighter, ColoursExcerptsThatBeginAndEndAnywhere) {
  const char* text = "    return \"a\"\n  }\n\n  if (x) {\n    y";
  EXPECT_EQ(kind_at(text, Language::java, "\"a\""), HighlightKind::string);
}

TEST(Highlighter, HasAQueryThatCompilesForEveryGrammar) {
  for (int i = 0; i < language_count; ++i) {
    const auto language = static_cast<Language>(i);
    if (rules_of(language) == nullptr) continue;
    const bool is_markdown = language == Language::markdown;
    const char* text =
        is_markdown ? "# Title\n" : "class A {\n  return \"b\"; // 1\n}\n<?php echo 1;";
    EXPECT_FALSE(highlight(text, language).empty()) << i;
  }
}

TEST(Highlighter, LeavesLanguagesWithoutAGrammarPlain) {
  EXPECT_TRUE(highlight("a: 1", Language::yaml).empty());
  EXPECT_TRUE(highlight("", Language::c).empty());
}

TEST(Highlighter, GivesSortedSpansThatDoNotOverlap) {
  const std::string text = "`a ${b + `c ${d}`} e`; /x/.test(\"\\n\"); <b c='d'>{e}</b>";
  for (const Language language : {Language::javascript, Language::tsx, Language::ruby}) {
    std::uint32_t at = 0;
    for (const HighlightSpan& span : highlight(text, language)) {
      EXPECT_GE(span.bytes.begin, at);
      EXPECT_GT(span.bytes.end, span.bytes.begin);
      at = span.bytes.end;
    }
    EXPECT_LE(at, text.size());
  }
}

}  // namespace
}  // namespace gitctx
