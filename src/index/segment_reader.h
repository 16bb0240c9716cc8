#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/chunk.h"
#include "core/encoding.h"
#include "core/ids.h"
#include "core/language.h"
#include "core/view.h"
#include "index/manifest.h"
#include "index/section_file.h"
#include "index/segment_format.h"
#include "lexical/postings_list.h"
#include "lexical/term_dictionary.h"
#include "vector/flat_store.h"

namespace gitctx {

/// Reads one mapped segment. Opening checks the shape of every table. It also checks the checksums
/// of all sections up to 16 MB except the text, because the frames of the text have checksums of
/// their own. After that, invalid content cannot make a reader access memory outside the file.
/// Immutable and thread-safe.
class SegmentReader {
 public:
  static SegmentReader open(const std::filesystem::path& directory, const SegmentRecord& record);

  const SegmentRecord& record() const { return record_; }
  const SegmentMeta& meta() const { return meta_; }
  std::uint32_t blob_count() const { return meta_.blob_count; }
  std::uint32_t chunk_count() const { return meta_.chunk_count; }

  /// The blob with this id, as read under the given name rule; nothing if the segment lacks it.
  std::optional<BlobIndex> find(const BlobId& id, NameRule rule = {}) const;
  const BlobRecord& blob(BlobIndex blob) const { return blobs_[to_int(blob)]; }
  Language language(BlobIndex blob) const;
  SkipReason skip_reason(BlobIndex blob) const;
  Encoding encoding(BlobIndex blob) const;
  /// The chunks of a blob are [first_chunk(blob), end_chunk(blob)).
  ChunkId first_chunk(BlobIndex blob) const { return ChunkId{blobs_[to_int(blob)].first_chunk}; }
  ChunkId end_chunk(BlobIndex blob) const;

  const ChunkRecord& chunk(ChunkId chunk) const { return chunks_[to_int(chunk)]; }
  BlobIndex blob_of(ChunkId chunk) const;
  ChunkKind kind(ChunkId chunk) const;
  /// All names that the chunk defines, separated by '\n'; the chunk's own name is first.
  std::string_view names(ChunkId chunk) const;
  /// The chunk's own name, if it has one.
  std::string_view symbol(ChunkId chunk) const;
  std::string_view enclosing(ChunkId chunk) const;
  std::span<const std::uint16_t> chunk_lengths() const { return chunk_lengths_; }

  const TermDictionary& terms() const { return terms_; }
  PostingsList postings(const TermEntry& entry) const;

  const FlatStore& vectors() const { return *vectors_; }

  std::uint32_t text_block_count() const { return static_cast<std::uint32_t>(text_blocks_.size()); }
  const TextBlockRecord& text_block(std::uint32_t number) const { return text_blocks_[number]; }
  std::span<const std::byte> text_frame(std::uint32_t number) const;
  /// The text of a blob. Throws Error if the text is damaged.
  std::string text(BlobIndex blob) const;
  /// The bytes of the text in `range`.
  std::string text(BlobIndex blob, ByteRange range) const;
  /// The decompressed block that contains the text of a blob at BlobRecord::text_offset. Throws
  /// Error if the block is damaged.
  std::string text_block_of(BlobIndex blob) const;
  /// Throws Error if the range is not within the text of the blob.
  void check_range(BlobIndex blob, ByteRange range) const;

  std::span<const std::byte> section(Section name) const { return file_.bytes(name); }
  /// Compares the checksums of all sections. Throws DamagedFile at the first mismatch.
  void verify_checksums() const;
  /// Decompresses every text. Throws DamagedFile if a text is damaged.
  void verify_texts() const;
  void verify() const {
    verify_checksums();
    verify_texts();
  }

 private:
  void read_tables();
  void check_tables() const;
  void map_vectors();

  SegmentRecord record_;
  SectionReader file_;
  SegmentMeta meta_;
  std::span<const BlobRecord> blobs_;
  std::span<const std::uint32_t> blob_order_;
  std::span<const ChunkRecord> chunks_;
  std::span<const std::uint16_t> chunk_lengths_;
  std::span<const TextBlockRecord> text_blocks_;
  std::span<const std::byte> strings_;
  std::span<const std::byte> postings_;
  TermDictionary terms_;
  std::optional<FlatStore> vectors_;
};

}  // namespace gitctx
