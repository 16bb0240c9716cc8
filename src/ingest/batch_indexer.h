#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "chunk/chunker.h"
#include "core/settings.h"
#include "core/view.h"
#include "embed/embedder_source.h"
#include "git/blob_reader.h"
#include "index/indexed_batch.h"
#include "ingest/index_run.h"
#include "text/word_table.h"

namespace gitctx {

/// A blob that was not indexed because it is unreadable or too large.
struct LeftOutBlob {
  BlobId blob;
  SkipReason reason = SkipReason::none;
  std::string detail;
};

/// A batch, and the blobs that were not indexed. The next run tries these blobs again.
struct BatchResult {
  IndexedBatch batch;
  std::vector<LeftOutBlob> left_out;
  /// The texts of all chunks, without private keys, if a hosted model must still embed them;
  /// otherwise empty.
  std::vector<std::string> texts;
};

/// Embeds the texts of the result and moves the vectors to its batch.
void embed_texts(Embedder& embedder, BatchResult& result);

/// Indexes blobs: reads, decodes, chunks, counts terms, embeds. Each worker thread needs its own
/// indexer. The result depends only on the entries, not on earlier calls. With a hosted model,
/// nothing is embedded here; the result has the texts instead.
class BatchIndexer {
 public:
  /// `edit` may be empty.
  BatchIndexer(const RepositoryLayout& layout, const Settings& settings, EmbedderSource& embedders,
               TextEdit edit);

  BatchResult index(std::span<const ViewEntry* const> entries);

 private:
  BlobContent read(const ViewEntry& entry);
  std::vector<Chunk> chunk(std::string_view text, Language language);
  void index_blob(const ViewEntry& entry, BatchResult& result);
  SkipReason prepare_text(const ViewEntry& entry, IndexedBatch::Blob& blob, std::string& text);
  void add_text(std::string_view text, IndexedBatch::Blob& blob, IndexedBatch& batch);
  void close_text_block(IndexedBatch& batch);
  void add_chunk(std::string_view text, const Chunk& chunk, IndexedBatch& batch);
  void count_word(std::string_view word, bool is_symbol);
  void embed(std::span<const std::string_view> texts, IndexedBatch& batch);
  std::uint32_t batch_term(std::uint32_t term, IndexedBatch& batch);

  struct Count {
    std::uint32_t number = 0;
    std::uint32_t body = 0;
    std::uint32_t symbol = 0;
  };
  /// Counts how often each term or token occurs. Terms and tokens are given by their numbers, which
  /// must be dense. The time for clear() is proportional to the number of distinct terms or tokens
  /// that were counted.
  class Counter {
   public:
    Count& operator[](std::uint32_t number);
    std::span<const Count> counts() const { return counts_; }
    void clear();

   private:
    std::vector<std::uint32_t> places_;  // 1 + index in counts_, by number; 0 if not counted
    std::vector<Count> counts_;
  };

  BlobReader reader_;
  TextEdit edit_;
  ChunkLimits limits_;
  std::unique_ptr<Chunker> chunker_;
  std::unique_ptr<Embedder> embedder_;  // null with a hosted model
  WordTable words_;
  Counter terms_;
  Counter tokens_;
  std::vector<std::uint32_t> batch_terms_;  // 1 + number in the batch, by number in words_
  std::vector<TokenCount> chunk_tokens_;    // tokens of all chunks of a blob
  std::vector<std::size_t> chunk_tokens_end_;
  std::string block_;
};

/// Identifies the way in which blobs become chunks and terms. An index with another id must be
/// rebuilt.
std::string chunking_id(const Settings::Index& settings);

std::uint64_t max_blob_bytes(const Settings::Index& settings);

}  // namespace gitctx
