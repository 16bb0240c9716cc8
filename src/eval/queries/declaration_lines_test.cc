#include "eval/queries/definition_queries.h"

#include <gtest/gtest.h>

#include <string>

#include "chunk/comments.h"

namespace gitctx {
namespace {

std::optional<std::uint32_t> line_of(std::string_view text, std::string_view name,
                                     Language language) {
  const ByteRange whole{0, static_cast<std::uint32_t>(text.size())};
  return declaration_line(text, whole, name, comment_ranges(text, language));
}

TEST(DeclarationLine, IsTheFirstLineWithTheNameOutsideComments) {
  EXPECT_EQ(line_of("// retry waits.\nint\nretry(int n) {\n  return retry(n);\n}\n", "retry",
                    Language::c),
            3u);
  EXPECT_EQ(line_of("/* retry\n   retry */\nvoid retry(void);\n", "retry", Language::c), 3u);
  EXPECT_EQ(line_of("int retry_all() {\n  retry();\n}\n", "retry", Language::c), 2u);
}

TEST(DeclarationLine, IsNotThatOfAnAttribute) {
  EXPECT_EQ(line_of("@route('/login')\ndef login():\n    pass\n", "login", Language::python), 2u);
  EXPECT_EQ(line_of("#[name = \"login\"]\nfn login() {}\n", "login", Language::rust), 2u);
  EXPECT_EQ(line_of("@interface Login {}\n", "Login", Language::java), 1u);
}

TEST(DeclarationLine, OfAMacroIsTheLineThatDefinesIt) {
  EXPECT_EQ(line_of("#ifndef LIMIT\n#define OTHER LIMIT\n#  define LIMIT 9\n#endif\n", "LIMIT",
                    Language::c),
            3u);
  EXPECT_EQ(line_of("#define TWICE(x) \\\n  ((x) + (x))\n", "TWICE", Language::c), 1u);
}

TEST(DeclarationLine, IsNoneForAMacroWithoutABody) {
  EXPECT_EQ(line_of("#ifndef RETRY_H\n#define RETRY_H\nint x;\n", "RETRY_H", Language::c),
            std::nullopt);
  EXPECT_EQ(line_of("#define QUIET /* nothing */\nint x;\n", "QUIET", Language::c), std::nullopt);
  EXPECT_EQ(line_of("#define LOG(text)\nint x;\n", "LOG", Language::c), std::nullopt);
  EXPECT_EQ(line_of("#ifdef RETRY_H\nint x;\n", "RETRY_H", Language::c), std::nullopt);
}

TEST(DeclarationLine, IsNoneWithoutTheName) {
  EXPECT_EQ(line_of("// only retry\nint x;\n", "retry", Language::c), std::nullopt);
  const std::string text = "int a;\nint retry;\n";
  EXPECT_EQ(declaration_line(text, ByteRange{0, 7}, "retry", {}), std::nullopt);
}

TEST(DeclarationLine, MayEndInAQuestionMark) {
  EXPECT_EQ(line_of("x = 1\ndef valid? = true\n", "valid?", Language::ruby), 2u);
}

}  // namespace
}  // namespace gitctx
