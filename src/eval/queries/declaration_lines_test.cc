#include "eval/queries/declaration_lines.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "chunk/comments.h"

namespace gitctx {
namespace {

std::optional<std::uint32_t> find(std::string_view text, ByteRange definition,
                                  std::string_view name, Language language) {
  const LineBegins lines(text);
  const std::vector<ByteRange> comments = comment_ranges(text, language);
  return DeclarationLines(text, lines, comments).find(definition, name);
}

std::optional<std::uint32_t> line_of(std::string_view text, std::string_view name,
                                     Language language) {
  const ByteRange whole{0, static_cast<std::uint32_t>(text.size())};
  return find(text, whole, name, language);
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
  EXPECT_EQ(find(text, ByteRange{0, 7}, "retry", Language::c), std::nullopt);
}

TEST(DeclarationLine, MayEndInAQuestionMark) {
  EXPECT_EQ(line_of("x = 1\ndef valid? = true\n", "valid?", Language::ruby), 2u);
}

TEST(DeclarationLine, IsNoneForANameTooLongForAQuery) {
  const std::string name(300, 'a');
  EXPECT_EQ(line_of("int " + name + ";\n", name, Language::c), std::nullopt);
}

/// Finds the declarations of `count` definitions of the form `before` NUMBER `after`.
std::chrono::steady_clock::duration time_to_find(const std::string& before,
                                                 const std::string& after, bool is_found) {
  constexpr int count = 50'000;
  std::string text;
  std::vector<ByteRange> definitions;
  const auto size = [&] { return static_cast<std::uint32_t>(text.size()); };
  for (int i = 0; i < count; ++i) {
    definitions.push_back({size(), 0});
    text += before + "name" + std::to_string(i) + after;
    definitions.back().end = size();
  }
  const auto start = std::chrono::steady_clock::now();
  const LineBegins lines(text);
  const std::vector<ByteRange> comments = comment_ranges(text, Language::c);
  DeclarationLines declarations(text, lines, comments);
  for (int i = 0; i < count; ++i) {
    const std::string name = "name" + std::to_string(i);
    EXPECT_EQ(declarations.find(definitions[static_cast<std::size_t>(i)], name).has_value(),
              is_found);
  }
  return std::chrono::steady_clock::now() - start;
}

TEST(DeclarationLine, IsFoundInLinearTime) {
  constexpr std::chrono::seconds limit(2);
  EXPECT_LT(time_to_find("int ", ";\n", true), limit);
  EXPECT_LT(time_to_find("int ", "; ", true), limit);
  EXPECT_LT(time_to_find("[ int ", "; ", true), limit);
  EXPECT_LT(time_to_find("#define ", " 1\n", true), limit);
  EXPECT_LT(time_to_find("#define ", "(\n", false), limit);
  EXPECT_LT(time_to_find("#define ", "(a\n", false), limit);
  EXPECT_LT(time_to_find("#ifndef ", "\n", false), limit);
}

}  // namespace
}  // namespace gitctx
