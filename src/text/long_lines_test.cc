#include "text/long_lines.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

std::string repeated(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

const std::string packed_code = repeated("function a(b){return b+1}var c=a(2);", 400);
const std::string base64 = repeated("iVBORw0KGgoAAAANSUhEUgAA+/x9", 700);
const std::string prose = repeated("A long paragraph that has no line break. ", 200);
const std::string function_lines = "export function draw(ctx) {\n  ctx.save();\n}\n";

TEST(Minified, IsPackedCodeOnly) {
  EXPECT_TRUE(looks_minified(packed_code, Language::javascript));
  EXPECT_TRUE(
      looks_minified(packed_code + "\n//# sourceMappingURL=a.js.map\n", Language::javascript));
  EXPECT_TRUE(looks_minified(repeated("{\"a\":[1,2]},", 1000), Language::json));
  EXPECT_FALSE(looks_minified(repeated("const a = (b) => b + 1;\n", 400), Language::javascript));
  EXPECT_FALSE(looks_minified("var a=1", Language::javascript));
}

TEST(Minified, IsNeverProseOrOtherCode) {
  const std::string long_lines =
      repeated(repeated("a long paragraph in one line, ", 60) + "\n", 20);
  EXPECT_FALSE(looks_minified(long_lines, Language::markdown));
  EXPECT_FALSE(looks_minified(long_lines, Language::javascript));
  EXPECT_FALSE(looks_minified(repeated("x=1;", 4000), Language::c));
}

TEST(Minified, IsSaidByTheName) {
  EXPECT_TRUE(has_minified_name("assets/jquery.min.js"));
  EXPECT_TRUE(has_minified_name("a/app.css.map"));
  EXPECT_FALSE(has_minified_name("src/min.js"));
  EXPECT_FALSE(has_minified_name("src/admin.js"));
  EXPECT_FALSE(has_minified_name("x.min.js/readme.md"));
}

TEST(Minified, IsNoFileWithOneLongLiteralAmongItsLines) {
  const std::string code = "const logo = '" + base64 + "';\n" + repeated(function_lines, 9);
  EXPECT_FALSE(looks_minified(code, Language::typescript));
  EXPECT_FALSE(looks_minified("const logo = '" + base64 + "';\nexport default logo;\n",
                              Language::javascript));
  EXPECT_FALSE(looks_minified(
      ".logo { background: url(" + base64 + "); }\n" + repeated(".rule {\n  color: red;\n}\n", 20),
      Language::css));
  EXPECT_FALSE(looks_minified(repeated("<section>\n<p>Text</p>\n</section>\n", 5) +
                                  "<img src=\"data:image/png;base64," + base64 + "\">\n",
                              Language::html));
  EXPECT_FALSE(
      looks_minified("{\n  \"logo\": \"" + base64 + "\",\n  \"name\": \"x\"\n}\n", Language::json));
  const std::string numbers = repeated("0,97,115,109,1,", 2000);
  EXPECT_FALSE(looks_minified("const wasm = [" + numbers + "];\nexport default wasm;\n",
                              Language::javascript));
}

TEST(Minified, IsNoFileWithMoreLongLiteralsThanStatements) {
  const std::string literal = "const logo = '" + base64 + "';\n";
  const std::string line = "export function drawBadge(ctx) { ctx.save(); }\n";
  EXPECT_FALSE(looks_minified(literal + line + literal + literal, Language::javascript));
  EXPECT_FALSE(looks_minified(
      "<p>Text</p>\n<img src=\"" + base64 + "\">\n<img src=\"" + base64 + base64 + "\">\n",
      Language::html));
  EXPECT_FALSE(looks_minified(
      "{\"rate\": 3,\n\"a\": \"" + base64 + "\",\n\"b\": \"" + base64 + "\"}\n", Language::json));
  EXPECT_TRUE(looks_minified(packed_code + "\n" + line + packed_code, Language::javascript));
  EXPECT_TRUE(looks_minified("/* no statement */\n" + literal + literal, Language::javascript));
}

TEST(Minified, IsNoPageWithABundledScriptInOneLine) {
  EXPECT_FALSE(looks_minified(repeated("<section>\n<p>Text</p>\n</section>\n", 5) + "<script>" +
                                  packed_code + "</script>\n",
                              Language::html));
  EXPECT_FALSE(
      looks_minified(packed_code + "\n" + repeated(function_lines, 9), Language::javascript));
}

TEST(Minified, IsCodeBelowALicence) {
  const std::string licence = "/*!\n * Some library\n * (c) somebody\n */\n";
  EXPECT_TRUE(looks_minified(licence + packed_code, Language::javascript));
  EXPECT_TRUE(looks_minified("import{a}from\"./b.js\";\n" + packed_code + "\nexport{c};\n",
                             Language::javascript));
  EXPECT_TRUE(looks_minified(licence + repeated("a{color:red}", 1000), Language::css));
  EXPECT_TRUE(looks_minified("<!DOCTYPE html>\n" + repeated("<p>a</p>", 1000), Language::html));
  EXPECT_TRUE(
      looks_minified("<?xml version=\"1.0\"?>\n" + repeated("<p>a</p>", 1000), Language::xml));
}

TEST(Minified, IsCodeWithLineBreaksInItsStrings) {
  const std::string line = packed_code.substr(0, 6000);
  EXPECT_TRUE(
      looks_minified(repeated(line + "b(`\nusage: a\n  --help`);\n", 8), Language::javascript));
}

TEST(Minified, IsNoDataWithMuchInEachLine) {
  const std::string record = "    {\"id\": 1, \"text\": \"" + repeated("word ", 250) + "\"},\n";
  EXPECT_FALSE(looks_minified(repeated("  [" + repeated("1, 2, 3, ", 200) + "],\n", 10),
                              Language::javascript));
  EXPECT_FALSE(looks_minified("[\n" + repeated("  {\n    \"a\": 1\n  },\n" + record, 20) + "]\n",
                              Language::json));
}

TEST(Minified, IsCodeInLinesOfEqualWidth) {
  const std::string line = packed_code.substr(0, 490) + "\n";
  EXPECT_TRUE(looks_minified(repeated(line, 30), Language::javascript));
  const std::string wide_line = packed_code.substr(0, 3000) + "\n";
  EXPECT_TRUE(looks_minified(repeated(wide_line, 30), Language::javascript));
  EXPECT_TRUE(looks_minified("[\n" + repeated(wide_line, 30) + "]\n", Language::json));
}

TEST(LongLines, AreEmptiedWithoutChangingLineNumbers) {
  std::string text = "first\n" + base64 + "\r\nthird\n" + packed_code + "\n" + base64;
  EXPECT_EQ(empty_long_lines(text), 3u);
  EXPECT_EQ(text, "first\n\nthird\n\n");
}

TEST(LongLines, AreLinesAboveTheLimit) {
  const std::string longest(most_line_bytes, 'x');
  std::string text = longest + "\n" + longest + "x\n" + longest;
  EXPECT_EQ(empty_long_lines(text), 1u);
  EXPECT_EQ(text, longest + "\n\n" + longest);
}

TEST(LongLines, AreNeverProse) {
  const std::string chinese = repeated("\xE8\xAE\xA1\xE7\xAE\x97\xE8\xAE\xA2\xE5\x8D\x95", 500);
  const std::string copy = prose + "\n" + chinese + "\n";
  std::string text = copy;
  EXPECT_EQ(empty_long_lines(text), 0u);
  EXPECT_EQ(text, copy);
}

TEST(LongLines, OfAnEmptyTextAreNone) {
  std::string text;
  EXPECT_EQ(empty_long_lines(text), 0u);
  EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace gitctx
