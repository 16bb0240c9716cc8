#include "chunk/parse_heap.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "base/check.h"

namespace gitctx {
namespace {

constexpr std::size_t block_bytes = std::size_t{256} * 1024;
constexpr std::size_t large_bytes = block_bytes / 4;
constexpr std::size_t kept_blocks = 16;
constexpr std::size_t small_bytes = 1024;
constexpr std::size_t granule = alignof(std::max_align_t);
constexpr std::size_t small_classes = small_bytes / granule;

/// A size class. There is a class for each multiple of 16 bytes up to 1 KB, and there are four
/// classes for each larger power of two.
struct SizeClass {
  std::size_t number = 0;
  std::size_t bytes = 0;
};

SizeClass class_of(std::size_t size) {
  if (size <= small_bytes) {
    const std::size_t granules = std::max<std::size_t>((size + granule - 1) / granule, 1);
    return {.number = granules - 1, .bytes = granules * granule};
  }
  const std::size_t power = std::bit_floor(size - 1);
  const std::size_t quarter = power / 4;
  const std::size_t steps = (size - power + quarter - 1) / quarter;
  const auto doublings = static_cast<std::size_t>(std::countr_zero(power / small_bytes));
  return {.number = small_classes + doublings * 4 + steps - 1, .bytes = power + steps * quarter};
}

thread_local ParseHeap* current_heap = nullptr;

/// The header before every allocation.
struct alignas(granule) Header {
  ParseHeap* heap;  ///< null if the memory is from malloc
  std::size_t size;
};

Header* header_of(void* memory) { return static_cast<Header*>(memory) - 1; }

void* allocate(std::size_t size) {
  if (size > std::numeric_limits<std::size_t>::max() / 4) throw std::bad_alloc();
  const std::size_t whole = size + sizeof(Header);
  ParseHeap* const heap = current_heap;
  void* const memory = heap != nullptr ? heap->allocate(whole) : std::malloc(whole);
  if (memory == nullptr) throw std::bad_alloc();
  return new (memory) Header{.heap = heap, .size = size} + 1;
}

void release(void* memory) {
  if (memory == nullptr) return;
  Header* const header = header_of(memory);
  if (header->heap == nullptr) {
    std::free(header);
  } else {
    header->heap->release(header, header->size + sizeof(Header));
  }
}

void* allocate_zeros(std::size_t count, std::size_t size) {
  if (size != 0 && count > std::numeric_limits<std::size_t>::max() / size) throw std::bad_alloc();
  void* const memory = allocate(count * size);
  return std::memset(memory, 0, count * size);
}

void* reallocate(void* old, std::size_t size) {
  void* const memory = allocate(size);
  if (old == nullptr) return memory;
  std::memcpy(memory, old, std::min(size, header_of(old)->size));
  release(old);
  return memory;
}

}  // namespace

ParseHeap::Scope::Scope(ParseHeap& heap, const Limits& limits) {
  GITCTX_CHECK(current_heap == nullptr);
  heap.limits_ = limits;
  current_heap = &heap;
}

ParseHeap::Scope::~Scope() { current_heap = nullptr; }

void ParseHeap::install() {
  ts_set_allocator(gitctx::allocate, allocate_zeros, reallocate, gitctx::release);
}

void ParseHeap::clear() {
  blocks_.resize(std::min(blocks_.size(), kept_blocks));
  large_.clear();
  held_bytes_ = 0;
  used_blocks_ = 0;
  allocated_bytes_ = 0;
  begin_ = end_ = nullptr;
  released_ = {};
}

void* ParseHeap::allocate(std::size_t size) {
  const SizeClass wanted = class_of(size);
  allocated_bytes_ += wanted.bytes;
  if (allocated_bytes_ > limits_.allocated_bytes) throw Exhausted();
  Free*& released = released_.at(wanted.number);
  if (released == nullptr) return take(wanted.bytes);
  Free* const memory = released;
  released = memory->next;
  return memory;
}

void ParseHeap::release(void* memory, std::size_t size) {
  Free*& released = released_.at(class_of(size).number);
  released = new (memory) Free{.next = released};
}

std::byte* ParseHeap::take(std::size_t size) {
  if (size > large_bytes) {
    hold(size);
    return large_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(size)).get();
  }
  if (size > static_cast<std::size_t>(end_ - begin_)) {
    hold(block_bytes);
    if (used_blocks_ == blocks_.size())
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block_bytes));
    begin_ = blocks_[used_blocks_++].get();
    end_ = begin_ + block_bytes;
  }
  std::byte* const memory = begin_;
  begin_ += size;
  return memory;
}

// A block that was kept from an earlier parse counts as a new block. A parse therefore reaches the
// limit at the same point, regardless of earlier parses.
void ParseHeap::hold(std::size_t size) {
  held_bytes_ += size;
  if (held_bytes_ > limits_.held_bytes) throw Exhausted();
}

}  // namespace gitctx
