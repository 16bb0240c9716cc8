#include "lexical/postings_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

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

/// `next_chunk` is the lowest id the first posting could have.
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

void append_short_block(std::string& out, std::span<const Posting> block,
                        std::uint32_t next_chunk) {
  for (const Posting& posting : block) {
    const std::uint32_t counts = stored_body(posting) | stored_symbol(posting) << 5;
    const std::uint64_t delta = to_int(posting.chunk) - next_chunk;
    append_varint(out, delta * 2 + (counts != 1));
    if (counts != 1) out.push_back(static_cast<char>(counts));
    next_chunk = to_int(posting.chunk) + 1;
  }
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

}  // namespace

void append_postings(std::string& out, std::span<const Posting> postings,
                     std::span<const std::uint16_t> chunk_lengths) {
  check_postings(postings, chunk_lengths.size());
  if (postings.empty()) return;
  append_varint(out, postings.size());
  const std::size_t level_at = out.size();
  out.push_back(0);

  const std::size_t block_count = (postings.size() + postings_per_block - 1) / postings_per_block;
  std::string skips;
  std::string blocks;
  std::uint8_t max_level = 0;
  std::uint32_t next_chunk = 0;
  for (std::size_t at = 0; at < postings.size(); at += postings_per_block) {
    const std::size_t size = std::min(postings_per_block, postings.size() - at);
    const std::span<const Posting> block = postings.subspan(at, size);
    const std::uint8_t level = block_level(block, chunk_lengths);
    max_level = std::max(max_level, level);
    // A list of one block needs no skip table, and most lists are that short.
    std::string& block_out = block_count == 1 ? out : blocks;
    if (size == postings_per_block) {
      append_full_block(block_out, block, next_chunk);
    } else {
      append_short_block(block_out, block, next_chunk);
    }
    next_chunk = to_int(block.back().chunk) + 1;
    if (block_count == 1) continue;
    GITCTX_CHECK(blocks.size() <= std::numeric_limits<std::uint32_t>::max());
    append_u32(skips, to_int(block.back().chunk));
    append_u32(skips, static_cast<std::uint32_t>(blocks.size()));
    skips.push_back(static_cast<char>(level));
  }
  out[level_at] = static_cast<char>(max_level);
  out += skips;
  out += blocks;
}

}  // namespace gitctx
