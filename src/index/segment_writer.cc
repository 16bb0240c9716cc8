#include "index/segment_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "lexical/postings_encoder.h"

namespace gitctx {

SegmentWriter::SegmentWriter(const std::filesystem::path& directory, SegmentId id,
                             std::uint32_t dimension)
    : record_{.id = id, .file = fmt::format("segment-{}.gcx", to_int(id))},
      file_(directory / record_.file, FileKind::segment),
      dimension_(dimension) {
  file_.begin(Section::text_blocks);
}

void SegmentWriter::advance(Stage stage) {
  constexpr Section sections[] = {Section::text_blocks, Section::vectors, Section::vector_scales,
                                  Section::postings};
  GITCTX_CHECK(stage_ <= stage);
  while (stage_ < stage) {
    file_.end();
    stage_ = static_cast<Stage>(static_cast<int>(stage_) + 1);
    file_.begin(sections[static_cast<int>(stage_)]);
  }
}

void SegmentWriter::add_text_block(std::span<const std::byte> compressed, std::uint32_t size) {
  advance(Stage::text);
  text_blocks_.push_back({text_section_size_, static_cast<std::uint32_t>(compressed.size()), size});
  text_section_size_ += compressed.size();
  file_.write(compressed);
}

void SegmentWriter::add_vectors(std::span<const std::int8_t> rows) {
  advance(Stage::vectors);
  file_.write(rows);
}

void SegmentWriter::add_vector_scales(std::span<const float> scales) {
  advance(Stage::scales);
  file_.write(scales);
}

void SegmentWriter::add_term(std::string_view term, std::span<const Posting> postings) {
  advance(Stage::terms);
  encoded_.clear();
  append_postings(encoded_, postings, chunk_lengths);
  file_.write(encoded_);
  terms_.add(term, static_cast<std::uint32_t>(encoded_.size()),
             static_cast<std::uint32_t>(postings.size()));
}

SegmentRecord SegmentWriter::finish() {
  GITCTX_CHECK(chunks.size() == chunk_lengths.size());
  advance(Stage::terms);
  file_.end();

  SegmentMeta meta{.blob_count = static_cast<std::uint32_t>(blobs.size()),
                   .chunk_count = static_cast<std::uint32_t>(chunks.size()),
                   .dimension = dimension_,
                   .term_count = static_cast<std::uint32_t>(terms_.size())};
  for (const BlobRecord& blob : blobs) {
    meta.text_bytes += blob.text_size;
    meta.line_count += blob.line_count;
  }
  std::vector<std::uint32_t> order(blobs.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order, {}, [this](std::uint32_t i) { return reading_of(blobs[i]); });

  file_.section(Section::terms, std::move(terms_).finish());
  file_.section(Section::text_block_table, text_blocks_);
  file_.section(Section::chunks, chunks);
  file_.section(Section::chunk_lengths, chunk_lengths);
  file_.section(Section::strings, strings.bytes());
  file_.section(Section::blobs, blobs);
  file_.section(Section::blob_order, order);
  file_.section(Section::meta, std::span(&meta, 1));
  record_.blobs = meta.blob_count;
  record_.chunks = meta.chunk_count;
  record_.text_bytes = meta.text_bytes;
  record_.stamp = file_.finish();
  return record_;
}

}  // namespace gitctx
