#include "index/segment_builder.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 5;

TEST(SegmentBuilder, WritesWhatTheReaderReadsBack) {
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSource random(seed);
    const TempDir temp;
    const std::vector<ModelBlob> blobs = random_blobs(random, 0, 1 + random.below(120), dimension);
    const SegmentRecord record =
        write_segment(temp.path(), SegmentId{7}, blobs, dimension, 1 + random.below(40));
    const SegmentReader segment = SegmentReader::open(temp.path(), record);

    EXPECT_TRUE(read_back(segment) == blobs);
    segment.verify();
    EXPECT_EQ(record.file, "segment-7.gcx");
    EXPECT_EQ(record.stamp.bytes, std::filesystem::file_size(temp / record.file));
    EXPECT_EQ(record.blobs, blobs.size());
    EXPECT_EQ(record.chunks, segment.chunk_count());
    std::uint64_t text_bytes = 0;
    for (const ModelBlob& blob : blobs) text_bytes += blob.text.size();
    EXPECT_EQ(record.text_bytes, text_bytes);
    EXPECT_EQ(segment.meta().text_bytes, text_bytes);
  }
}

TEST(SegmentBuilder, EveryBlobTermAndPartOfATextIsFound) {
  RandomSource random(11);
  const TempDir temp;
  const std::vector<ModelBlob> blobs = random_blobs(random, 0, 80, dimension);
  const SegmentReader segment =
      SegmentReader::open(temp.path(), write_segment(temp.path(), SegmentId{1}, blobs, dimension));

  for (std::uint32_t b = 0; b < blobs.size(); ++b) {
    EXPECT_EQ(segment.find(blobs[b].id), BlobIndex{b});
    std::uint32_t c = to_int(segment.first_chunk(BlobIndex{b}));
    for (const ModelChunk& chunk : blobs[b].chunks) {
      const ByteRange bytes = chunk.chunk.bytes;
      EXPECT_EQ(segment.text(BlobIndex{b}, bytes), blobs[b].text.substr(bytes.begin, bytes.size()));
      EXPECT_EQ(segment.blob_of(ChunkId{c++}), BlobIndex{b});
    }
  }
  EXPECT_EQ(segment.find(blob_id_of(1000)), std::nullopt);
  std::uint32_t terms = 0;
  for (TermDictionaryCursor term(segment.terms()); !term.at_end(); term.next(), ++terms) {
    EXPECT_EQ(segment.terms().find(term.term()), term.entry());
    EXPECT_EQ(segment.postings(term.entry()).size(), term.entry().chunk_frequency);
  }
  EXPECT_EQ(terms, segment.meta().term_count);
  EXPECT_EQ(segment.terms().find("nowhere"), std::nullopt);
}

TEST(SegmentBuilder, SameBatchesGiveTheSameBytes) {
  RandomSource random(12);
  const TempDir a;
  const TempDir b;
  const std::vector<ModelBlob> blobs = random_blobs(random, 0, 60, dimension);
  const SegmentRecord record = write_segment(a.path(), SegmentId{1}, blobs, dimension);
  EXPECT_EQ(write_segment(b.path(), SegmentId{1}, blobs, dimension), record);
  EXPECT_TRUE(read_file(a / record.file) == read_file(b / record.file));
}

TEST(SegmentBuilder, WritesASegmentOfNothing) {
  const TempDir temp;
  SegmentBuilder builder(temp.path(), SegmentId{1}, dimension);
  EXPECT_TRUE(builder.empty());
  const SegmentReader segment = SegmentReader::open(temp.path(), builder.finish());
  EXPECT_TRUE(read_back(segment).empty());
  EXPECT_EQ(segment.find(blob_id_of(1)), std::nullopt);
  segment.verify();
}

TEST(SegmentBuilder, KeepsBlobsWithoutTextAndWithoutChunks) {
  const TempDir temp;
  std::vector<ModelBlob> blobs(3);
  blobs[0].id = blob_id_of(1);
  blobs[1].id = blob_id_of(2);
  blobs[1].skip_reason = SkipReason::binary;
  blobs[2].id = blob_id_of(3);
  blobs[2].text = "\n\n";
  blobs[2].line_count = 2;
  const SegmentReader segment =
      SegmentReader::open(temp.path(), write_segment(temp.path(), SegmentId{1}, blobs, dimension));
  EXPECT_TRUE(read_back(segment) == blobs);
}

TEST(SegmentBuilder, KeepsHowABlobWasRead) {
  const TempDir temp;
  SegmentBuilder builder(temp.path(), SegmentId{1}, dimension);
  IndexedBatch batch;
  batch.blobs.push_back({.id = blob_id_of(1),
                         .name_rule = NameRule{0x0167},
                         .encoding = Encoding::big5,
                         .long_lines = 300});
  builder.add(batch);
  const SegmentReader segment = SegmentReader::open(temp.path(), builder.finish());
  EXPECT_EQ(segment.find(blob_id_of(1)), std::nullopt);
  EXPECT_EQ(segment.find(blob_id_of(1), NameRule{0x67}), std::nullopt) << "all bits count";
  const auto blob = segment.find(blob_id_of(1), NameRule{0x0167});
  ASSERT_TRUE(blob.has_value());
  EXPECT_EQ(segment.encoding(*blob), Encoding::big5);
  EXPECT_EQ(segment.blob(*blob).long_lines, 300);
}

TEST(SegmentBuilder, KnowsWhatItHolds) {
  RandomSource random(13);
  const TempDir temp;
  SegmentBuilder builder(temp.path(), SegmentId{1}, dimension);
  const IndexedBatch batch = to_batch(random_blobs(random, 0, 50, dimension));
  builder.add(batch);
  EXPECT_FALSE(builder.empty());
  EXPECT_EQ(builder.text_bytes(), batch.text_bytes);
  EXPECT_GE(builder.memory_bytes(), batch.vectors.size() + batch.chunks.size());
}

}  // namespace
}  // namespace gitctx
