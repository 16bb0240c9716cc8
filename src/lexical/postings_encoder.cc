#include "lexical/postings_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <string_view>

#include "base/check.h"
#include "base/varint.h"
#include "lexical/bit_packing.h"
#include "lexical/bm25f.h"
#include "lexical/postings_list.h"

namespace gitctx {
namespace {

std::uint32_t stored_body(const Posting& posting) {
  return std::min(posting.body_count, max_body_count);
}

std::uint32_t stored_symbol(const Posting& posting) {
  return std::min(posting.symbol_count, max_symbol_count);
}

/// Appends a block of 128 postings. `next_chunk` is the lowest chunk id that the first posting can
/// have.
void append_full_block(std::string& out, std::span<const Posting> block, std::uint32_t next_chunk) {
  std::array<std::uint32_t, postings_per_block> deltas;
  std::array<std::uint32_t, postings_per_block> counts;
  std::uint32_t delta_bits = 0;
  std::uint32_t body_bits = 0;
  std::uint32_t symbol_bits = 0;
  for (std::size_t i = 0; i < block.size(); ++i) {
    deltas[i] = to_int(block[i].chunk) - next_chunk;
    next_chunk = to_int(block[i].chunk) + 1;
    delta_bits |= deltas[i];
    body_bits |= stored_body(block[i]);
    symbol_bits |= stored_symbol(block[i]);
  }
  const auto delta_width = static_cast<unsigned>(std::bit_width(delta_bits));
  const auto body_width = static_cast<unsigned>(std::bit_width(body_bits));
  const auto symbol_width = static_cast<unsigned>(std::bit_width(symbol_bits));
  for (std::size_t i = 0; i < block.size(); ++i) {
    counts[i] = stored_body(block[i]) | stored_symbol(block[i]) << body_width;
  }
  out.push_back(static_cast<char>(delta_width));
  out.push_back(static_cast<char>(body_width << 4 | symbol_width));
  append_packed(out, deltas, delta_width);
  append_packed(out, counts, body_width + symbol_width);
}

/// Collects the bytes of a short block, so that they are appended in one call.
class ShortBlockBytes {
 public:
  using value_type = char;

  void push_back(char byte) { bytes_[size_++] = byte; }
  std::string_view view() const { return {bytes_.data(), size_}; }

 private:
  static constexpr std::size_t max_posting_size = 6;  ///< a 33-bit varint and a byte of counts

  std::array<char, postings_per_block * max_posting_size> bytes_;
  std::size_t size_ = 0;
};

void append_short_block(std::string& out, std::span<const Posting> block,
                        std::uint32_t next_chunk) {
  ShortBlockBytes bytes;
  for (const Posting& posting : block) {
    const std::uint32_t counts = stored_body(posting) | stored_symbol(posting) << 5;
    const std::uint64_t delta = to_int(posting.chunk) - next_chunk;
    append_varint(bytes, delta * 2 + (counts != 1));
    if (counts != 1) bytes.push_back(static_cast<char>(counts));
    next_chunk = to_int(posting.chunk) + 1;
  }
  out += bytes.view();
}

std::uint8_t block_level(std::span<const Posting> block,
                         std::span<const std::uint16_t> chunk_lengths) {
  float maximum = 0;
  for (const Posting& posting : block) {
    const std::uint16_t length = chunk_lengths[to_int(posting.chunk)];
    maximum = std::max(maximum, impact(stored_body(posting), stored_symbol(posting), length));
  }
  return level_of_impact(maximum);
}

void check_postings(std::span<const Posting> postings, std::size_t chunk_count) {
  std::uint64_t next_chunk = 0;
  for (const Posting& posting : postings) {
    GITCTX_CHECK(to_int(posting.chunk) >= next_chunk);
    GITCTX_CHECK(posting.body_count > 0 || posting.symbol_count > 0);
    next_chunk = std::uint64_t{to_int(posting.chunk)} + 1;
  }
  GITCTX_CHECK(next_chunk <= chunk_count);
}

void append_block(std::string& out, std::span<const Posting> block, std::uint32_t next_chunk) {
  if (block.size() == postings_per_block) {
    append_full_block(out, block, next_chunk);
  } else {
    append_short_block(out, block, next_chunk);
  }
}

/// Appends the part of a list that follows its count. The list must have several blocks.
void append_blocks(std::string& out, std::span<const Posting> postings,
                   std::span<const std::uint16_t> chunk_lengths) {
  std::string skips;
  std::string blocks;
  std::uint8_t max_level = 0;
  std::uint32_t next_chunk = 0;
  for (std::size_t at = 0; at < postings.size(); at += postings_per_block) {
    const std::size_t size = std::min(postings_per_block, postings.size() - at);
    const std::span<const Posting> block = postings.subspan(at, size);
    append_block(blocks, block, next_chunk);
    next_chunk = to_int(block.back().chunk) + 1;

    const std::uint8_t level = block_level(block, chunk_lengths);
    max_level = std::max(max_level, level);
    GITCTX_CHECK(blocks.size() <= std::numeric_limits<std::uint32_t>::max());
    append_u32(skips, to_int(block.back().chunk));
    append_u32(skips, static_cast<std::uint32_t>(blocks.size()));
    skips.push_back(static_cast<char>(level));
  }
  out.push_back(static_cast<char>(max_level));
  out += skips;
  out += blocks;
}

}  // namespace

void append_postings(std::string& out, std::span<const Posting> postings,
                     std::span<const std::uint16_t> chunk_lengths) {
  check_postings(postings, chunk_lengths.size());
  if (postings.empty()) return;
  append_varint(out, postings.size());
  if (postings.size() > postings_per_block) {
    append_blocks(out, postings, chunk_lengths);
  } else {
    out.push_back(static_cast<char>(block_level(postings, chunk_lengths)));
    append_block(out, postings, 0);
  }
}

}  // namespace gitctx
