#include "index/segment_merger.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "index/segment_writer.h"

namespace gitctx {

namespace {

constexpr std::uint32_t dropped = 0xffffffff;

class Merger {
 public:
  Merger(const std::filesystem::path& directory, std::span<const SegmentReader* const> inputs,
         SegmentId id)
      : inputs_(inputs),
        writer_(directory, id, inputs[0]->meta().dimension),
        chunk_map_(inputs.size()) {}

  SegmentRecord run(const KeepBlob& keep) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) add_segment(i, keep);
    for (std::size_t i = 0; i < inputs_.size(); ++i) add_vectors(i);
    for (std::size_t i = 0; i < inputs_.size(); ++i) add_scales(i);
    add_terms();
    return writer_.finish();
  }

 private:
  void add_segment(std::size_t input, const KeepBlob& keep) {
    const SegmentReader& segment = *inputs_[input];
    chunk_map_[input].assign(segment.chunk_count(), dropped);
    std::vector<std::uint32_t> block_map(segment.text_block_count(), dropped);
    for (std::uint32_t b = 0; b < segment.blob_count(); ++b) {
      const BlobIndex blob{b};
      if (!keep(input, blob) || !known_.insert(reading_of(segment.blob(blob))).second) continue;
      BlobRecord record = segment.blob(blob);
      if (record.text_size > 0) {
        const std::span<const std::byte> frame = segment.text_frame(record.text_block);
        std::uint32_t& block = block_map[record.text_block];
        if (block == dropped) {
          block = writer_.text_block_count();
          writer_.add_text_block(frame, segment.text_block(record.text_block).size);
        }
        record.text_block = block;
      }
      add_chunks(input, blob);
      record.first_chunk = static_cast<std::uint32_t>(writer_.chunks.size()) -
                           (to_int(segment.end_chunk(blob)) - to_int(segment.first_chunk(blob)));
      writer_.blobs.push_back(record);
    }
  }

  void add_chunks(std::size_t input, BlobIndex blob) {
    const SegmentReader& segment = *inputs_[input];
    for (std::uint32_t c = to_int(segment.first_chunk(blob)); c < to_int(segment.end_chunk(blob));
         ++c) {
      chunk_map_[input][c] = static_cast<std::uint32_t>(writer_.chunks.size());
      ChunkRecord record = segment.chunk(ChunkId{c});
      record.blob = static_cast<std::uint32_t>(writer_.blobs.size());
      record.symbols = writer_.strings.add(segment.names(ChunkId{c}));
      record.enclosing = writer_.strings.add(segment.enclosing(ChunkId{c}));
      writer_.chunks.push_back(record);
      writer_.chunk_lengths.push_back(segment.chunk_lengths()[c]);
    }
  }

  /// Calls `visit(begin, end)` for each maximal run of chunks that are kept.
  template <class Visit>
  void for_each_kept_run(std::size_t input, Visit&& visit) {
    const std::vector<std::uint32_t>& map = chunk_map_[input];
    std::size_t i = 0;
    while (i < map.size()) {
      while (i < map.size() && map[i] == dropped) ++i;
      const std::size_t begin = i;
      while (i < map.size() && map[i] != dropped) ++i;
      if (i > begin) visit(begin, i);
    }
  }

  void add_vectors(std::size_t input) {
    const FlatStore& store = inputs_[input]->vectors();
    const std::size_t dimension = inputs_[input]->meta().dimension;
    for_each_kept_run(input, [&](std::size_t begin, std::size_t end) {
      writer_.add_vectors(store.rows().subspan(begin * dimension, (end - begin) * dimension));
    });
  }

  void add_scales(std::size_t input) {
    const FlatStore& store = inputs_[input]->vectors();
    for_each_kept_run(input, [&](std::size_t begin, std::size_t end) {
      writer_.add_vector_scales(store.scales().subspan(begin, end - begin));
    });
  }

  void add_terms() {
    std::vector<TermDictionaryCursor> cursors;
    for (const SegmentReader* input : inputs_) cursors.emplace_back(input->terms());
    std::vector<Posting> postings;
    std::string term;
    while (true) {
      bool any = false;
      for (const TermDictionaryCursor& cursor : cursors) {
        if (cursor.at_end()) continue;
        if (!any || cursor.term() < term) term = cursor.term();
        any = true;
      }
      if (!any) return;
      postings.clear();
      for (std::size_t i = 0; i < cursors.size(); ++i) {
        if (cursors[i].at_end() || cursors[i].term() != term) continue;
        add_postings(i, cursors[i].entry(), postings);
        cursors[i].next();
      }
      if (!postings.empty()) writer_.add_term(term, postings);
    }
  }

  void add_postings(std::size_t input, const TermEntry& entry, std::vector<Posting>& postings) {
    for (PostingsCursor cursor(inputs_[input]->postings(entry)); !cursor.at_end(); cursor.next()) {
      Posting posting = cursor.posting();
      const std::uint32_t chunk = chunk_map_[input][to_int(posting.chunk)];
      if (chunk == dropped || (posting.body_count == 0 && posting.symbol_count == 0)) continue;
      posting.chunk = ChunkId{chunk};
      postings.push_back(posting);
    }
  }

  std::span<const SegmentReader* const> inputs_;
  SegmentWriter writer_;
  std::vector<std::vector<std::uint32_t>> chunk_map_;  // new chunk numbers, by input and old number
  std::unordered_set<BlobReading, BlobReadingHash> known_;
};

}  // namespace

SegmentRecord merge_segments(const std::filesystem::path& directory,
                             std::span<const SegmentReader* const> inputs, SegmentId id,
                             const KeepBlob& keep) {
  GITCTX_CHECK(!inputs.empty());
  for (const SegmentReader* input : inputs) {
    input->verify();
    if (input->meta().dimension != inputs[0]->meta().dimension) {
      throw Error(ErrorCode::failure,
                  "cannot merge " + inputs[0]->record().file + " and " + input->record().file +
                      ": vectors of different dimensions",
                  force_hint);
    }
  }
  return Merger(directory, inputs, id).run(keep);
}

}  // namespace gitctx
