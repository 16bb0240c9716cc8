#include "index/segment_builder.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace gitctx {

void SegmentBuilder::add(const IndexedBatch& batch) {
  const auto first_blob = static_cast<std::uint32_t>(writer_.blobs.size());
  const auto first_chunk = static_cast<std::uint32_t>(writer_.chunks.size());
  const std::uint32_t first_block = writer_.text_block_count();
  for (const IndexedBatch::TextBlock& block : batch.text_blocks) {
    writer_.add_text_block(std::as_bytes(std::span(block.compressed)), block.size);
  }
  std::uint32_t chunk = first_chunk;
  for (const IndexedBatch::Blob& blob : batch.blobs) {
    writer_.blobs.push_back(
        {blob.id, chunk, first_block + blob.text_block, blob.text_offset, blob.text_size,
         blob.line_count, static_cast<std::uint8_t>(blob.language),
         static_cast<std::uint8_t>(blob.skip_reason), static_cast<std::uint16_t>(blob.name_rule),
         blob.long_lines, static_cast<std::uint8_t>(blob.encoding), 0});
    chunk += blob.chunk_count;
  }
  add_chunks(batch, first_blob, first_chunk);
  text_bytes_ += batch.text_bytes;

  std::vector<std::uint32_t> terms;
  terms.reserve(batch.terms.size());
  for (const std::string& term : batch.terms) terms.push_back(terms_.intern(term));
  for (const IndexedBatch::Occurrence& o : batch.occurrences) {
    occurrences_.push_back(
        {terms[o.term], {ChunkId{first_chunk + o.chunk}, o.body_count, o.symbol_count}});
  }
  vectors_.insert(vectors_.end(), batch.vectors.begin(), batch.vectors.end());
  vector_scales_.insert(vector_scales_.end(), batch.vector_scales.begin(),
                        batch.vector_scales.end());
}

void SegmentBuilder::add_chunks(const IndexedBatch& batch, std::uint32_t first_blob,
                                std::uint32_t first_chunk) {
  std::uint32_t number = 0;
  std::string names;
  for (std::uint32_t b = 0; b < batch.blobs.size(); ++b) {
    for (std::uint32_t i = 0; i < batch.blobs[b].chunk_count; ++i, ++number) {
      const Chunk& chunk = batch.chunks[number];
      names.clear();
      for (const std::string& name : chunk.defines) {
        if (!names.empty()) names += '\n';
        names += name;
      }
      ChunkRecord record;
      record.blob = first_blob + b;
      record.byte_begin = chunk.bytes.begin;
      record.byte_end = chunk.bytes.end;
      record.line_first = chunk.lines.first;
      record.line_last = chunk.lines.last;
      record.symbols = writer_.strings.add(names);
      record.enclosing = writer_.strings.add(chunk.enclosing);
      record.kind = static_cast<std::uint8_t>(chunk.kind);
      record.has_symbol = chunk.symbol.empty() ? 0 : 1;
      writer_.chunks.push_back(record);
    }
  }
  GITCTX_CHECK(number == batch.chunks.size() && number == batch.chunk_lengths.size());
  GITCTX_CHECK(writer_.chunks.size() == first_chunk + number);
  writer_.chunk_lengths.insert(writer_.chunk_lengths.end(), batch.chunk_lengths.begin(),
                               batch.chunk_lengths.end());
}

void SegmentBuilder::write_terms() {
  // A counting sort by term keeps the chunks of each term in order.
  std::vector<std::uint32_t> begins(terms_.size() + 1, 0);
  for (const Occurrence& o : occurrences_) ++begins[o.term + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<Posting> postings(occurrences_.size());
  {
    std::vector<std::uint32_t> places(begins.begin(), begins.end() - 1);
    for (const Occurrence& o : occurrences_) postings[places[o.term]++] = o.posting;
  }
  occurrences_ = {};

  std::vector<std::uint32_t> order(terms_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {}, [this](std::uint32_t term) { return terms_.text(term); });
  for (const std::uint32_t term : order) {
    writer_.add_term(terms_.text(term),
                     std::span(postings).subspan(begins[term], begins[term + 1] - begins[term]));
  }
}

SegmentRecord SegmentBuilder::finish() {
  writer_.add_vectors(vectors_);
  vectors_ = {};
  writer_.add_vector_scales(vector_scales_);
  write_terms();
  return writer_.finish();
}

std::size_t SegmentBuilder::memory_bytes() const {
  return occurrences_.capacity() * sizeof(Occurrence) + vectors_.capacity() +
         vector_scales_.capacity() * sizeof(float) + terms_.memory_bytes() +
         writer_.blobs.capacity() * sizeof(BlobRecord) +
         writer_.chunks.capacity() * sizeof(ChunkRecord) + writer_.strings.memory_bytes();
}

}  // namespace gitctx
