#include "ingest/segment_collector.h"

#include <gtest/gtest.h>

#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 8;
constexpr std::uint64_t no_limit = std::uint64_t{1} << 40;

struct Collected {
  std::vector<ModelBlob> blobs;
  std::vector<std::uint32_t> blobs_per_segment;
  int calls = 0;
};

Collected collect(const std::vector<ModelBlob>& blobs, std::uint64_t memory_limit_bytes) {
  constexpr std::size_t batch_size = 4;
  const TempDir dir;
  IndexWriter writer = IndexWriter::open(dir.path(), {"model", "chunking"});
  Collected collected;
  SegmentCollector collector(writer, dimension, memory_limit_bytes, [&] { ++collected.calls; });
  const std::span all(blobs);
  for (std::size_t at = 0; at < blobs.size(); at += batch_size) {
    collector.add(to_batch(all.subspan(at, std::min(batch_size, blobs.size() - at))));
  }
  collector.flush();
  collector.flush();
  const auto snapshot = writer.segments_snapshot();
  for (const SegmentReader& segment : snapshot->segments()) {
    collected.blobs_per_segment.push_back(segment.blob_count());
    for (ModelBlob& blob : read_back(segment)) collected.blobs.push_back(std::move(blob));
  }
  return collected;
}

TEST(SegmentCollector, KeepsEveryBlobInOrderWhateverTheLimit) {
  RandomSource random(3);
  const std::vector<ModelBlob> blobs = random_blobs(random, 0, 60, dimension);
  const Collected one = collect(blobs, no_limit);
  EXPECT_EQ(one.blobs, blobs);
  EXPECT_EQ(one.blobs_per_segment, std::vector<std::uint32_t>{60});
  EXPECT_EQ(one.calls, 1);
  constexpr std::uint64_t few_vectors = 6 * 300;
  const Collected many = collect(blobs, few_vectors);
  EXPECT_EQ(many.blobs, blobs);
  EXPECT_GT(many.blobs_per_segment.size(), 3u);
  EXPECT_EQ(many.calls, static_cast<int>(many.blobs_per_segment.size()));
}

TEST(SegmentCollector, WritesNoSegmentWithoutBlobs) {
  const Collected none = collect({}, no_limit);
  EXPECT_TRUE(none.blobs_per_segment.empty());
  EXPECT_EQ(none.calls, 0);
}

}  // namespace
}  // namespace gitctx
