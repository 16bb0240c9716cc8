#include "index/segment_reader.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "index/segment_merger.h"
#include "index/testing/exercise.h"
#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 4;

/// Makes one to four changes before the footer. Each changes a bit, a byte or a number.
void mutate(std::string& bytes, RandomSource& random) {
  for (std::uint32_t changes = 1 + random.below(4); changes > 0; --changes) {
    const auto size = static_cast<std::uint32_t>(bytes.size() - footer_bytes - 4);
    const std::size_t at = random.below(size);
    switch (random.below(4)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ 1 << random.below(8));
        break;
      case 1:
        bytes[at] = static_cast<char>(random.below(256));
        break;
      case 2:
        store_at(bytes, at, random.chance(0.5) ? 0xffffffffu : random.below(1000));
        break;
      default:
        bytes[at] = static_cast<char>(random.chance(0.5) ? 0x00 : 0xff);
        break;
    }
  }
}

TEST(SegmentReader, WithValidChecksumsAnyContentIsReadWithinBounds) {
  RandomSource random(31);
  const TempDir temp;
  SegmentRecord record =
      write_segment(temp.path(), SegmentId{1}, random_blobs(random, 0, 30, dimension), dimension);
  const std::string intact = read_file(temp / record.file);
  int opened = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string bytes = intact;
    mutate(bytes, random);
    reseal(bytes);
    temp.write(record.file, bytes);
    record.stamp = stamp_of(bytes);
    try {
      const SegmentReader segment = SegmentReader::open(temp.path(), record);
      ++opened;
      Exercise exercise;
      exercise.run(segment);
      if (i % 8 != 0) continue;
      const SegmentReader* const input = &segment;
      merge_segments(temp.path(), std::span(&input, 1), SegmentId{2},
                     [](std::size_t, BlobIndex) { return true; });
    } catch (const Error& error) {
      EXPECT_NE(error.message(), "");
    }
  }
  EXPECT_GT(opened, 150) << "the changes hardly get past the checks of opening";
}

TEST(SegmentReader, OpeningFindsAFlippedBitInEverySectionButTheText) {
  RandomSource random(32);
  const TempDir temp;
  const SegmentRecord record =
      write_segment(temp.path(), SegmentId{1}, random_blobs(random, 0, 20, dimension), dimension);
  const std::string intact = read_file(temp / record.file);
  for (std::size_t entry = table_offset(intact); entry < intact.size() - footer_bytes;
       entry += table_entry_bytes) {
    const auto section = static_cast<Section>(load_at<std::uint32_t>(intact, entry));
    const auto offset = load_at<std::uint64_t>(intact, entry + 8);
    const auto size = load_at<std::uint64_t>(intact, entry + 16);
    ASSERT_GT(size, 0u);
    std::string bytes = intact;
    bytes[offset + size / 2] ^= 4;
    temp.write(record.file, bytes);
    const std::string said = refusal([&] { SegmentReader::open(temp.path(), record); });
    if (section == Section::text_blocks) {
      EXPECT_EQ(said, "");
      EXPECT_NE(refusal([&] { SegmentReader::open(temp.path(), record).verify(); }), "");
    } else {
      EXPECT_NE(said.find("checksum mismatch"), std::string::npos) << static_cast<int>(section);
    }
  }
}

TEST(SegmentReader, RefusesAnotherFileThanTheManifestNames) {
  RandomSource random(33);
  const TempDir temp;
  const SegmentRecord record =
      write_segment(temp.path(), SegmentId{1}, random_blobs(random, 0, 20, dimension), dimension);
  for (const auto change : {&SegmentRecord::blobs, &SegmentRecord::chunks}) {
    SegmentRecord other = record;
    ++(other.*change);
    EXPECT_NE(refusal([&] { SegmentReader::open(temp.path(), other); }), "");
  }
  for (const auto change : {&FileStamp::bytes, &FileStamp::checksum}) {
    SegmentRecord other = record;
    ++(other.stamp.*change);
    EXPECT_NE(refusal([&] { SegmentReader::open(temp.path(), other); }), "");
  }
}

TEST(SegmentReader, ADamagedTextIsAnErrorOfThatTextAlone) {
  const TempDir temp;
  std::vector<ModelBlob> blobs(2);
  for (std::uint64_t i = 0; i < 2; ++i) {
    blobs[i].id = blob_id_of(i);
    blobs[i].text = std::string(600, static_cast<char>('a' + i));
  }
  const SegmentRecord record = write_segment(temp.path(), SegmentId{1}, blobs, dimension);
  std::string bytes = read_file(temp / record.file);
  bytes[64 + 12] ^= 1;  // in the first frame of the text, which is the first section
  temp.write(record.file, bytes);
  const SegmentReader segment = SegmentReader::open(temp.path(), record);
  EXPECT_NE(refusal([&] { segment.text(BlobIndex{0}); }).find("text block is damaged"),
            std::string::npos);
  EXPECT_EQ(segment.text(BlobIndex{1}), blobs[1].text);
  EXPECT_NE(refusal([&] { segment.verify(); }), "");
}

TEST(SegmentReader, RefusesAPartOutsideTheText) {
  const TempDir temp;
  std::vector<ModelBlob> blobs(1);
  blobs[0].text = "text";
  const SegmentReader segment =
      SegmentReader::open(temp.path(), write_segment(temp.path(), SegmentId{1}, blobs, dimension));
  EXPECT_EQ(segment.text(BlobIndex{0}, {1, 3}), "ex");
  EXPECT_NE(refusal([&] { segment.text(BlobIndex{0}, {1, 5}); }), "");
  EXPECT_NE(refusal([&] { segment.text(BlobIndex{0}, {3, 1}); }), "");
}

}  // namespace
}  // namespace gitctx
