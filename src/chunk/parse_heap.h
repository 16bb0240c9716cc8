#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace gitctx {

/// The memory of one parse. tree-sitter cannot stop inside a step, and one step of its error
/// recovery may need gigabytes for a few kilobytes of text. An allocation beyond a limit therefore
/// throws an exception through the C code. After that, the parser and its trees are unusable, and
/// clear() releases their memory at once. Not thread-safe.
class ParseHeap {
 public:
  struct Limits {
    std::size_t held_bytes = 0;       ///< limit on the memory held at one time
    std::size_t allocated_bytes = 0;  ///< limit on all allocations, including released memory
  };
  /// Thrown by an allocation beyond a limit.
  struct Exhausted {};

  /// While a Scope exists, the tree-sitter functions of this thread allocate in the heap, within
  /// `limits`.
  class Scope {
   public:
    Scope(ParseHeap& heap, const Limits& limits);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

  ParseHeap() = default;
  ParseHeap(const ParseHeap&) = delete;
  ParseHeap& operator=(const ParseHeap&) = delete;

  /// Makes tree-sitter allocate with this class. Without a Scope, the memory comes from malloc, and
  /// std::bad_alloc is thrown if malloc fails. Must be called before any other use of tree-sitter.
  static void install();

  /// Releases all allocated memory. After that, no destructor and no ts_..._delete function may be
  /// called for an object in this memory.
  void clear();

  void* allocate(std::size_t size);
  /// `memory` must be the result of allocate(size).
  void release(void* memory, std::size_t size);

 private:
  using Block = std::unique_ptr<std::byte[]>;
  struct Free {
    Free* next;
  };

  std::byte* take(std::size_t size);
  void hold(std::size_t size);

  Limits limits_;
  std::vector<Block> blocks_;        ///< blocks of one size; clear() keeps the first ones
  std::vector<Block> large_;         ///< blocks with one allocation each
  std::size_t used_blocks_ = 0;      ///< number of blocks_ used in this parse
  std::size_t held_bytes_ = 0;       ///< size of the blocks of this parse
  std::size_t allocated_bytes_ = 0;  ///< bytes allocated since clear()
  std::byte* begin_ = nullptr;       ///< the unused end of the last used block
  std::byte* end_ = nullptr;
  std::array<Free*, 192> released_{};  ///< lists of released memory, by size class
};

}  // namespace gitctx
