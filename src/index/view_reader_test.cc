#include "index/view_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "base/file.h"
#include "index/testing/exercise.h"
#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 4;
constexpr char file_name[] = "view-9.gcx";
constexpr std::string_view path_terms[] = {"alpha", "beta", "gamma", "none"};

CommitId commit_of(std::uint8_t number) {
  CommitId id;
  id.bytes.fill(number);
  return id;
}

/// Two segments, and a view of them that the test fills, writes and reads.
class ViewFileTest : public testing::Test {
 protected:
  ViewFileTest() {
    RandomSource random(41);
    blobs_ = random_blobs(random, 0, 30, dimension);
    const std::span all(blobs_);
    manifest_.segments = {write_segment(temp_.path(), SegmentId{1}, all.first(18), dimension),
                          write_segment(temp_.path(), SegmentId{2}, all.subspan(18), dimension)};
    segments_ = Snapshot::open(temp_.path(), manifest_);
    content_ = view_of(*segments_, commit_of(1));
  }

  /// Writes the content as the only view and opens the snapshot.
  std::shared_ptr<const Snapshot> write() {
    ViewRecord record;
    record.kind = content_.kind;
    record.commit = content_.commit;
    record.file = file_name;
    record.stamp = write_view(temp_ / file_name, content_);
    manifest_.views = {record};
    return Snapshot::open(temp_.path(), manifest_);
  }

  TempDir temp_;
  std::vector<ModelBlob> blobs_;
  Manifest manifest_;
  std::shared_ptr<const Snapshot> segments_;
  ViewContent content_;
};

TEST_F(ViewFileTest, GivesBackItsFilesSortedByPath) {
  content_.files[0].dirty = true;
  content_.files[1].commit_known = true;
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);

  ASSERT_EQ(view.file_count(), content_.files.size());
  for (std::size_t i = 0; i < view.file_count(); ++i) {
    const ViewFile file = view.file(i);
    const ViewContent::File& expected = content_.files[i];
    EXPECT_EQ(file.path, expected.path);
    EXPECT_EQ(file.segment, expected.segment);
    EXPECT_EQ(file.blob, expected.blob);
    EXPECT_EQ(file.dirty, i == 0);
    EXPECT_EQ(file.commit_known, i == 1);
    EXPECT_EQ("src/" + view.blob_id(i).hex(), expected.path);
    EXPECT_EQ(view.find(expected.path), i);
    EXPECT_EQ(view.next_same_blob(i), no_file);
    EXPECT_EQ(view.segments()[file.segment].first_file[to_int(file.blob)], i);
  }
  EXPECT_EQ(view.find("src"), view.file_count());
  EXPECT_EQ(view.kind(), ViewKind::snapshot);
  EXPECT_EQ(view.commit(), commit_of(1));
  EXPECT_EQ(view.chunk_count(),
            segments_->segments()[0].chunk_count() + segments_->segments()[1].chunk_count());
  EXPECT_EQ(view.path_vectors(), nullptr);
  EXPECT_TRUE(view.segments()[0].whole);
}

TEST_F(ViewFileTest, ChainsFilesWithTheSameContent) {
  for (const char* path : {"a/copy", "zz/copy"}) {
    ViewContent::File copy = content_.files[3];
    copy.path = path;
    content_.files.push_back(copy);
  }
  std::ranges::sort(content_.files, {}, &ViewContent::File::path);
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);

  const std::size_t first = view.find("a/copy");
  ASSERT_EQ(first, 0u);
  const ViewFile file = view.file(first);
  EXPECT_EQ(view.segments()[file.segment].first_file[to_int(file.blob)], first);
  const std::size_t second = view.next_same_blob(first);
  EXPECT_EQ(second, 4u);
  const std::size_t third = view.next_same_blob(second);
  EXPECT_EQ(third, view.find("zz/copy"));
  EXPECT_EQ(view.next_same_blob(third), no_file);
  EXPECT_EQ(view.blob_id(first), view.blob_id(third));
}

