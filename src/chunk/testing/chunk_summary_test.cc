#include "chunk/testing/chunk_summary.h"

#include <gtest/gtest.h>

#include <array>

namespace gitctx {
namespace {

constexpr std::array<std::string_view, chunk_kind_count> kind_names = {
    "text",     "code",  "function", "method", "type",          "module",
    "constant", "macro", "section",  "test",   "implementation"};

TEST(ChunkSummary, NamesEverythingInAChunk) {
  const Chunk chunk{.bytes = {0, 9},
                    .lines = {3, 4},
                    .kind = ChunkKind::method,
                    .symbol = "push",
                    .enclosing = "Ring",
                    .defines = {"push", "a", "b"}};
  EXPECT_EQ(summarize(std::array{chunk}), "3-4 method push in Ring [a, b]\n");
}

}  // namespace

std::string summarize(std::span<const Chunk> chunks) {
  std::string out;
  for (const Chunk& chunk : chunks) {
    out += std::to_string(chunk.lines.first) + "-" + std::to_string(chunk.lines.last) + " ";
    out += kind_names[static_cast<std::size_t>(chunk.kind)];
    out += " " + (chunk.symbol.empty() ? "-" : chunk.symbol);
    if (!chunk.enclosing.empty()) out += " in " + chunk.enclosing;
    const std::size_t first_other = chunk.symbol.empty() ? 0 : 1;
    for (std::size_t i = first_other; i < chunk.defines.size(); ++i) {
      out += (i == first_other ? " [" : ", ") + chunk.defines[i];
    }
    if (chunk.defines.size() > first_other) out += "]";
    out += "\n";
  }
  return out;
}

std::string summarize_small_chunks(std::string_view text, Language language) {
  const auto chunker = make_syntax_chunker({.chunk_tokens = 24, .max_chunk_tokens = 60});
  return summarize(chunker->chunk({text, language}));
}

}  // namespace gitctx
