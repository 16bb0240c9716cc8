#include "index/segment_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "index/string_pool.h"
#include "index/text_codec.h"

namespace gitctx {

SegmentReader SegmentReader::open(const std::filesystem::path& directory,
                                  const SegmentRecord& record) {
  SegmentReader reader;
  reader.record_ = record;
  reader.file_ = SectionReader::open(directory / record.file, FileKind::segment, record.stamp);
  reader.file_.verify_small();
  reader.read_tables();
  reader.check_tables();
  reader.map_vectors();
  return reader;
}

void SegmentReader::read_tables() {
  const auto meta = file_.array<SegmentMeta>(Section::meta);
  file_.require(meta.size() == 1, "the description is missing", Section::meta);
  meta_ = meta[0];
  blobs_ = file_.array<BlobRecord>(Section::blobs);
  blob_order_ = file_.array<std::uint32_t>(Section::blob_order);
  chunks_ = file_.array<ChunkRecord>(Section::chunks);
  chunk_lengths_ = file_.array<std::uint16_t>(Section::chunk_lengths);
  text_blocks_ = file_.array<TextBlockRecord>(Section::text_block_table);
  strings_ = file_.bytes(Section::strings);
  postings_ = file_.bytes(Section::postings);
  terms_ = TermDictionary(file_.bytes(Section::terms));
}

void SegmentReader::check_tables() const {
  file_.require(meta_.blob_count == record_.blobs && meta_.chunk_count == record_.chunks,
                "the manifest describes another file", Section::meta);
  file_.require(blobs_.size() == meta_.blob_count && blob_order_.size() == meta_.blob_count,
                "the size of the table is wrong", Section::blobs);
  file_.require(chunks_.size() == meta_.chunk_count && chunk_lengths_.size() == meta_.chunk_count,
                "the size of the table is wrong", Section::chunks);
  std::uint32_t chunk = 0;
  for (const BlobRecord& blob : blobs_) {
    file_.require(blob.first_chunk >= chunk && blob.first_chunk <= meta_.chunk_count,
                  "the chunks of a blob are out of order", Section::blobs);
    chunk = blob.first_chunk;
  }
  for (const std::uint32_t blob : blob_order_) {
    file_.require(blob < meta_.blob_count, "a blob number is out of range", Section::blob_order);
  }
}

void SegmentReader::map_vectors() {
  const auto rows = file_.array<std::int8_t>(Section::vectors);
  const auto scales = file_.array<float>(Section::vector_scales);
  file_.require(meta_.dimension > 0 && scales.size() == meta_.chunk_count &&
                    rows.size() == std::uint64_t{meta_.chunk_count} * meta_.dimension,
                "the size of the vectors is wrong", Section::vectors);
  file_.require(std::ranges::all_of(scales, is_finite_and_not_negative),
                "a scale is negative or not finite", Section::vector_scales);
  vectors_ = FlatStore::map(rows, scales, meta_.dimension);
}

std::optional<BlobIndex> SegmentReader::find(const BlobId& id, NameRule rule) const {
  const BlobReading wanted{id, rule};
  const auto place = std::ranges::lower_bound(
      blob_order_, wanted, {}, [this](std::uint32_t i) { return reading_of(blobs_[i]); });
  if (place == blob_order_.end() || reading_of(blobs_[*place]) != wanted) return std::nullopt;
  return BlobIndex{*place};
}

Language SegmentReader::language(BlobIndex blob) const {
  const std::uint8_t value = blobs_[to_int(blob)].language;
  return value < language_count ? static_cast<Language>(value) : Language::plain_text;
}

SkipReason SegmentReader::skip_reason(BlobIndex blob) const {
  return skip_reason_of(blobs_[to_int(blob)].skip_reason);
}

Encoding SegmentReader::encoding(BlobIndex blob) const {
  const std::uint8_t value = blobs_[to_int(blob)].encoding;
  return value < encoding_count ? static_cast<Encoding>(value) : Encoding::utf8;
}

ChunkId SegmentReader::end_chunk(BlobIndex blob) const {
  const std::uint32_t next = to_int(blob) + 1;
  return ChunkId{next < blobs_.size() ? blobs_[next].first_chunk : meta_.chunk_count};
}

BlobIndex SegmentReader::blob_of(ChunkId chunk) const {
  const std::uint32_t blob = chunks_[to_int(chunk)].blob;
  file_.require(blob < meta_.blob_count, "the blob of a chunk is out of range", Section::chunks);
  return BlobIndex{blob};
}

ChunkKind SegmentReader::kind(ChunkId chunk) const {
  const std::uint8_t value = chunks_[to_int(chunk)].kind;
  return value < chunk_kind_count ? static_cast<ChunkKind>(value) : ChunkKind::text;
}

std::string_view SegmentReader::names(ChunkId chunk) const {
  return read_string(strings_, chunks_[to_int(chunk)].symbols);
}

std::string_view SegmentReader::symbol(ChunkId chunk) const {
  if (chunks_[to_int(chunk)].has_symbol == 0) return {};
  const std::string_view all = names(chunk);
  return all.substr(0, all.find('\n'));
}

std::string_view SegmentReader::enclosing(ChunkId chunk) const {
  return read_string(strings_, chunks_[to_int(chunk)].enclosing);
}

PostingsList SegmentReader::postings(const TermEntry& entry) const {
  return {entry.postings_in(postings_), meta_.chunk_count};
}

std::span<const std::byte> SegmentReader::text_frame(std::uint32_t number) const {
  file_.require(number < text_blocks_.size(), "a text block number is out of range",
                Section::text_blocks);
  const TextBlockRecord& block = text_blocks_[number];
  const std::span<const std::byte> all = file_.bytes(Section::text_blocks);
  file_.require(block.offset <= all.size() && block.compressed_size <= all.size() - block.offset,
                "a text block is outside its section", Section::text_block_table);
  return all.subspan(block.offset, block.compressed_size);
}

std::string SegmentReader::text(BlobIndex blob) const {
  return text(blob, {0, blobs_[to_int(blob)].text_size});
}

std::string SegmentReader::text(BlobIndex blob, ByteRange range) const {
  check_range(blob, range);
  if (range.begin == range.end) return {};
  return text_block_of(blob).substr(blobs_[to_int(blob)].text_offset + range.begin, range.size());
}

void SegmentReader::check_range(BlobIndex blob, ByteRange range) const {
  file_.require(range.begin <= range.end && range.end <= blobs_[to_int(blob)].text_size,
                "a chunk is outside its blob", Section::chunks);
}

std::string SegmentReader::text_block_of(BlobIndex blob) const {
  const BlobRecord& record = blobs_[to_int(blob)];
  const std::span<const std::byte> frame = text_frame(record.text_block);
  std::optional<std::string> block = decompress_text(frame, text_blocks_[record.text_block].size);
  file_.require(block && record.text_offset <= block->size() &&
                    record.text_size <= block->size() - record.text_offset,
                "a text block is damaged", Section::text_blocks);
  return *std::move(block);
}

void SegmentReader::verify_checksums() const {
  file_.verify();
  for (std::uint32_t i = 0; i < text_blocks_.size(); ++i) {
    file_.require(announces_text(text_frame(i), text_blocks_[i].size), "a text block is damaged",
                  Section::text_blocks);
  }
}

void SegmentReader::verify_texts() const {
  for (std::uint32_t i = 0; i < text_blocks_.size(); ++i) {
    file_.require(decompress_text(text_frame(i), text_blocks_[i].size).has_value(),
                  "a text block is damaged", Section::text_blocks);
  }
}

}  // namespace gitctx
