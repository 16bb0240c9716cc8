#include "ingest/batch_indexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/trace.h"
#include "chunk/token_estimate.h"
#include "index/text_codec.h"
#include "redact/redactor.h"
#include "text/encodings/encoding.h"
#include "text/languages.h"
#include "text/lfs_pointer.h"
#include "text/long_lines.h"
#include "text/notebook.h"
#include "text/words.h"
#include "vector/quantise.h"

namespace gitctx {

namespace {

constexpr std::size_t text_block_bytes = 64 * 1024;
constexpr std::size_t memo_limit_bytes = 48 * 1024 * 1024;
// Part of chunking_id(). Must be incremented when a code change gives different terms or chunks for
// the same text.
constexpr int analysis_version = 3;

std::uint8_t saturate_byte(std::uint32_t value) {
  return static_cast<std::uint8_t>(std::min<std::uint32_t>(value, 255));
}

std::uint32_t count_lines(std::string_view text) {
  const auto breaks = static_cast<std::uint32_t>(std::ranges::count(text, '\n'));
  return breaks + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

void add_vectors(const EmbeddingMatrix& matrix, IndexedBatch& batch) {
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    const std::size_t old_size = batch.vectors.size();
    batch.vectors.resize(old_size + matrix.dimension);
    batch.vector_scales.push_back(
        quantise_row(matrix.row(i), std::span(batch.vectors).subspan(old_size)));
  }
}

/// Adds the chunks of a file to the texts that will be sent. Private keys are replaced here, where
/// the whole file is known, because a key may cross chunk borders. All other secrets are replaced
/// just before sending.
void add_sent_texts(std::string_view file, std::span<const std::string_view> chunks,
                    BatchResult& result) {
  const FileRedactor redactor(file);
  for (const std::string_view chunk : chunks) {
    const auto begin = static_cast<std::size_t>(chunk.data() - file.data());
    result.texts.push_back(redactor.may_hold_key() ? redactor.part(begin, begin + chunk.size())
                                                   : std::string(chunk));
  }
}

}  // namespace

void embed_texts(Embedder& embedder, BatchResult& result) {
  const TraceSpan span("embed", static_cast<std::int64_t>(result.texts.size()));
  std::vector<EmbedInput> inputs;
  inputs.reserve(result.texts.size());
  for (const std::string& text : result.texts) inputs.push_back({.text = text, .tokens = {}});
  add_vectors(embedder.embed_documents(inputs), result.batch);
  result.texts = {};
}

std::uint64_t max_blob_bytes(const Settings::Index& settings) {
  return static_cast<std::uint64_t>(settings.max_blob_size_mb * 1024 * 1024);
}

std::string chunking_id(const Settings::Index& settings) {
  return fmt::format("syntax-v{} {}/{}/{}", analysis_version, settings.chunk_tokens,
                     settings.chunk_overlap_tokens, settings.max_chunk_tokens);
}

BatchIndexer::Count& BatchIndexer::Counter::operator[](std::uint32_t number) {
  if (number >= places_.size()) places_.resize(std::max<std::size_t>(number + 1, 1024) * 2);
  std::uint32_t& place = places_[number];
  if (place == 0) {
    counts_.push_back({number, 0, 0});
    place = static_cast<std::uint32_t>(counts_.size());
  }
  return counts_[place - 1];
}

void BatchIndexer::Counter::clear() {
  for (const Count& count : counts_) places_[count.number] = 0;
  counts_.clear();
}

BatchIndexer::BatchIndexer(const RepositoryLayout& layout, const Settings& settings,
                           EmbedderSource& embedders, TextEdit edit)
    : reader_(layout, max_blob_bytes(settings.index)),
      edit_(std::move(edit)),
      limits_{.chunk_tokens = settings.index.chunk_tokens,
              .overlap_tokens = settings.index.chunk_overlap_tokens,
              .max_chunk_tokens = settings.index.max_chunk_tokens},
      chunker_(make_syntax_chunker(limits_)),
      embedder_(embedders.is_hosted() ? nullptr : embedders.make_embedder()) {}

BatchResult BatchIndexer::index(std::span<const ViewEntry* const> entries) {
  const TraceSpan span("batch", static_cast<std::int64_t>(entries.size()));
  BatchResult result;
  if (words_.memory_bytes() > memo_limit_bytes) words_.clear();
  batch_terms_.assign(words_.term_texts().size(), 0);
  for (const ViewEntry* entry : entries) index_blob(*entry, result);
  close_text_block(result.batch);
  return result;
}

BlobContent BatchIndexer::read(const ViewEntry& entry) {
  const TraceSpan span("read");
  return reader_.read(entry);
}

std::vector<Chunk> BatchIndexer::chunk(std::string_view text, Language language) {
  const TraceSpan span("chunk", static_cast<std::int64_t>(text.size()));
  // The vector of a chunk takes a kilobyte. With one line per chunk, a file of 5 MB can have 2.5
  // million chunks.
  constexpr std::size_t most_chunks = 150'000;
  std::vector<Chunk> chunks = chunker_->chunk({text, language});
  ChunkLimits limits = limits_;
  while (chunks.size() > most_chunks) {
    limits.chunk_tokens *= static_cast<int>(chunks.size() / most_chunks) + 1;
    limits.max_chunk_tokens = std::max(limits.max_chunk_tokens, limits.chunk_tokens);
    chunks = make_syntax_chunker(limits)->chunk({text, language});
  }
  return chunks;
}

void BatchIndexer::index_blob(const ViewEntry& entry, BatchResult& result) {
  BlobContent content = read(entry);
  if (!content.ok()) {
    result.left_out.push_back({entry.blob, content.reason, std::move(content.detail)});
    return;
  }
  IndexedBatch& batch = result.batch;
  IndexedBatch::Blob& blob = batch.blobs.emplace_back();
  blob.id = entry.blob;
  blob.name_rule = name_rule(entry.path, entry.given);
  std::optional<DecodedText> decoded =
      decode_text(std::move(content.bytes), given_encoding(blob.name_rule));
  if (!decoded) {
    blob.skip_reason = SkipReason::binary;
    return;
  }
  blob.encoding = decoded->encoding;
  blob.skip_reason = prepare_text(entry, blob, decoded->text);
  if (blob.skip_reason != SkipReason::none) return;
  const std::string_view text = decoded->text;
  blob.line_count = count_lines(text);
  batch.text_bytes += text.size();
  add_text(text, blob, batch);

  std::vector<Chunk> chunks = chunk(text, blob.language);
  blob.chunk_count = static_cast<std::uint32_t>(chunks.size());
  std::vector<std::string_view> texts;
  const auto begin = std::chrono::steady_clock::now();
  for (Chunk& chunk : chunks) {
    const std::string_view part = text.substr(chunk.bytes.begin, chunk.bytes.size());
    texts.push_back(part);
    batch.token_estimate += static_cast<std::uint64_t>(estimate_tokens(part));
    add_chunk(part, chunk, batch);
    batch.chunks.push_back(std::move(chunk));
  }
  trace_since("terms", begin);
  if (embedder_) {
    embed(texts, batch);
  } else {
    add_sent_texts(text, texts, result);
    chunk_tokens_.clear();
    chunk_tokens_end_.clear();
  }
}

/// Replaces the text of a file by the text to index, and determines the language. Line numbers do
/// not change. If the file must be skipped, returns the reason.
SkipReason BatchIndexer::prepare_text(const ViewEntry& entry, IndexedBatch::Blob& blob,
                                      std::string& text) {
  if (is_lfs_pointer(text)) return SkipReason::lfs;
  auto notebook = is_notebook(blob.name_rule) ? read_notebook(text) : std::nullopt;
  if (notebook) {
    text = std::move(notebook->text);
    blob.language = notebook->language;
  } else {
    blob.language = language_of(blob.name_rule, text);
  }
  if (has_minified_name(entry.path) || looks_minified(text, blob.language)) {
    return SkipReason::minified;
  }
  constexpr std::size_t most = 65535;
  blob.long_lines = static_cast<std::uint16_t>(std::min(empty_long_lines(text), most));
  // The edit uses positions in the text as indexed, so it comes last.
  if (edit_) edit_(entry, text);
  return SkipReason::none;
}

void BatchIndexer::add_text(std::string_view text, IndexedBatch::Blob& blob, IndexedBatch& batch) {
  if (!block_.empty() && block_.size() + text.size() > text_block_bytes) close_text_block(batch);
  blob.text_block = static_cast<std::uint32_t>(batch.text_blocks.size());
  blob.text_offset = static_cast<std::uint32_t>(block_.size());
  blob.text_size = static_cast<std::uint32_t>(text.size());
  block_ += text;
}

void BatchIndexer::close_text_block(IndexedBatch& batch) {
  if (block_.empty()) return;
  batch.text_blocks.push_back({compress_text(block_), static_cast<std::uint32_t>(block_.size())});
  block_.clear();
}

void BatchIndexer::count_word(std::string_view word, bool is_symbol) {
  const WordTable::Word meaning = words_.look_up(word);
  for (const std::uint32_t term : words_.terms(meaning)) {
    Count& count = terms_[term];
    ++(is_symbol ? count.symbol : count.body);
  }
  if (is_symbol) {
    if (const auto term = words_.one_letter_term(word)) ++terms_[*term].symbol;
    return;
  }
  for (const std::uint32_t token : words_.tokens(meaning)) ++tokens_[token].body;
}

std::uint32_t BatchIndexer::batch_term(std::uint32_t term, IndexedBatch& batch) {
  if (term >= batch_terms_.size()) batch_terms_.resize(words_.term_texts().size() * 2);
  std::uint32_t& number = batch_terms_[term];
  if (number == 0) {
    batch.terms.emplace_back(words_.term_texts().text(term));
    number = static_cast<std::uint32_t>(batch.terms.size());
  }
  return number - 1;
}

void BatchIndexer::add_chunk(std::string_view text, const Chunk& chunk, IndexedBatch& batch) {
  const auto number = static_cast<std::uint32_t>(batch.chunks.size());
  for_each_word(text, [&](std::string_view word) { count_word(word, false); });
  for_each_word(chunk.enclosing, [&](std::string_view word) { count_word(word, false); });
  for (const std::string& name : chunk.defines) {
    for_each_word(name, [&](std::string_view word) { count_word(word, true); });
  }
  std::uint32_t length = 0;
  for (const Count& count : terms_.counts()) {
    length += count.body;
    batch.occurrences.push_back({number, batch_term(count.number, batch), saturate_byte(count.body),
                                 saturate_byte(count.symbol)});
  }
  batch.chunk_lengths.push_back(static_cast<std::uint16_t>(std::min(length, 65535u)));
  for (const Count& count : tokens_.counts()) {
    chunk_tokens_.push_back({words_.token_texts().text(count.number), count.body});
  }
  chunk_tokens_end_.push_back(chunk_tokens_.size());
  terms_.clear();
  tokens_.clear();
}

void BatchIndexer::embed(std::span<const std::string_view> texts, IndexedBatch& batch) {
  const TraceSpan span("embed", static_cast<std::int64_t>(texts.size()));
  std::vector<EmbedInput> inputs(texts.size());
  std::size_t begin = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    inputs[i].text = texts[i];
    inputs[i].tokens = std::span(chunk_tokens_).subspan(begin, chunk_tokens_end_[i] - begin);
    begin = chunk_tokens_end_[i];
  }
  add_vectors(embedder_->embed_documents(inputs), batch);
  chunk_tokens_.clear();
  chunk_tokens_end_.clear();
}

}  // namespace gitctx
