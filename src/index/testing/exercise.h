#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/hash.h"
#include "index/segment_reader.h"
#include "index/view_reader.h"

namespace gitctx {

/// Reads everything that can be read from a file that may be damaged; an Error is a valid outcome.
/// For tests and fuzz targets under sanitizers. All values are summed, so that the compiler cannot
/// remove the reads.
class Exercise {
 public:
  void run(const SegmentReader& segment) {
    attempt([&] { segment.verify(); });
    for (std::uint32_t b = 0; b < segment.blob_count(); ++b) run_blob(segment, BlobIndex{b});
    for (std::uint32_t c = 0; c < segment.chunk_count(); ++c) run_chunk(segment, ChunkId{c});
    for (TermDictionaryCursor term(segment.terms()); !term.at_end(); term.next()) {
      add(term.term());
      if (const auto entry = segment.terms().find(term.term())) run_postings(segment, *entry);
      run_postings(segment, term.entry());
    }
    const FlatStore& vectors = segment.vectors();
    const std::vector<float> query(segment.meta().dimension, 0.5f);
    sum_ += vectors.search(query, 5, {}).size();
  }

  void run(const ViewReader& view, std::span<const std::string_view> path_terms) {
    for (std::size_t i = 0; i < view.file_count(); ++i) run_file(view, i);
    for (std::uint32_t i = 0; i < view.commit_count(); ++i) {
      add(view.commit_info(i).author);
      add(view.commit_info(i).subject);
    }
    for (const SkippedFile& file : view.skipped()) add(file.path + file.detail);
    for (const ViewReader::SegmentUse& use : view.segments()) {
      for (const std::uint32_t file : use.first_file) sum_ += file;
      for (const float multiplier : use.chunk_multipliers) sum_ += multiplier > 0 ? 1 : 0;
    }
    for (const std::string_view term : path_terms) {
      for (const PathPosting& posting : view.path_postings(term)) {
        add(view.file(posting.file).path);
      }
    }
    if (const FlatStore* vectors = view.path_vectors()) {
      for (const std::int8_t value : vectors->rows()) sum_ += static_cast<std::uint64_t>(value);
    }
  }

  std::uint64_t sum() const { return sum_; }

 private:
  template <class Body>
  void attempt(Body&& body) {
    try {
      body();
    } catch (const Error& error) {
      sum_ += error.message().size();
    }
  }

  void add(std::string_view text) { sum_ += hash64(text); }

  void run_blob(const SegmentReader& segment, BlobIndex blob) {
    sum_ += static_cast<std::uint64_t>(segment.language(blob));
    sum_ += static_cast<std::uint64_t>(segment.skip_reason(blob));
    sum_ += segment.find(segment.blob(blob).id).has_value() ? 1 : 0;
    attempt([&] { add(segment.text(blob)); });
  }

  void run_chunk(const SegmentReader& segment, ChunkId chunk) {
    sum_ +=
        static_cast<std::uint64_t>(segment.kind(chunk)) + segment.chunk_lengths()[to_int(chunk)];
    add(segment.names(chunk));
    add(segment.symbol(chunk));
    add(segment.enclosing(chunk));
    const ChunkRecord& record = segment.chunk(chunk);
    attempt(
        [&] { add(segment.text(segment.blob_of(chunk), {record.byte_begin, record.byte_end})); });
  }

  void run_postings(const SegmentReader& segment, const TermEntry& entry) {
    PostingsCursor postings(segment.postings(entry));
    for (; !postings.at_end(); postings.next()) {
      sum_ += segment.chunk_lengths()[to_int(postings.chunk())] + postings.body_count();
    }
  }

  void run_file(const ViewReader& view, std::size_t index) {
    const ViewFile file = view.file(index);
    add(file.path);
    sum_ += view.find(file.path) + view.blob_id(index).bytes[0];
    add(view.commit_info(file.commit).author);
    add(view.commit_info(file.first_commit).subject);
    for (const std::string_view path : view.other_paths(index)) add(path);
    for (std::size_t i = index; i != no_file; i = view.next_same_blob(i)) ++sum_;
  }

  std::uint64_t sum_ = 0;
};

}  // namespace gitctx
