#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "lexical/impact_level.h"
#include "lexical/posting.h"

namespace gitctx {

inline constexpr std::size_t postings_per_block = 128;

/// Reads the encoded postings of one term (postings_encoder.h), which must outlive the object.
/// Accepts any bytes. A damaged list may end early, but the chunk ids read from it are strictly
/// increasing and below `chunk_count`.
class PostingsList {
 public:
  PostingsList() = default;
  PostingsList(std::span<const std::byte> bytes, std::uint32_t chunk_count);

  bool empty() const { return size_ == 0; }
  /// The stored count; a damaged list may have fewer postings.
  std::uint32_t size() const { return size_; }
  std::uint32_t chunk_count() const { return chunk_count_; }

  /// An upper bound of the impacts of all postings.
  float max_impact() const { return empty() ? 0.0f : impact_of_level(max_level_); }

 private:
  friend class PostingsCursor;

  std::uint32_t block_count() const { return block_count_; }
  std::size_t block_size(std::uint32_t block) const;
  std::span<const std::byte> block_bytes(std::uint32_t block) const;
  std::uint32_t last_chunk(std::uint32_t block) const;  ///< defined only for several blocks
  std::uint8_t level(std::uint32_t block) const;

  std::span<const std::byte> skips_;  ///< empty in a list of one block
  std::span<const std::byte> blocks_;
  std::uint32_t size_ = 0;
  std::uint32_t block_count_ = 0;
  std::uint32_t chunk_count_ = 0;
  std::uint8_t max_level_ = 0;
};

/// Walks a list forwards, one decoded block at a time. Starts at the first posting.
class PostingsCursor {
 public:
  explicit PostingsCursor(const PostingsList& list) : list_(list) { load_block(0); }

  bool at_end() const { return index_ == size_; }

  // The current posting. These functions must not be called at the end of the list.
  ChunkId chunk() const { return chunks_[index_]; }
  std::uint8_t body_count() const { return counts_[index_] & max_body_count; }
  std::uint8_t symbol_count() const { return counts_[index_] >> 5; }
  Posting posting() const { return {chunk(), body_count(), symbol_count()}; }
  /// An upper bound of the impacts in the current block.
  float block_max() const { return impact_of_level(list_.level(block_)); }

  void next() {
    if (++index_ == size_) load_block(block_ + 1);
  }

  /// Moves forwards to the first posting at or after `target`. Never moves backwards.
  void seek(ChunkId target);

  /// An upper bound of the impacts in [begin, end), without the postings before the current
  /// posting. Decodes no further block, but may move to the first posting at or after `begin`.
  /// `begin` must not decrease between calls.
  float max_impact_in(ChunkId begin, ChunkId end);

 private:
  void load_block(std::uint32_t block);
  bool decode_full_block(std::span<const std::byte> bytes, std::uint64_t first_chunk);
  bool decode_short_block(std::span<const std::byte> bytes, std::uint64_t first_chunk,
                          std::size_t size);
  std::uint32_t first_block_reaching(std::uint32_t target) const;
  void end();

  PostingsList list_;
  std::uint32_t block_ = 0;
  std::uint32_t bound_block_ = 0;  ///< first block of the last max_impact_in()
  std::size_t index_ = 0;
  std::size_t size_ = 0;          ///< number of postings in the current block; 0 at the end
  std::uint64_t next_chunk_ = 0;  ///< lower bound of the chunks in later blocks
  std::array<ChunkId, postings_per_block> chunks_;
  std::array<std::uint8_t, postings_per_block> counts_;
};

}  // namespace gitctx