TEST_F(ViewFileTest, GivesBackOtherPathsCommitsAndSkippedFiles) {
  content_.kind = ViewKind::history;
  content_.commits.push_back({commit_of(2), -5, "Zoë", "subject: with \"quotes\""});
  content_.commits.push_back({});
  content_.files[2].other_paths = {"old/name", "older name"};
  content_.files[2].commit = 1;
  content_.files[2].first_commit = 2;
  content_.skipped = {{"b.bin", SkipReason::binary, ""},
                      {"big.txt", SkipReason::too_large, "6.1 MB"}};
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);

  EXPECT_EQ(view.kind(), ViewKind::history);
  EXPECT_EQ(view.other_paths(2), (std::vector<std::string_view>{"old/name", "older name"}));
  EXPECT_TRUE(view.other_paths(1).empty());
  ASSERT_EQ(view.commit_count(), 3u);
  EXPECT_EQ(view.commit_info(view.file(2).commit), content_.commits[1]);
  EXPECT_EQ(view.commit_info(view.file(2).first_commit), CommitInfo{});
  EXPECT_EQ(view.skipped(), content_.skipped);
}

TEST_F(ViewFileTest, GivesBackPathTermsAndVectors) {
  content_.path_terms["alpha"] = {{0, 1, 0}, {1, 0, 2}, {5, 15, 15}};
  content_.path_terms["beta"] = {{7, 3, 1}};
  for (std::size_t i = 0; i < content_.files.size(); ++i) {
    for (std::uint32_t d = 0; d < dimension; ++d) {
      content_.path_vectors.push_back(static_cast<std::int8_t>(i * dimension + d));
    }
    content_.path_vector_scales.push_back(static_cast<float>(i) / 4);
  }
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);

  for (const auto& [term, postings] : content_.path_terms) {
    EXPECT_EQ(view.path_postings(term), postings) << term;
  }
  EXPECT_TRUE(view.path_postings("gamma").empty());
  ASSERT_NE(view.path_vectors(), nullptr);
  EXPECT_TRUE(std::ranges::equal(view.path_vectors()->rows(), content_.path_vectors));
  EXPECT_TRUE(std::ranges::equal(view.path_vectors()->scales(), content_.path_vector_scales));
}

TEST_F(ViewFileTest, OfPartOfASegmentIsNotWhole) {
  std::vector<float>& multipliers = content_.segments[0].chunk_multipliers;
  multipliers[0] = 0;
  multipliers[2] = 0.25f;
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);
  EXPECT_FALSE(view.segments()[0].whole);
  EXPECT_TRUE(view.segments()[1].whole);
  EXPECT_TRUE(std::ranges::equal(view.segments()[0].chunk_multipliers, multipliers));
  EXPECT_EQ(view.chunk_count() + 1,
            segments_->segments()[0].chunk_count() + segments_->segments()[1].chunk_count());
}

TEST_F(ViewFileTest, OfNothingHasNothing) {
  content_ = {};
  const auto snapshot = write();
  const ViewReader view = snapshot->open_view(snapshot->manifest().views[0]);
  EXPECT_EQ(view.file_count() + view.chunk_count() + view.commit_count(), 0u);
  EXPECT_TRUE(view.skipped().empty());
  EXPECT_EQ(view.find(""), 0u);
}

TEST_F(ViewFileTest, SameContentGivesTheSameBytes) {
  content_.path_terms["alpha"] = {{0, 1, 0}};
  write_view(temp_ / "a", content_);
  write_view(temp_ / "b", content_);
  EXPECT_TRUE(read_file(temp_ / "a") == read_file(temp_ / "b"));
}

TEST_F(ViewFileTest, IsRefusedWithoutItsSegments) {
  write();
  manifest_.segments.pop_back();
  const auto snapshot = Snapshot::open(temp_.path(), manifest_);
  const std::string said = refusal([&] { snapshot->open_view(manifest_.views[0]); });
  EXPECT_NE(said.find("segment of the view is missing"), std::string::npos) << said;
}

