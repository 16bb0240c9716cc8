#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/hash.h"
#include "index/indexed_batch.h"
#include "index/segment_builder.h"
#include "index/segment_reader.h"
#include "index/snapshot.h"
#include "index/text_codec.h"
#include "index/view_writer.h"
#include "lexical/testing/random_query.h"

namespace gitctx {

// The content of a segment as plain values, for comparison in tests.

struct ModelChunk {
  Chunk chunk;
  std::uint16_t length = 0;
  std::map<std::string, std::pair<int, int>> terms;  ///< term -> its counts in body and symbols
  std::vector<std::int8_t> vector;
  float scale = 0;

  bool operator==(const ModelChunk&) const = default;
};

struct ModelBlob {
  BlobId id;
  Language language = Language::plain_text;
  SkipReason skip_reason = SkipReason::none;
  std::string text;
  std::uint32_t line_count = 0;
  std::vector<ModelChunk> chunks;

  bool operator==(const ModelBlob&) const = default;
};

inline BlobId blob_id_of(std::uint64_t number) {
  BlobId id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(hash64("blob", number) >> (i % 8 * 8));
  }
  return id;
}

/// A chunk of `bytes` with random names and terms and a random vector.
inline ModelChunk random_chunk(RandomSource& random, ByteRange bytes, std::uint32_t dimension) {
  ModelChunk chunk;
  chunk.chunk.bytes = bytes;
  chunk.chunk.lines = {1 + random.below(9), 10 + random.below(9)};
  chunk.chunk.kind = static_cast<ChunkKind>(random.below(chunk_kind_count));
  const std::uint32_t name_count = random.below(4);
  for (std::uint32_t i = 0; i < name_count; ++i) {
    chunk.chunk.defines.push_back("name" + std::to_string(random.below(30)));
  }
  if (name_count > 0 && random.chance(0.7)) chunk.chunk.symbol = chunk.chunk.defines[0];
  if (random.chance(0.3)) chunk.chunk.enclosing = "Outer.name" + std::to_string(random.below(5));
  chunk.length = static_cast<std::uint16_t>(random.below(random.chance(0.1) ? 65536 : 300));
  if (random.chance(0.9)) chunk.terms["everywhere"] = {1, 0};
  for (std::uint32_t i = random.below(8); i > 0; --i) {
    const int body = static_cast<int>(random.below(max_body_count + 1));
    const int symbol = static_cast<int>(random.below(max_symbol_count + 1));
    chunk.terms["term" + std::to_string(random.below(60))] = {body, body == 0 ? 1 : symbol};
  }
  for (std::uint32_t i = 0; i < dimension; ++i) {
    chunk.vector.push_back(static_cast<std::int8_t>(static_cast<int>(random.below(255)) - 127));
  }
  chunk.scale = static_cast<float>(random.below(1000)) / 64;
  return chunk;
}

/// A random blob. Some blobs are empty, some are skipped, and the others have up to a dozen chunks.
inline ModelBlob random_blob(RandomSource& random, std::uint64_t number, std::uint32_t dimension) {
  ModelBlob blob;
  blob.id = blob_id_of(number);
  blob.language = static_cast<Language>(random.below(language_count));
  if (random.chance(0.1)) {
    blob.skip_reason = static_cast<SkipReason>(1 + random.below(11));
    return blob;
  }
  const std::uint32_t chunk_count = random.below(12);
  for (std::uint32_t i = 0; i < chunk_count; ++i) {
    const auto begin = static_cast<std::uint32_t>(blob.text.size());
    for (std::uint32_t words = random.below(12); words > 0; --words) {
      blob.text += "word" + std::to_string(random.below(50)) + (random.chance(0.2) ? "\n" : " ");
    }
    const auto end = static_cast<std::uint32_t>(blob.text.size());
    blob.chunks.push_back(random_chunk(random, {begin, end}, dimension));
  }
  blob.line_count = static_cast<std::uint32_t>(std::ranges::count(blob.text, '\n'));
  return blob;
}

inline std::vector<ModelBlob> random_blobs(RandomSource& random, std::uint64_t first_number,
                                           std::size_t count, std::uint32_t dimension) {
  std::vector<ModelBlob> blobs;
  blobs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    blobs.push_back(random_blob(random, first_number + i, dimension));
  }
  return blobs;
}

