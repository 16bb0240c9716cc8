#include "text/string_table.h"

#include <algorithm>
#include <cstring>

namespace gitctx {

namespace {
constexpr std::size_t first_slots = 1024;
constexpr std::size_t arena_block_bytes = 256 * 1024;
}  // namespace

std::uint32_t StringTable::insert(std::size_t slot, std::uint64_t hash, std::string_view text) {
  const std::uint32_t number = size();
  texts_.push_back(store(text));
  slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), number};
  if (texts_.size() * 2 > slots_.size()) grow();
  return number;
}

void StringTable::grow() {
  slots_.assign(slots_.size() * 2, Slot{});
  mask_ = slots_.size() - 1;
  for (std::uint32_t number = 0; number < texts_.size(); ++number) {
    const std::uint64_t hash = hash64(texts_[number]);
    std::size_t slot = hash & mask_;
    while (slots_[slot].number != empty) slot = (slot + 1) & mask_;
    slots_[slot] = {static_cast<std::uint32_t>(hash >> 32), number};
  }
}

std::string_view StringTable::store(std::string_view text) {
  if (arena_capacity_ - arena_used_ < text.size()) {
    arena_capacity_ = std::max(arena_block_bytes, text.size());
    arena_.push_back(std::make_unique_for_overwrite<char[]>(arena_capacity_));
    arena_bytes_ += arena_capacity_;
    arena_used_ = 0;
  }
  char* place = arena_.empty() ? nullptr : arena_.back().get() + arena_used_;
  if (!text.empty()) std::memcpy(place, text.data(), text.size());
  arena_used_ += text.size();
  return {place, text.size()};
}

std::size_t StringTable::memory_bytes() const {
  return slots_.capacity() * sizeof(Slot) + texts_.capacity() * sizeof(std::string_view) +
         arena_bytes_;
}

void StringTable::clear() {
  slots_ = std::vector<Slot>(first_slots);
  mask_ = first_slots - 1;
  texts_ = {};
  arena_.clear();
  arena_used_ = arena_capacity_ = arena_bytes_ = 0;
}

}  // namespace gitctx