TEST_F(ViewFileTest, IsRefusedUnderARecordOfAnotherCommitOrKind) {
  write();
  ViewRecord& record = manifest_.views[0];
  const auto said = [&] {
    const auto snapshot = Snapshot::open(temp_.path(), manifest_);
    return refusal([&] { snapshot->open_view(record); });
  };
  EXPECT_EQ(said(), "");
  record.commit = commit_of(2);
  EXPECT_NE(said().find("the manifest describes another view"), std::string::npos) << said();
  record.commit = commit_of(1);
  record.kind = ViewKind::history;
  EXPECT_NE(said().find("the manifest describes another view"), std::string::npos) << said();
}

TEST_F(ViewFileTest, IsRefusedWithNumbersThatAreNone) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -1.0f}) {
    content_.segments[0].chunk_multipliers[1] = bad;
    const auto snapshot = write();
    EXPECT_NE(refusal([&] { snapshot->open_view(manifest_.views[0]); }), "") << bad;
  }
}

TEST_F(ViewFileTest, OpeningFindsAFlippedBitInEverySection) {
  content_.path_terms["alpha"] = {{0, 1, 0}};
  write();
  const std::string intact = read_file(temp_ / file_name);
  for (std::size_t entry = table_offset(intact); entry < intact.size() - footer_bytes;
       entry += table_entry_bytes) {
    const auto size = load_at<std::uint64_t>(intact, entry + 16);
    if (size == 0) continue;
    std::string bytes = intact;
    bytes[load_at<std::uint64_t>(intact, entry + 8) + size / 2] ^= 16;
    temp_.write(file_name, bytes);
    const auto snapshot = Snapshot::open(temp_.path(), manifest_);
    EXPECT_NE(refusal([&] { snapshot->open_view(manifest_.views[0]); }).find("checksum mismatch"),
              std::string::npos)
        << "section " << load_at<std::uint32_t>(intact, entry);
    EXPECT_NE(refusal([&] { snapshot->verify(); }), "");
  }
}

TEST_F(ViewFileTest, WithValidChecksumsAnyContentIsReadWithinBounds) {
  content_.path_terms["alpha"] = {{0, 1, 0}, {2, 0, 2}, {5, 1, 1}};
  content_.path_terms["beta"] = {{7, 3, 1}};
  content_.files[2].other_paths = {"old/name", "older"};
  content_.skipped = {{"b.bin", SkipReason::binary, "detail"}};
  content_.path_vectors.assign(content_.files.size() * dimension, 3);
  content_.path_vector_scales.assign(content_.files.size(), 0.5f);
  write();
  RandomSource random(42);
  const std::string intact = read_file(temp_ / file_name);
  int opened = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = intact;
    for (std::uint32_t changes = 1 + random.below(3); changes > 0; --changes) {
      const auto size = static_cast<std::uint32_t>(bytes.size() - footer_bytes - 4);
      const std::size_t at = random.below(size);
      const std::uint32_t value = random.chance(0.3) ? ~0u : random.below(64);
      if (random.chance(0.3)) {
        store_at(bytes, at, value);
      } else {
        bytes[at] = static_cast<char>(value);
      }
    }
    reseal(bytes);
    temp_.write(file_name, bytes);
    manifest_.views[0].stamp = stamp_of(bytes);
    try {
      const auto snapshot = Snapshot::open(temp_.path(), manifest_);
      const ViewReader view = snapshot->open_view(manifest_.views[0]);
      ++opened;
      Exercise exercise;
      exercise.run(view, path_terms);
    } catch (const Error& error) {
      EXPECT_NE(error.message(), "");
    }
  }
  EXPECT_GT(opened, 300) << "the changes hardly get past the checks of opening";
}

}  // namespace
}  // namespace gitctx
