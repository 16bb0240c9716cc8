#include "chunk/prepare/script_blocks.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

std::string repeat(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

/// The kept text of the scripts, without the blanks around it.
std::string kept(std::string_view text, Language language = Language::vue) {
  const std::string copy = keep_scripts(text, language).text;
  if (copy.empty()) return "";
  EXPECT_EQ(copy.size(), text.size());
  for (std::size_t i = 0; i < copy.size(); ++i) {
    EXPECT_EQ(copy[i] == '\n' || copy[i] == '\r', text[i] == '\n' || text[i] == '\r') << i;
  }
  const std::size_t begin = copy.find_first_not_of(" \r\n");
  return copy.substr(begin, copy.find_last_not_of(" \r\n") - begin + 1);
}

TEST(ScriptBlocks, AreKeptInPlace) {
  const ScriptBlocks blocks = keep_scripts(
      "<template>\n<p>\xC3\xA9</p>\n</template>\n<script setup\n  lang=\"ts\">\nlet a = "
      "1\n</script>\n",
      Language::vue);
  EXPECT_EQ(
      blocks.text,
      "          \n         \n           \n             \n            \nlet a = 1\n         \n");
  EXPECT_EQ(blocks.language, Language::typescript);
  EXPECT_EQ(blocks.opening_tags, (std::vector<LineSpan>{{3, 5}}));
  EXPECT_EQ(blocks.closing_tags, (std::vector<LineSpan>{{6, 7}}));
}

TEST(ScriptBlocks, MayBeSeveral) {
  const std::string text =
      "<script context=\"module\">\nlet a = f\n</script>\n<script>\n(g)()\n</script>\n";
  const ScriptBlocks blocks = keep_scripts(text, Language::svelte);
  EXPECT_EQ(kept(text, Language::svelte), "let a = f\n         \n;       \n(g)()");
  EXPECT_EQ(blocks.opening_tags, (std::vector<LineSpan>{{0, 1}, {3, 4}}));
  EXPECT_EQ(blocks.closing_tags, (std::vector<LineSpan>{{2, 3}, {5, 6}}));
}

TEST(ScriptBlocks, MayHaveAnyCaseAndLineBreak) {
  EXPECT_EQ(kept("<SCRIPT>\r\na()\r\n</Script >\r\n"), "a()");
  EXPECT_EQ(kept("<script\r\n>a()</script\n>"), "a()");
  EXPECT_EQ(kept("<script>a()</script>b()</script>"), "a()");
  EXPECT_EQ(kept("<script lang=ts\nsetup>a()</script>"), "a()");
  EXPECT_EQ(kept("<script type=text/template\n>a()</script>"), "");
}

TEST(ScriptBlocks, EndAtTheFirstClosingTagOrAtTheEnd) {
  EXPECT_EQ(kept("<script>a('</script>')\nb()</script>"), "a('");
  EXPECT_EQ(kept("<script>a('<\\/script>')</script>"), "a('<\\/script>')");
  EXPECT_EQ(kept("<script>a('</scripts>')</script>"), "a('</scripts>')");
  EXPECT_EQ(kept("<p></p><script>a()\nb()\n"), "a()\nb()");
  EXPECT_EQ(kept("<script>a('<script>')</script>"), "a('<script>')");
  EXPECT_TRUE(keep_scripts("<script>a()", Language::html).closing_tags.empty());
}

TEST(ScriptBlocks, AreNothingElse) {
  EXPECT_EQ(kept(""), "");
  EXPECT_EQ(kept("<template><p/></template>"), "");
  EXPECT_EQ(kept("<script"), "");
  EXPECT_EQ(kept("<script>"), "");
  EXPECT_EQ(kept("<script> \n</script>"), "");
  EXPECT_EQ(kept("<scripts>a()</scripts>"), "");
  EXPECT_EQ(kept("<!-- <script>a()</script> -->"), "");
  EXPECT_EQ(kept("<!-- <script>a()</script>"), "a()") << "the comment has no end";
  EXPECT_EQ(kept("<style>/* <script> */</style><script>a()</script>"), "a()");
}

TEST(ScriptBlocks, AreInTheLanguageOfTheirAttributes) {
  EXPECT_EQ(kept("<script type=\"application/json\">{\"a\": 1}</script>"), "");
  EXPECT_EQ(kept("<script type=importmap>{}</script>"), "");
  EXPECT_EQ(kept("<script id='t' type = 'text/x-template'><p/></script>"), "");
  EXPECT_EQ(kept("<script lang=\"coffee\">a = -> 1</script>"), "");
  EXPECT_EQ(kept("<script async type=module>a()</script>"), "a()");
  EXPECT_EQ(kept("<script TYPE=\"text/JavaScript\">a()</script>"), "a()");
  EXPECT_EQ(kept("<script generic=\"T extends Array<U>\" setup>a()</script>"), "a()");
  EXPECT_EQ(keep_scripts("<script lang='tsx'>a()</script>", Language::vue).language, Language::tsx);
  EXPECT_EQ(keep_scripts("<script type='text/babel'>a()</script>", Language::html).language,
            Language::tsx);
}

TEST(ScriptBlocks, CloseThemselvesOnlyInComponents) {
  const std::string text = "<script src=\"a.js\" />\n<p>no</p>\n<script>a()</script>\n";
  EXPECT_EQ(kept(text, Language::vue), "a()");
  EXPECT_EQ(kept(text, Language::html), "<p>no</p>\n<script>a()");
  EXPECT_EQ(kept("<style src=\"a.css\" />\n<script>a()</script>\n"), "a()");
}

TEST(ScriptBlocks, LoseTheCommentAroundOldScripts) {
  EXPECT_EQ(kept("<script>\n<!-- hide\na()\n//-->\n</script>", Language::html), "a()\n//-->");
  EXPECT_EQ(kept("<script><!-- a()</script>", Language::html), "");
}

TEST(ScriptBlocks, TakeLinearTime) {
  constexpr int many = 200'000;
  for (const char* piece : {"<!--", "<script ", "<script \"", "<script a='\"", "<style>",
                            "</script", "<script>a()</script>", "<script><!--", "<"}) {
    const std::string text = repeat(piece, many);
    EXPECT_LE(keep_scripts(text, Language::html).text.size(), text.size()) << piece;
  }
}

}  // namespace
}  // namespace gitctx
