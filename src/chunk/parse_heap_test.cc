#include "chunk/parse_heap.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <tree_sitter/api.h>

#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "chunk/grammars.h"

namespace gitctx {
namespace {

constexpr std::size_t megabyte = 1024 * 1024;

TEST(ParseHeap, GivesMemoryThatDoesNotOverlap) {
  ParseHeap heap;
  const ParseHeap::Scope scope(heap, {.held_bytes = 8 * megabyte, .allocated_bytes = 8 * megabyte});
  std::vector<std::pair<unsigned char*, std::size_t>> parts;
  for (std::size_t size = 1; size < 300'000; size = size * 5 / 4 + 1) {
    auto* const part = static_cast<unsigned char*>(heap.allocate(size));
    std::memset(part, static_cast<int>(parts.size()), size);
    parts.emplace_back(part, size);
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto [part, size] = parts[i];
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(part) % alignof(std::max_align_t), 0u);
    EXPECT_EQ(part[0], i);
    EXPECT_EQ(part[size - 1], i);
  }
}

TEST(ParseHeap, LimitsTheMemoryHeldAtOneTime) {
  ParseHeap heap;
  const ParseHeap::Scope scope(heap, {.held_bytes = megabyte, .allocated_bytes = 100 * megabyte});
  const auto fill = [&heap](std::size_t size) {
    for (std::size_t used = 0; used <= megabyte; used += size) heap.allocate(size);
  };
  EXPECT_THROW(fill(100), ParseHeap::Exhausted);
  heap.clear();
  EXPECT_THROW(fill(megabyte / 3), ParseHeap::Exhausted);
  heap.clear();
  EXPECT_NO_THROW(heap.allocate(megabyte / 3));
}

TEST(ParseHeap, LimitsTheSumOfAllAllocations) {
  ParseHeap heap;
  const ParseHeap::Scope scope(heap, {.held_bytes = megabyte, .allocated_bytes = 4 * megabyte});
  const auto use = [&heap](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) heap.release(heap.allocate(1024), 1024);
  };
  EXPECT_NO_THROW(use(4096));
  EXPECT_THROW(use(1), ParseHeap::Exhausted);
  heap.clear();
  EXPECT_NO_THROW(use(4096));
}

/// Parses with a limit on all allocations. Returns whether the limit ended the parse.
bool is_unwound(ParseHeap& heap, const TSLanguage* language, std::string_view text,
                std::size_t limit) {
  heap.clear();
  try {
    const ParseHeap::Scope scope(heap, {.held_bytes = 64 * megabyte, .allocated_bytes = limit});
    TSParser* const parser = ts_parser_new();
    EXPECT_TRUE(ts_parser_set_language(parser, language));
    ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
    ts_parser_reset(parser);
    return false;
  } catch (const ParseHeap::Exhausted&) {
    return true;
  }
}

// The scanners of these grammars call malloc unless the build replaces it.
TEST(ParseHeap, HoldsWhatScannersAllocate) {
  const std::pair<Language, std::string_view> texts[] = {
      {Language::markdown, "> * a\n> * b\n>   1. c\n\n```c\nint x;\n```\n"},
      {Language::bash, "cat <<A <<B\n$x\nA\ny\nB\necho \"${z:-1}\"\n"},
      {Language::python, "def f():\n    if x:\n        return f'{a!r} {b}'\n"},
      {Language::swift, "func f() -> Int {\n  let s = #\"a\"#\n  return 1\n}\n"},
  };
  for (const auto& [language, text] : texts) {
    const TSLanguage* const grammar = grammar_of(language)->language;
    ParseHeap heap;
    const auto unwind_often = [&] {
      std::size_t unwound = 0;
      for (std::size_t limit = 2048; limit < 128 * 1024; limit += 256) {
        unwound += is_unwound(heap, grammar, text, limit) ? 1 : 0;
      }
      return unwound;
    };
    const std::size_t unwound = unwind_often();
    EXPECT_GE(unwound, 5u) << ts_language_name(grammar);
    const std::size_t before = ::mallinfo2().uordblks;
    unwind_often();
    // Two lost allocations would exceed this limit.
    EXPECT_LT(::mallinfo2().uordblks, before + 64) << text;
  }
}

}  // namespace
}  // namespace gitctx
