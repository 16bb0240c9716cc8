#include "chunk/comments.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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
