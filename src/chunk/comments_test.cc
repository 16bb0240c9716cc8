#include "chunk/comments.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ctime>
#include <string>
#include <vector>

namespace gitctx {
namespace {

using Strings = std::vector<std::string>;

Strings comments(std::string_view text, Language language) {
  Strings found;
  for (const ByteRange range : comment_ranges(text, language)) {
    found.emplace_back(text.substr(range.begin, range.size()));
  }
  return found;
}

TEST(CommentRanges, JoinsCommentsOfFollowingLines) {
  EXPECT_EQ(comments("// a\n// b\nint x; // c\n\n// d\n", Language::cpp),
            (Strings{"// a\n// b", "// c", "// d"}));
}

TEST(CommentRanges, ACommentBehindCodeIsNotContinued) {
  EXPECT_EQ(comments("x = 1  # a\n# b\n", Language::python), (Strings{"# a", "# b"}));
}

TEST(CommentRanges, StringsAreNoComments) {
  EXPECT_EQ(comments("a = \"// no\"; b = '\\'// no'; /* yes */", Language::java),
            (Strings{"/* yes */"}));
  EXPECT_EQ(comments("s := `a\n// no\n` // yes", Language::go), (Strings{"// yes"}));
}

TEST(CommentRanges, LifetimesStartNoString) {
  EXPECT_EQ(comments("fn f<'a>(x: &'a str) {} // yes", Language::rust), (Strings{"// yes"}));
}

TEST(CommentRanges, DocumentationStringsCount) {
  EXPECT_EQ(comments("def f():\n  \"\"\"Adds.\n\n  Well.\"\"\"\n  x = \"\"\"no\"\"\"\n",
                     Language::python),
            (Strings{"\"\"\"Adds.\n\n  Well.\"\"\""}));
  EXPECT_EQ(comments("@doc \"\"\"\nAdds.\n\"\"\"\ndef f, do: 1", Language::elixir),
            (Strings{"\"\"\"\nAdds.\n\"\"\""}));
}

TEST(CommentRanges, AHashInsideAWordOfAShellIsNone) {
  EXPECT_EQ(comments("#!/bin/sh\necho $# ${x#y} # yes\n", Language::bash), (Strings{"# yes"}));
}

TEST(CommentRanges, AnOpenCommentEndsWithTheText) {
  EXPECT_EQ(comments("int x; /* a", Language::c), (Strings{"/* a"}));
}

TEST(CommentRanges, OnlyBlanksMayPrecedeADocumentationString) {
  EXPECT_EQ(
      comments("  \"\"\"a\"\"\" \"\"\"b\"\"\"\n \"\"\"c\"\"\"\nx \"\"\"d\"\"\"", Language::python),
      (Strings{"\"\"\"a\"\"\"", "\"\"\"c\"\"\""}));
}

TEST(CommentRanges, AnEscapedQuoteIsNoEnd) {
  EXPECT_EQ(comments("\"a\\\"// no\" // yes", Language::c), (Strings{"// yes"}));
  EXPECT_EQ(comments("\"a\\\"// b\n\"// no\"", Language::c), (Strings{"// b"}));
  EXPECT_EQ(comments("`a\\`// b\n// c", Language::go), (Strings{"// b", "// c"}));
  EXPECT_EQ(comments("'\\''// a", Language::c), (Strings{"// a"}));
}

/// For these texts, a lexer that searches again at each comment or quote needs half a minute.
TEST(CommentRanges, TakeTimeInProportionToTheText) {
  const auto repeated = [](const std::string& piece) {
    constexpr std::size_t size = 1'000'000;
    std::string text;
    while (text.size() < size) text += piece;
    return text;
  };
  const std::string blanks(500'000, ' ');
  using enum Language;
  for (const std::string& text :
       {repeated("/*"), repeated("/**/"), repeated("(*"), repeated("{-"), repeated("<!-- -->"),
        repeated("--[["), repeated("<#"), repeated("\n=begin"), repeated("\\\""), repeated("\\'"),
        repeated("'\\"), repeated("\\`"), repeated("'a "), repeated("\"\"\"\"\"\" "),
        repeated("/*\"\"\""), blanks + repeated("\"\"\""), blanks + repeated("/**/"),
        repeated(" #")}) {
    for (const Language language : {c, go, java, python, html, haskell, lua, ocaml, ruby}) {
      constexpr std::clock_t most = 10 * CLOCKS_PER_SEC;
      const std::clock_t begin = std::clock();
      comment_ranges(text, language);
      EXPECT_LT(std::clock() - begin, most)
          << text.substr(0, 8) << " " << static_cast<int>(language);
    }
  }
  EXPECT_EQ(comments(repeated("/*"), c).front(), "/*/*/");
  const std::clock_t begin = std::clock();
  EXPECT_FALSE(comment_prose(repeated("<a ")).empty());
  EXPECT_LT(std::clock() - begin, std::clock_t{10} * CLOCKS_PER_SEC);
}

RC_GTEST_PROP(CommentRanges, LieInOrderInTheText, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::element('/', '*', '#', '-', '{', '}', '"', '\'', '`', '\n', ' ', 'a', '[', ']'));
  const auto language = static_cast<Language>(*rc::gen::inRange(0, language_count));
  std::uint32_t end = 0;
  for (const ByteRange range : comment_ranges(text, language)) {
    RC_ASSERT(range.begin >= end);
    RC_ASSERT(range.begin < range.end);
    RC_ASSERT(range.end <= text.size());
    end = range.end;
  }
}

TEST(CommentProse, MarkersTagsAndDecorationAreLeftOut) {
  EXPECT_EQ(comment_prose("/**\n * Adds {@link Foo numbers}\n * to <b>one</b>.\n *\n * Well.\n"
                          " * @param x no\n */"),
            "Adds Foo numbers to one.\nWell.");
  EXPECT_EQ(
      comment_prose("/// <summary>\n/// Opens a file.\n/// </summary>\n/// <param name=\"x\">"),
      "Opens a file.");
  EXPECT_EQ(comment_prose("# ====\n# Adds.\n# ===="), "Adds.");
  EXPECT_EQ(comment_prose("-- | Adds `x`."), "Adds x.");
  EXPECT_EQ(comment_prose("\"\"\"Adds.\n\n    Args:\n      x: no\n\"\"\""), "Adds.");
  EXPECT_EQ(comment_prose("{@"), "");
}

}  // namespace
}  // namespace gitctx
