#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>
#include <string>

#include "chunk/chunker.h"
#include "chunk/line_table.h"
#include "chunk/testing/chunk_promises.h"
#include "chunk/testing/chunk_summary.h"
#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

std::vector<Chunk> cut(std::string_view text, const ChunkLimits& limits) {
  return make_line_chunker(limits)->chunk({text, Language::plain_text});
}

/// The lines that are not blank, found the slow way.
std::set<std::uint32_t> solid_lines(const std::string& text) {
  std::set<std::uint32_t> lines;
  std::uint32_t line = 1;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
    } else if (c != ' ' && c != '\t' && c != '\r') {
      lines.insert(line);
    }
  }
  return lines;
}

rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab(){};\n\n\n  \t\r")));
}

TEST(LineChunker, MakesNothingOfAnEmptyOrBlankText) {
  EXPECT_TRUE(cut("", {}).empty());
  EXPECT_TRUE(cut("\n \n\t\r\n", {}).empty());
}

TEST(LineChunker, KeepsLastLineWithoutNewline) {
  const std::vector<Chunk> chunks = cut("one\ntwo", {});
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_EQ(chunks[0].bytes, (ByteRange{0, 7}));
  EXPECT_EQ(chunks[0].lines, (LineRange{1, 2}));
}

TEST(LineChunker, LeavesLineBreaksAtTheEndOut) {
  const std::vector<Chunk> chunks = cut("one\r\ntwo\r\n\r\n", {});
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_EQ(chunks[0].bytes, (ByteRange{0, 8}));
}

TEST(LineChunker, PrefersToCutAfterABlankLine) {
  const std::string text = "a a a a\nb b b b\n\nc c c c\nd d d d\ne e e e\n";
  EXPECT_EQ(summarize(cut(text, {.chunk_tokens = 12, .max_chunk_tokens = 16})),
            "1-2 text -\n4-6 text -\n");
}

TEST(LineChunker, PrefersToCutBeforeLowIndentation) {
  const std::string text = "a a a\n    b b b\n    c c c\nd d d\n    e e e\n    f f f\n";
  EXPECT_EQ(summarize(cut(text, {.chunk_tokens = 12, .max_chunk_tokens = 16})),
            "1-3 text -\n4-6 text -\n");
}

TEST(LineChunker, RepeatsTheEndOfAChunkWhenOverlapIsAskedFor) {
  const std::string text = "a a a a\nb b b b\nc c c c\nd d d d\ne e e e\n";
  EXPECT_EQ(summarize(cut(text, {.chunk_tokens = 12, .overlap_tokens = 4, .max_chunk_tokens = 12})),
            "1-3 text -\n3-5 text -\n");
}

TEST(LineChunker, KeepsALongLineWhole) {
  const std::string text = std::string(600, 'x') + "\nshort\n";
  EXPECT_EQ(summarize(cut(text, {.chunk_tokens = 10, .max_chunk_tokens = 20})),
            "1-1 text -\n2-2 text -\n");
}

TEST(LineChunker, CutsAGiantLineBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\xF0\x9F\x98\x80";
  const ChunkLimits limits{.chunk_tokens = 10, .max_chunk_tokens = 20};
  const std::vector<Chunk> chunks = cut(text, limits);
  EXPECT_GT(chunks.size(), 200u);
  EXPECT_EQ(find_broken_promise(text, chunks, limits), "");
}

TEST(LineTable, CountsAsManyTokensAsTheTextHas) {
  const std::string text = "int main() {\n  return 42;\n}\n";
  EXPECT_EQ(LineTable(text).tokens(LineTable(text).all()), estimate_tokens(text));
}

TEST(TokenEstimate, CountsWordsPunctuationAndOtherCharacters) {
  EXPECT_EQ(estimate_tokens(""), 0);
  EXPECT_EQ(estimate_tokens("return x"), 2);
  EXPECT_EQ(estimate_tokens("initialisation"), 3);
  EXPECT_EQ(estimate_tokens("12345"), 2);
  EXPECT_EQ(estimate_tokens("f(x);"), 4);
  EXPECT_EQ(estimate_tokens("\xC3\xA4\xC3\xB6"), 2);
  EXPECT_EQ(estimate_tokens("a\n  b"), 3);
}

RC_GTEST_PROP(LineChunker, KeepsItsPromisesOnAnyText, ()) {
  const std::string text = *any_text();
  const ChunkLimits limits{.chunk_tokens = *rc::gen::inRange(1, 20),
                           .max_chunk_tokens = *rc::gen::inRange(20, 40)};
  RC_ASSERT(find_broken_promise(text, cut(text, limits), limits) == "");
}

RC_GTEST_PROP(LineChunker, CoversExactlyTheSolidLines, ()) {
  const std::string text = *any_text();
  const int chunk_tokens = *rc::gen::inRange(2, 20);
  const ChunkLimits limits{.chunk_tokens = chunk_tokens,
                           .overlap_tokens = *rc::gen::inRange(0, chunk_tokens),
                           .max_chunk_tokens = chunk_tokens * 2};
  const std::set<std::uint32_t> solid = solid_lines(text);
  std::set<std::uint32_t> covered;
  for (const Chunk& chunk : cut(text, limits)) {
    for (std::uint32_t line = chunk.lines.first; line <= chunk.lines.last; ++line) {
      if (solid.contains(line)) covered.insert(line);
    }
  }
  RC_ASSERT(covered == solid);
}

}  // namespace
}  // namespace gitctx
