#include "lexical/postings_list.h"

#include <algorithm>

#include "base/varint.h"
#include "lexical/bit_packing.h"

namespace gitctx {
namespace {

constexpr std::size_t skip_size = 9;
constexpr std::size_t block_head_size = 2;

}  // namespace

PostingsList::PostingsList(std::span<const std::byte> bytes, std::uint32_t chunk_count)
    : chunk_count_(chunk_count) {
  std::uint64_t size = 0;
  const std::byte* const end = bytes.data() + bytes.size();
  const std::byte* const level = decode_varint(bytes.data(), end, size);
  if (!level || level == end || size > chunk_count) return;

  const std::span<const std::byte> rest(level + 1, end);
  const std::size_t block_count = (size + postings_per_block - 1) / postings_per_block;
  const std::size_t skips_size = block_count > 1 ? block_count * skip_size : 0;
  if (skips_size > rest.size()) return;
  max_level_ = static_cast<std::uint8_t>(*level);
  skips_ = rest.first(skips_size);
  blocks_ = rest.subspan(skips_size);
  size_ = static_cast<std::uint32_t>(size);
  block_count_ = static_cast<std::uint32_t>(block_count);
}

std::size_t PostingsList::block_size(std::uint32_t block) const {
  return std::min(postings_per_block, size_ - block * postings_per_block);
}

std::uint32_t PostingsList::last_chunk(std::uint32_t block) const {
  return load_u32(&skips_[block * skip_size]);
}

std::uint8_t PostingsList::level(std::uint32_t block) const {
  if (block_count_ == 1) return max_level_;
  return static_cast<std::uint8_t>(skips_[block * skip_size + 8]);
}

std::span<const std::byte> PostingsList::block_bytes(std::uint32_t block) const {
  if (block_count_ == 1) return blocks_;
  const std::size_t begin = block == 0 ? 0 : load_u32(&skips_[(block - 1) * skip_size + 4]);
  const std::size_t end = load_u32(&skips_[block * skip_size + 4]);
  if (begin > end || end > blocks_.size()) return {};
  return blocks_.subspan(begin);
}

void PostingsCursor::end() {
  block_ = list_.block_count();
  index_ = 0;
  size_ = 0;
}

void PostingsCursor::load_block(std::uint32_t block) {
  if (block >= list_.block_count()) return end();
  std::uint64_t first_chunk = 0;
  if (block > 0) first_chunk = std::uint64_t{list_.last_chunk(block - 1)} + 1;
  if (first_chunk < next_chunk_) return end();

  const std::span<const std::byte> bytes = list_.block_bytes(block);
  const std::size_t size = list_.block_size(block);
  const bool is_valid = size == postings_per_block ? decode_full_block(bytes, first_chunk)
                                                   : decode_short_block(bytes, first_chunk, size);
  if (!is_valid) return end();
  const ChunkId last = chunks_[size - 1];
  if (list_.block_count() > 1 && to_int(last) != list_.last_chunk(block)) return end();
  next_chunk_ = std::uint64_t{to_int(last)} + 1;
  block_ = block;
  index_ = 0;
  size_ = size;
}

bool PostingsCursor::decode_full_block(std::span<const std::byte> bytes,
                                       std::uint64_t first_chunk) {
  if (bytes.size() < block_head_size) return false;
  const auto delta_width = static_cast<unsigned>(bytes[0]);
  const auto count_widths = static_cast<unsigned>(bytes[1]);
  const unsigned body_width = count_widths >> 4;
  const unsigned symbol_width = count_widths & 15;
  if (delta_width > 32 || body_width > 5 || symbol_width > 3) return false;
  const std::size_t deltas_size = packed_size(postings_per_block, delta_width);
  const std::size_t counts_size = packed_size(postings_per_block, body_width + symbol_width);
  bytes = bytes.subspan(block_head_size);
  if (bytes.size() < deltas_size + counts_size) return false;

  std::array<std::uint32_t, postings_per_block> values;
  unpack(bytes, delta_width, values);
  std::uint64_t chunk = first_chunk;
  for (std::size_t i = 0; i < postings_per_block; ++i, ++chunk) {
    chunk += values[i];
    chunks_[i] = ChunkId{static_cast<std::uint32_t>(chunk)};
  }
  // Chunk ids increase, so all ids are in range if the last id is in range.
  if (chunk > list_.chunk_count()) return false;

  unpack(bytes.subspan(deltas_size), body_width + symbol_width, values);
  const std::uint32_t body_mask = (1u << body_width) - 1;
  for (std::size_t i = 0; i < postings_per_block; ++i) {
    counts_[i] = static_cast<std::uint8_t>((values[i] & body_mask) | values[i] >> body_width << 5);
  }
  return true;
}

bool PostingsCursor::decode_short_block(std::span<const std::byte> bytes, std::uint64_t first_chunk,
                                        std::size_t size) {
  const std::byte* at = bytes.data();
  const std::byte* const end = at + bytes.size();
  std::uint64_t chunk = first_chunk;
  for (std::size_t i = 0; i < size; ++i, ++chunk) {
    std::uint64_t token = 0;
    at = decode_varint(at, end, token);
    if (!at || token / 2 >= list_.chunk_count()) return false;
    chunk += token / 2;
    if (chunk >= list_.chunk_count()) return false;
    chunks_[i] = ChunkId{static_cast<std::uint32_t>(chunk)};
    counts_[i] = 1;
    if (token & 1) {
      if (at == end) return false;
      counts_[i] = static_cast<std::uint8_t>(*at++);
    }
  }
  return true;
}

std::uint32_t PostingsCursor::first_block_reaching(std::uint32_t target) const {
  // Galloping search, because most targets are only a few blocks ahead.
  std::uint32_t low = block_ + 1;
  std::uint32_t step = 1;
  std::uint32_t high = low;
  while (high < list_.block_count() && list_.last_chunk(high) < target) {
    low = high + 1;
    high += step;
    step *= 2;
  }
  high = std::min(high, list_.block_count());
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (list_.last_chunk(middle) < target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void PostingsCursor::seek(ChunkId target) {
  if (at_end() || chunk() >= target) return;
  if (chunks_[size_ - 1] < target) {
    load_block(list_.block_count() == 1 ? 1 : first_block_reaching(to_int(target)));
    if (at_end()) return;
  }
  const auto begin = chunks_.begin() + static_cast<std::ptrdiff_t>(index_);
  const auto end = chunks_.begin() + static_cast<std::ptrdiff_t>(size_);
  index_ = static_cast<std::size_t>(std::lower_bound(begin, end, target) - chunks_.begin());
}

float PostingsCursor::max_impact_in(ChunkId begin, ChunkId end) {
  if (at_end()) return 0;
  const bool reaches_begin = chunks_[size_ - 1] >= begin;
  if (reaches_begin) seek(begin);
  if (chunk() >= end) return 0;
  if (list_.block_count() == 1) return reaches_begin ? list_.max_impact() : 0;

  bound_block_ = std::max(bound_block_, reaches_begin ? block_ : block_ + 1);
  while (bound_block_ < list_.block_count() && list_.last_chunk(bound_block_) < to_int(begin)) {
    ++bound_block_;
  }
  std::uint8_t level = 0;
  for (std::uint32_t block = bound_block_; block < list_.block_count(); ++block) {
    level = std::max(level, list_.level(block));
    if (list_.last_chunk(block) >= to_int(end) - 1) break;
  }
  return impact_of_level(level);
}

}  // namespace gitctx
