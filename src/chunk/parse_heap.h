#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace gitctx {

/// The memory of one parse. tree-sitter cannot stop inside a step, and one step of its error
/// recovery may need gigabytes for a few kilobytes of text. An allocation beyond a limit therefore
/// throws through the C code, which leaves the parser and its trees unusable; clear() then releases
/// all of them at once. For one thread.
class ParseHeap {
 public:
  struct Limits {
    std::size_t held_bytes = 0;       ///< at one time
    std::size_t allocated_bytes = 0;  ///< in total, released or not; bounds the time
  };
  /// Thrown by an allocation beyond a limit.
  struct Exhausted {};

  /// While it exists, this thread's tree-sitter functions allocate in the heap, within `limits`.
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

  /// Makes tree-sitter allocate with this class. Without a Scope, it then gets memory from malloc,
  /// and std::bad_alloc is thrown if there is none. Must come before any other use of tree-sitter.
  static void install();

  /// Releases everything that was allocated; no destructor and no ts_..._delete must follow.
  void clear();

  void* allocate(std::size_t size);
  /// `memory` is the result of allocate(size).
  void release(void* memory, std::size_t size);

 private:
  using Block = std::unique_ptr<std::byte[]>;
  struct Free {
    Free* next;
  };

  std::byte* take(std::size_t size);
  void hold(std::size_t size);

  Limits limits_;
  std::vector<Block> blocks_;        ///< of one size; the first ones are kept by clear()
  std::vector<Block> large_;         ///< one allocation each
  std::size_t used_blocks_ = 0;      ///< of blocks_, in this parse
  std::size_t held_bytes_ = 0;       ///< by the blocks of this parse
  std::size_t allocated_bytes_ = 0;  ///< since clear()
  std::byte* begin_ = nullptr;       ///< the unused end of the last used block
  std::byte* end_ = nullptr;
  std::array<Free*, 192> released_{};  ///< lists of released memory, by class of size
};

}  // namespace gitctx
