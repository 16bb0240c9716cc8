#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "lexical/postings_list.h"

namespace gitctx {

/// A set of chunks of one segment, with one bit per chunk. Members must be below `chunk_count`.
class ChunkSet {
 public:
  explicit ChunkSet(std::uint32_t chunk_count) : chunk_count_(chunk_count) {
    words_.resize((std::size_t{chunk_count} + 63) / 64);
  }

  std::uint32_t chunk_count() const { return chunk_count_; }

  void add(ChunkId chunk) { add_range(chunk, ChunkId{to_int(chunk) + 1}); }
  /// Adds the chunks [begin, end).
  void add_range(ChunkId begin, ChunkId end);

  /// `chunk` must be below chunk_count().
  bool contains(ChunkId chunk) const {
    return words_[to_int(chunk) / 64] >> (to_int(chunk) % 64) & 1;
  }

  std::uint32_t count() const;
  /// The number of members in [begin, end).
  std::uint32_t count(ChunkId begin, ChunkId end) const;

 private:
  std::uint32_t chunk_count_;
  std::vector<std::uint64_t> words_;
};

/// The number of postings whose chunk is in the set. If the set holds the chunks of a view, this is
/// the document frequency of the list's term in that view. The list must not have a higher chunk
/// count than the set.
std::uint32_t count_common(const PostingsList& postings, const ChunkSet& set);

}  // namespace gitctx
