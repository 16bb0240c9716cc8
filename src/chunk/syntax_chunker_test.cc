#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "chunk/chunker.h"
#include "chunk/grammars.h"
#include "chunk/language_rules.h"
#include "chunk/testing/chunk_promises.h"
#include "chunk/testing/chunk_summary.h"
#include "text/encodings/encoding.h"
#include "text/languages.h"

namespace gitctx {
namespace {

std::string summary_of(std::string_view text, Language language) {
  return summarize(make_syntax_chunker({})->chunk({text, language}));
}

std::string repeat(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

std::vector<Language> languages_with_grammar() {
  std::vector<Language> languages;
  for (int i = 0; i < language_count; ++i) {
    if (rules_of(static_cast<Language>(i)) != nullptr) {
      languages.push_back(static_cast<Language>(i));
    }
  }
  return languages;
}

/// Checks that the chunks of a hostile text keep their promises. A chunker that is too slow exceeds
/// the time limit of the test program.
void expect_promises(std::string_view text, Language language) {
  const ChunkLimits limits{.time_limit = std::chrono::milliseconds(300)};
  const std::vector<Chunk> chunks = make_syntax_chunker(limits)->chunk({text, language});
  EXPECT_EQ(find_broken_promise(text, chunks, limits), "") << language_name(language);
  EXPECT_FALSE(chunks.empty());
}

TEST(LanguageRules, ExistForEveryGrammar) {
  EXPECT_EQ(languages_with_grammar().size(), 21u);
  for (int i = 0; i < language_count; ++i) {
    const auto language = static_cast<Language>(i);
    EXPECT_EQ(rules_of(language) != nullptr, grammar_of(language) != nullptr);
  }
}

TEST(SyntaxChunker, MakesNothingOfAnEmptyOrBlankText) {
  for (const Language language : languages_with_grammar()) {
    EXPECT_EQ(summary_of("", language), "");
    EXPECT_EQ(summary_of("\n \r\n\t\n", language), "");
  }
}

TEST(SyntaxChunker, CutsByLinesWithoutAGrammar) {
  EXPECT_EQ(summary_of("a = 1\nb = 2\n", Language::toml), "1-2 text -\n");
}

TEST(SyntaxChunker, KeepsASmallFileInOneChunk) {
  EXPECT_EQ(summary_of("import os\n\ndef f():\n  pass\n\ndef g():\n  pass\n", Language::python),
            "1-7 code - [f, g]\n");
}

TEST(SyntaxChunker, KeepsLastLineWithoutNewline) {
  EXPECT_EQ(summary_of("int f(void) { return 1; }", Language::c), "1-1 function f\n");
}

TEST(SyntaxChunker, CountsLinesOfCrLfTexts) {
  EXPECT_EQ(summary_of("// Doc.\r\nint f(void)\r\n{\r\n  return 1;\r\n}\r\n", Language::c),
            "1-5 function f\n");
}

TEST(SyntaxChunker, CutsALargeFunctionAtItsStatements) {
  const std::string text =
      "def f(x):\n" + repeat("    x = x + step(x, 1)\n", 60) + "    return x\n";
  EXPECT_EQ(summary_of(text, Language::python),
            "1-23 function f\n24-46 code - in f\n47-62 code - in f\n");
}

TEST(SyntaxChunker, GivesALongCommentToItsFunctionAsFarAsItFits) {
  const std::string text =
      repeat("// one two three four five six seven eight\n", 60) + "int f(void) { return 1; }\n";
  const std::vector<Chunk> chunks = make_syntax_chunker({})->chunk({text, Language::c});
  ASSERT_EQ(chunks.size(), 2u);
  EXPECT_EQ(chunks[0].enclosing, "f");
  EXPECT_EQ(chunks[1].symbol, "f");
  EXPECT_GT(chunks[1].lines.count(), 30u);
}

TEST(SyntaxChunker, FindsDefinitionsBetweenBrokenLines) {
  const std::string broken = repeat("%% ?? not C at all; @\n", 40);
  const std::string text = broken + "int found(int x) { return x; }\n" + broken;
  bool is_found = false;
  for (const Chunk& chunk : make_syntax_chunker({})->chunk({text, Language::c})) {
    is_found = is_found || std::ranges::find(chunk.defines, "found") != chunk.defines.end();
  }
  EXPECT_TRUE(is_found);
}

TEST(SyntaxChunker, KeepsTheKindOfARunOfTests) {
  const std::string text = "#[test]\nfn a() {}\n\n#[test]\nfn b() {}\n";
  EXPECT_EQ(summary_of(text, Language::rust), "1-5 test - [a, b]\n");
}

TEST(SyntaxChunker, ReadsDecodedTextsOfEveryEncoding) {
  const std::string utf16 = std::string("\xFF\xFE", 2) + std::string("x\0=\0001\0\n\0", 8);
  for (const std::string& bytes : {std::string("\xEF\xBB\xBFx = 1\n"), std::string("x = '\xE9'\n"),
                                   utf16, repeat("x = 1\n", 2000) + std::string("y\0= 2\n", 6)}) {
    const auto decoded = decode_text(bytes);
    ASSERT_TRUE(decoded.has_value());
    expect_promises(decoded->text, Language::python);
  }
}

TEST(SyntaxChunker, SurvivesALineOfTwoMegabytes) {
  const std::string text = repeat("f(a, 'b'); ", 200000);
  for (const Language language : {Language::javascript, Language::c, Language::python}) {
    expect_promises(text, language);
  }
}

TEST(SyntaxChunker, CutsAGiantLineBetweenCharacters) {
  const std::string text = "x = \"" + repeat("\xF0\x9F\x98\x80", 50000) + "\"\n";
  expect_promises(text, Language::python);
}

TEST(SyntaxChunker, SurvivesAHundredThousandNestedBrackets) {
  for (const Language language :
       {Language::javascript, Language::c, Language::python, Language::rust, Language::go,
        Language::java, Language::ruby, Language::elixir, Language::lua}) {
    expect_promises("x = " + repeat("(", 100000) + repeat(")", 100000), language);
    expect_promises(repeat("[\n", 100000), language);
    expect_promises(repeat("{\n", 100000) + repeat("}\n", 100000), language);
  }
}

TEST(SyntaxChunker, SurvivesDefinitionsNestedTenThousandDeep) {
  expect_promises(repeat("class A {\n", 10000) + repeat("}\n", 10000), Language::java);
  expect_promises(repeat("template <class T>\n", 10000) + "class A {};\n", Language::cpp);
  expect_promises(repeat("module A\n", 10000) + repeat("end\n", 10000), Language::ruby);
}

TEST(SyntaxChunker, SurvivesMoreNestingThanAScannerCanNote) {
  expect_promises(repeat("> ", 2000) + "x\n\ny\n# a\n", Language::markdown);
  std::string python;
  for (int i = 0; i < 600; ++i) python += std::string(static_cast<std::size_t>(i), ' ') + "if x:\n";
  expect_promises(python + std::string(600, ' ') + "f'{f'{x}'}'\n", Language::python);
  expect_promises(repeat("a = <<" + std::string(250, 'A') + ", ", 10), Language::ruby);
}

TEST(SyntaxChunker, GivesTheSameChunksAgain) {
  const auto chunker = make_syntax_chunker({});
  const std::string text = repeat("int f(int x) { return x; }\n", 200);
  const std::vector<Chunk> first = chunker->chunk({text, Language::c});
  chunker->chunk({"class A {}", Language::java});
  EXPECT_EQ(chunker->chunk({text, Language::c}), first);
  EXPECT_EQ(make_syntax_chunker({})->chunk({text, Language::c}), first);
}

TEST(SyntaxChunker, FallsBackToLinesWhenTheTimeIsUp) {
  const std::string text = repeat("int f(int x) { return x; }\n", 2000);
  const ChunkLimits limits{.time_limit = std::chrono::milliseconds(1)};
  for (const Chunk& chunk : make_syntax_chunker(limits)->chunk({text, Language::c})) {
    EXPECT_EQ(chunk.kind, ChunkKind::text);
  }
}

constexpr std::array<std::string_view, 28> pieces = {"def f(x):\n", "  return x\n",
                                                     "class A {\n", "}\n",
                                                     "fn g() {\n",  "function h",
                                                     "(",           ")",
                                                     "[",           "]",
                                                     "{",           "}",
                                                     "\"",          "'",
                                                     "/* ",         " */",
                                                     "// note\n",   "# Heading\n",
                                                     "#ifdef X\n",  "#endif\n",
                                                     "\n",          "\r\n",
                                                     "    ",        "\xF0\x9F\x98\x80",
                                                     "\xC3\xA9",    "module M\n",
                                                     "end\n",       "import a.b;\n"};

RC_GTEST_PROP(SyntaxChunker, KeepsItsPromisesOnAnyText, ()) {
  const auto language = *rc::gen::elementOf(languages_with_grammar());
  std::string text;
  for (const std::string_view piece :
       *rc::gen::container<std::vector<std::string_view>>(rc::gen::elementOf(pieces))) {
    text += piece;
  }
  const int chunk_tokens = *rc::gen::inRange(4, 40);
  const ChunkLimits limits{.chunk_tokens = chunk_tokens, .max_chunk_tokens = chunk_tokens * 2};
  const auto chunker = make_syntax_chunker(limits);
  const std::vector<Chunk> chunks = chunker->chunk({text, language});
  RC_ASSERT(find_broken_promise(text, chunks, limits) == "");
  RC_ASSERT(chunker->chunk({text, language}) == chunks);
}

constexpr std::string_view mixed_source = R"(// Licence.
#include <vector>

namespace a {
/** A ring. */
template <class T>
class Ring : public Base {
 public:
  int push(T item) {
    if (full(item)) { return drop("\n"); }
    return 1;
  }
};
}  // namespace a

def find(orders, number):
    """Finds."""
    return [order for order in orders]

export const twice = (x) => { return x * 2 }
fn main() { println!("{}", 1); }
)";

/// For each pair of numbers, erases a piece of the text or copies the piece to another place.
std::string mutate(std::string text, const std::vector<std::pair<int, int>>& steps) {
  for (const auto& [from, to] : steps) {
    const std::size_t begin = static_cast<std::size_t>(from) % (text.size() + 1);
    const std::string piece = text.substr(begin, static_cast<std::size_t>(to) % 40);
    if (to % 2 == 0) {
      text.erase(begin, piece.size());
    } else {
      text.insert(static_cast<std::size_t>(to) % (text.size() + 1), piece);
    }
  }
  return text;
}

RC_GTEST_PROP(SyntaxChunker, KeepsItsPromisesOnMutatedSource, ()) {
  const auto language = *rc::gen::elementOf(languages_with_grammar());
  const auto numbers = rc::gen::inRange(0, 10000);
  const auto steps =
      *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(numbers, numbers));
  const std::string text = mutate(std::string(mixed_source), steps);
  const ChunkLimits limits{.chunk_tokens = 16, .max_chunk_tokens = 32};
  const std::vector<Chunk> chunks = make_syntax_chunker(limits)->chunk({text, language});
  RC_ASSERT(find_broken_promise(text, chunks, limits) == "");
}

}  // namespace
}  // namespace gitctx
