#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/manifest.h"
#include "index/section_file.h"
#include "index/segment_format.h"
#include "index/string_pool.h"
#include "lexical/posting.h"
#include "lexical/term_dictionary.h"

namespace gitctx {

/// Writes one segment file in the order of its sections: text blocks, vectors, scales, terms with
/// their postings, tables. Only the tables are held in memory.
class SegmentWriter {
 public:
  /// Creates the file in `directory`; the record that finish() returns has the name of the file.
  SegmentWriter(const std::filesystem::path& directory, SegmentId id, std::uint32_t dimension);

  void add_text_block(std::span<const std::byte> compressed, std::uint32_t size);
  std::uint32_t text_block_count() const { return static_cast<std::uint32_t>(text_blocks_.size()); }

  /// The tables, which the caller must fill in before the first add_term().
  std::vector<BlobRecord> blobs;
  std::vector<ChunkRecord> chunks;
  std::vector<std::uint16_t> chunk_lengths;
  StringPoolBuilder strings;

  /// Adds vector rows in the order of the chunks. The rows of all chunks must be added before the
  /// first scale.
  void add_vectors(std::span<const std::int8_t> rows);
  void add_vector_scales(std::span<const float> scales);

  /// Terms must be added in increasing order, each with at least one posting.
  void add_term(std::string_view term, std::span<const Posting> postings);

  /// Writes the tables and closes the file.
  SegmentRecord finish();

 private:
  enum class Stage { text, vectors, scales, terms };
  void advance(Stage stage);

  SegmentRecord record_;
  SectionWriter file_;
  Stage stage_ = Stage::text;
  std::uint32_t dimension_;
  std::vector<TextBlockRecord> text_blocks_;
  std::uint64_t text_section_size_ = 0;
  TermDictionaryBuilder terms_;
  std::string encoded_;
};

}  // namespace gitctx
