#include "chunk/parse_heap.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

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

}  // namespace
}  // namespace gitctx
