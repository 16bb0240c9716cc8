#include "index/segment_merger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <unordered_set>

#include "base/file.h"
#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 3;

const KeepBlob keep_all = [](std::size_t, BlobIndex) { return true; };

/// Segments that were written and opened, with the blobs of each.
struct Inputs {
  TempDir temp;
  std::vector<std::vector<ModelBlob>> models;
  std::vector<SegmentReader> readers;

  void add(std::vector<ModelBlob> blobs, std::uint32_t dimension_of_it = dimension) {
    const SegmentId id{models.size() + 1};
    readers.push_back(SegmentReader::open(
        temp.path(), write_segment(temp.path(), id, blobs, dimension_of_it, 10)));
    models.push_back(std::move(blobs));
  }

  std::vector<const SegmentReader*> pointers() const {
    std::vector<const SegmentReader*> all;
    for (const SegmentReader& reader : readers) all.push_back(&reader);
    return all;
  }

  SegmentReader merge(const KeepBlob& keep) const {
    return SegmentReader::open(temp.path(),
                               merge_segments(temp.path(), pointers(), SegmentId{99}, keep));
  }
};

TEST(MergeSegments, EqualsBuildingFromTheKeptBlobs) {
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSource random(seed);
    Inputs inputs;
    const std::uint32_t segment_count = 1 + random.below(4);
    std::uint64_t number = 0;
    for (std::uint32_t s = 0; s < segment_count; ++s) {
      const std::size_t count = 1 + random.below(60);
      inputs.add(random_blobs(random, number, count, dimension));
      number += random.chance(0.5) ? count : count / 2;  // or half, so that blobs occur again
    }
    std::vector<std::vector<bool>> kept;
    std::vector<ModelBlob> expected;
    std::unordered_set<BlobId> known;
    for (const std::vector<ModelBlob>& blobs : inputs.models) {
      kept.emplace_back();
      for (const ModelBlob& blob : blobs) {
        kept.back().push_back(random.chance(0.7));
        if (kept.back().back() && known.insert(blob.id).second) expected.push_back(blob);
      }
    }
    const SegmentReader merged =
        inputs.merge([&](std::size_t s, BlobIndex b) { return bool{kept[s][to_int(b)]}; });

    EXPECT_TRUE(read_back(merged) == expected);
    merged.verify();
    const TempDir other;
    const SegmentRecord built = write_segment(other.path(), SegmentId{99}, expected, dimension);
    EXPECT_EQ(merged.record().blobs, built.blobs);
    EXPECT_EQ(merged.record().chunks, built.chunks);
    EXPECT_EQ(merged.record().text_bytes, built.text_bytes);
    const SegmentReader twin = SegmentReader::open(other.path(), built);
    for (const Section section : {Section::terms, Section::postings, Section::vectors,
                                  Section::vector_scales, Section::chunk_lengths}) {
      EXPECT_TRUE(std::ranges::equal(merged.section(section), twin.section(section)))
          << "section " << static_cast<int>(section);
    }
  }
}

TEST(MergeSegments, GivesTheSameBytesTwice) {
  RandomSource random(21);
  Inputs inputs;
  inputs.add(random_blobs(random, 0, 30, dimension));
  inputs.add(random_blobs(random, 20, 30, dimension));
  const std::string first = read_file(inputs.temp / inputs.merge(keep_all).record().file);
  EXPECT_TRUE(read_file(inputs.temp / inputs.merge(keep_all).record().file) == first);
}

TEST(MergeSegments, OfNothingKeptIsEmpty) {
  RandomSource random(22);
  Inputs inputs;
  inputs.add(random_blobs(random, 0, 20, dimension));
  const SegmentReader merged = inputs.merge([](std::size_t, BlobIndex) { return false; });
  EXPECT_EQ(merged.blob_count(), 0u);
  EXPECT_EQ(merged.terms().size(), 0u);
  EXPECT_EQ(merged.record().stamp.bytes,
            std::filesystem::file_size(inputs.temp / merged.record().file));
}

TEST(MergeSegments, RefusesADamagedInput) {
  RandomSource random(23);
  Inputs inputs;
  inputs.add(random_blobs(random, 0, 20, dimension));
  const SegmentRecord record = inputs.readers[0].record();
  const auto texts = inputs.readers[0].section(Section::text_blocks);
  std::string bytes = read_file(inputs.temp / record.file);
  // Text is the only section whose checksum is not checked when a file is opened.
  const std::string frame(reinterpret_cast<const char*>(texts.data()), texts.size());
  bytes[bytes.find(frame) + frame.size() / 2] ^= 1;
  inputs.readers.clear();
  inputs.temp.write(record.file, bytes);
  inputs.readers.push_back(SegmentReader::open(inputs.temp.path(), record));
  EXPECT_NE(refusal([&] { inputs.merge(keep_all); }).find("checksum mismatch"), std::string::npos);
}

TEST(MergeSegments, RefusesSegmentsOfDifferentDimension) {
  RandomSource random(24);
  Inputs inputs;
  inputs.add(random_blobs(random, 0, 5, dimension));
  inputs.add(random_blobs(random, 5, 5, dimension + 1), dimension + 1);
  const std::string said = refusal([&] { inputs.merge(keep_all); });
  EXPECT_NE(said.find("segment-2.gcx: vectors of different dimensions"), std::string::npos) << said;
  EXPECT_TRUE(said.ends_with(force_hint)) << said;  // a repair would find nothing to repair
}

}  // namespace
}  // namespace gitctx
