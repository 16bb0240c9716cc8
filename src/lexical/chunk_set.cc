#include "lexical/chunk_set.h"

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace gitctx {
namespace {

/// Calls `visit(word index, mask)` for the 64-bit words that contain the bits [begin, end).
template <class Visit>
void for_each_word(ChunkId begin, ChunkId end, Visit visit) {
  std::uint32_t at = to_int(begin);
  while (at < to_int(end)) {
    const std::uint32_t first_bit = at % 64;
    const std::uint32_t bits = std::min(64 - first_bit, to_int(end) - at);
    visit(at / 64, ~std::uint64_t{0} >> (64 - bits) << first_bit);
    at += bits;
  }
}

}  // namespace

void ChunkSet::add_range(ChunkId begin, ChunkId end) {
  GITCTX_CHECK(to_int(end) <= chunk_count_);
  for_each_word(begin, end, [&](std::size_t word, std::uint64_t mask) { words_[word] |= mask; });
}

std::uint32_t ChunkSet::count() const { return count(ChunkId{0}, ChunkId{chunk_count_}); }

std::uint32_t ChunkSet::count(ChunkId begin, ChunkId end) const {
  GITCTX_CHECK(to_int(end) <= chunk_count_);
  int total = 0;
  for_each_word(begin, end, [&](std::size_t word, std::uint64_t mask) {
    total += std::popcount(words_[word] & mask);
  });
  return static_cast<std::uint32_t>(total);
}

std::uint32_t count_common(const PostingsList& postings, const ChunkSet& set) {
  GITCTX_CHECK(postings.chunk_count() <= set.chunk_count());
  std::uint32_t total = 0;
  for (PostingsCursor cursor(postings); !cursor.at_end(); cursor.next()) {
    total += set.contains(cursor.chunk()) ? 1 : 0;
  }
  return total;
}

}  // namespace gitctx