/// The batch that a worker would build from the blobs, with several blobs in a text block.
inline IndexedBatch to_batch(std::span<const ModelBlob> blobs) {
  constexpr std::size_t block_bytes = 400;
  IndexedBatch batch;
  std::map<std::string, std::uint32_t> term_numbers;
  std::string block;
  const auto flush = [&] {
    if (block.empty()) return;
    batch.text_blocks.push_back({compress_text(block), static_cast<std::uint32_t>(block.size())});
    block.clear();
  };
  for (const ModelBlob& blob : blobs) {
    if (block.size() > block_bytes) flush();
    batch.blobs.push_back({blob.id, blob.language, blob.skip_reason,
                           static_cast<std::uint32_t>(blob.chunks.size()),
                           static_cast<std::uint32_t>(batch.text_blocks.size()),
                           static_cast<std::uint32_t>(block.size()),
                           static_cast<std::uint32_t>(blob.text.size()), blob.line_count});
    block += blob.text;
    batch.text_bytes += blob.text.size();
    for (const ModelChunk& chunk : blob.chunks) {
      const auto number = static_cast<std::uint32_t>(batch.chunks.size());
      batch.chunks.push_back(chunk.chunk);
      batch.chunk_lengths.push_back(chunk.length);
      for (const auto& [term, counts] : chunk.terms) {
        const auto next = static_cast<std::uint32_t>(term_numbers.size());
        const auto [place, is_new] = term_numbers.try_emplace(term, next);
        if (is_new) batch.terms.push_back(term);
        batch.occurrences.push_back({number, place->second, static_cast<std::uint8_t>(counts.first),
                                     static_cast<std::uint8_t>(counts.second)});
      }
      batch.vectors.insert(batch.vectors.end(), chunk.vector.begin(), chunk.vector.end());
      batch.vector_scales.push_back(chunk.scale);
    }
  }
  flush();
  return batch;
}

/// Writes a segment that contains the blobs, in batches of `batch_size`.
inline SegmentRecord write_segment(const std::filesystem::path& directory, SegmentId id,
                                   std::span<const ModelBlob> blobs, std::uint32_t dimension,
                                   std::size_t batch_size = 16) {
  SegmentBuilder builder(directory, id, dimension);
  for (std::size_t at = 0; at < blobs.size(); at += batch_size) {
    builder.add(to_batch(blobs.subspan(at, std::min(batch_size, blobs.size() - at))));
  }
  return builder.finish();
}

inline std::vector<ModelChunk> read_chunks(const SegmentReader& segment) {
  std::vector<ModelChunk> chunks(segment.chunk_count());
  const std::size_t dimension = segment.meta().dimension;
  for (std::uint32_t c = 0; c < segment.chunk_count(); ++c) {
    const ChunkRecord& record = segment.chunk(ChunkId{c});
    ModelChunk& chunk = chunks[c];
    chunk.chunk.bytes = {record.byte_begin, record.byte_end};
    chunk.chunk.lines = {record.line_first, record.line_last};
    chunk.chunk.kind = segment.kind(ChunkId{c});
    chunk.chunk.symbol = segment.symbol(ChunkId{c});
    chunk.chunk.enclosing = segment.enclosing(ChunkId{c});
    std::string_view names = segment.names(ChunkId{c});
    while (!names.empty()) {
      const std::size_t end = std::min(names.find('\n'), names.size());
      chunk.chunk.defines.emplace_back(names.substr(0, end));
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    chunk.length = segment.chunk_lengths()[c];
    const auto row = segment.vectors().rows().subspan(c * dimension, dimension);
    chunk.vector.assign(row.begin(), row.end());
    chunk.scale = segment.vectors().scales()[c];
  }
  for (TermDictionaryCursor term(segment.terms()); !term.at_end(); term.next()) {
    PostingsCursor postings(segment.postings(term.entry()));
    for (; !postings.at_end(); postings.next()) {
      chunks[to_int(postings.chunk())].terms[std::string(term.term())] = {postings.body_count(),
                                                                          postings.symbol_count()};
    }
  }
  return chunks;
}

/// The whole content of a segment, read through the public interface.
inline std::vector<ModelBlob> read_back(const SegmentReader& segment) {
  const std::vector<ModelChunk> chunks = read_chunks(segment);
  std::vector<ModelBlob> blobs;
  for (std::uint32_t b = 0; b < segment.blob_count(); ++b) {
    const BlobIndex blob{b};
    blobs.push_back({segment.blob(blob).id,
                     segment.language(blob),
                     segment.skip_reason(blob),
                     segment.text(blob),
                     segment.blob(blob).line_count,
                     {chunks.begin() + to_int(segment.first_chunk(blob)),
                      chunks.begin() + to_int(segment.end_chunk(blob))}});
  }
  return blobs;
}

/// A view of all searchable blobs of the segments; the path of a blob contains its id.
inline ViewContent view_of(const Snapshot& segments, const CommitId& commit) {
  ViewContent content;
  content.commit = commit;
  content.commits.push_back({commit, 1'700'000'000, "A. Author", "a subject"});
  for (std::uint32_t s = 0; s < segments.segments().size(); ++s) {
    const SegmentReader& segment = segments.segments()[s];
    content.dimension = segment.meta().dimension;
    content.segments.push_back({segment.record().id, segment.blob_count(),
                                std::vector<float>(segment.chunk_count(), 1.0f)});
    for (std::uint32_t b = 0; b < segment.blob_count(); ++b) {
      if (segment.skip_reason(BlobIndex{b}) != SkipReason::none) continue;
      ViewContent::File file;
      file.path = "src/" + segment.blob(BlobIndex{b}).id.hex();
      file.segment = s;
      file.blob = BlobIndex{b};
      content.files.push_back(std::move(file));
    }
  }
  std::ranges::sort(content.files, {}, &ViewContent::File::path);
  return content;
}

/// "MESSAGE; HINT" of the Error that `body` throws; empty if it throws no Error.
template <class Body>
std::string refusal(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message() + "; " + error.hint();
  }
  return {};
}

}  // namespace gitctx
