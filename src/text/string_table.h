#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace gitctx {

/// Numbers strings from 0 in order of first occurrence. The table is an open-addressing hash table
/// over an arena. Views of its strings are valid until clear().
class StringTable {
 public:
  StringTable() { clear(); }

  /// The number of `text`. A new text is added, so that size() grows.
  std::uint32_t intern(std::string_view text) {
    const std::uint64_t hash = hash64(text);
    std::size_t slot = hash & mask_;
    while (slots_[slot].number != empty) {
      const Slot& s = slots_[slot];
      if (s.hash == static_cast<std::uint32_t>(hash >> 32) && texts_[s.number] == text) {
        return s.number;
      }
      slot = (slot + 1) & mask_;
    }
    return insert(slot, hash, text);
  }

  std::string_view text(std::uint32_t number) const { return texts_[number]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(texts_.size()); }
  /// The number of heap bytes in use, for memory limits.
  std::size_t memory_bytes() const;
  /// Forgets everything and frees the memory.
  void clear();

 private:
  static constexpr std::uint32_t empty = 0xffffffff;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = empty;
  };

  std::uint32_t insert(std::size_t slot, std::uint64_t hash, std::string_view text);
  void grow();
  std::string_view store(std::string_view text);

  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::vector<std::string_view> texts_;
  std::vector<std::unique_ptr<char[]>> arena_;
  std::size_t arena_used_ = 0;
  std::size_t arena_capacity_ = 0;
  std::size_t arena_bytes_ = 0;
};

}  // namespace gitctx
