#include "ingest/index_plan.h"

#include <gtest/gtest.h>

#include "index/index_writer.h"
#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 4;

CommitId commit(std::uint8_t number) {
  CommitId id;
  id.bytes[0] = number;
  return id;
}

RequestedView requested(ViewKind kind, const CommitId& commit, std::size_t commit_count = 1) {
  RequestedView view;
  view.kind = kind;
  view.commit = commit;
  view.fingerprint = 7;
  view.commit_count = commit_count;
  return view;
}

RequestedView listed(std::initializer_list<std::uint64_t> blobs) {
  RequestedView view = requested(ViewKind::snapshot, commit(1));
  for (const std::uint64_t number : blobs) {
    view.view.entries.push_back({.path = "f" + std::to_string(number), .blob = blob_id_of(number)});
  }
  return view;
}

ViewRecord record(ViewKind kind, const CommitId& commit) {
  ViewRecord record;
  record.kind = kind;
  record.commit = commit;
  record.fingerprint = 7;
  return record;
}

TEST(FindCurrent, IsTheCompleteViewOfTheSameCommitAndFingerprint) {
  const RequestedView view = requested(ViewKind::snapshot, commit(1));
  Manifest manifest;
  EXPECT_EQ(find_current(manifest, view), nullptr);
  manifest.views = {record(ViewKind::history, commit(1)), record(ViewKind::snapshot, commit(1))};
  EXPECT_EQ(find_current(manifest, view), &manifest.views[1]);
  ViewRecord& same = manifest.views[1];
  same.complete = false;
  EXPECT_EQ(find_current(manifest, view), nullptr);
  same = record(ViewKind::snapshot, commit(2));
  EXPECT_EQ(find_current(manifest, view), nullptr);
  same = record(ViewKind::snapshot, commit(1));
  same.fingerprint = 8;
  EXPECT_EQ(find_current(manifest, view), nullptr);
}

TEST(FindCurrent, NeverTrustsAWorktree) {
  Manifest manifest;
  manifest.views = {record(ViewKind::worktree, commit(1))};
  EXPECT_EQ(find_current(manifest, requested(ViewKind::worktree, commit(1))), nullptr);
}

TEST(AreCurrent, NeedsEveryViewWithItsCommitsAndWithoutUnreadableFiles) {
  Manifest manifest;
  manifest.views = {record(ViewKind::snapshot, commit(1)), record(ViewKind::snapshot, commit(2))};
  const std::vector views{requested(ViewKind::snapshot, commit(1)),
                          requested(ViewKind::snapshot, commit(2))};
  EXPECT_TRUE(are_current(manifest, views));
  manifest.views[1].commits_pending = 1;
  EXPECT_FALSE(are_current(manifest, views));
  manifest.views[1].commits_pending = 0;
  manifest.views[0].unreadable = 1;
  EXPECT_FALSE(are_current(manifest, views));
  manifest.views.pop_back();
  manifest.views[0].unreadable = 0;
  EXPECT_FALSE(are_current(manifest, views));
}

TEST(CountCommits, CountsACommitOnceAndAHistoryInFull) {
  const std::vector views{
      requested(ViewKind::snapshot, commit(1)), requested(ViewKind::worktree, commit(1)),
      requested(ViewKind::snapshot, commit(2)), requested(ViewKind::history, commit(1), 40)};
  EXPECT_EQ(count_commits(views), 42u);
  EXPECT_EQ(count_commits({}), 0u);
}

/// An index with a segment of the blobs 0..9 and a view of these blobs.
class PlanAgainstIndex : public ::testing::Test {
 protected:
  PlanAgainstIndex() {
    IndexWriter writer = IndexWriter::open(dir_.path(), {"model", "chunking"});
    RandomSource random(5);
    SegmentBuilder builder = writer.new_segment(dimension);
    builder.add(to_batch(random_blobs(random, 0, 10, dimension)));
    writer.add_segment(builder.finish());
    writer.put_view(record(ViewKind::snapshot, commit(1)),
                    view_of(*writer.segments_snapshot(), commit(1)), "HEAD@");
    writer.commit();
    index_ = Snapshot::open(dir_.path());
  }

  TempDir dir_;
  std::shared_ptr<const Snapshot> index_;
};

TEST_F(PlanAgainstIndex, UnseenBlobsAreThoseNoSegmentHasEachOnce) {
  const std::vector views{listed({3, 20, 4, 21}), listed({21, 22, 3})};
  const UnseenBlobs unseen = find_unseen_blobs(views, index_.get());
  EXPECT_EQ(unseen.unique_blobs, 5u);
  ASSERT_EQ(unseen.entries.size(), 3u);
  EXPECT_EQ(unseen.entries[0], &views[0].view.entries[1]);
  EXPECT_EQ(unseen.entries[1], &views[0].view.entries[3]);
  EXPECT_EQ(unseen.entries[2], &views[1].view.entries[1]);
  EXPECT_EQ(find_unseen_blobs(views, nullptr).entries.size(), 5u);
}

TEST_F(PlanAgainstIndex, ContentIsReadAsTheFirstPathOfEachViewSays) {
  RequestedView one = listed({});
  for (const char* path : {"a.md", "b.py", "c.txt"}) {
    one.view.entries.push_back({.path = path, .blob = blob_id_of(3)});
  }
  RequestedView two = listed({3});
  RequestedView three = listed({});
  three.view.entries.push_back({.path = "z.py", .blob = blob_id_of(3)});
  const std::vector views{one, two, three, three};
  const UnseenBlobs unseen = find_unseen_blobs(views, index_.get());
  EXPECT_EQ(unseen.unique_blobs, 1u);
  ASSERT_EQ(unseen.entries.size(), 2u) << "f3 is indexed; a.md and z.py have other rules";
  EXPECT_EQ(unseen.entries[0], &views[0].view.entries[0]);
  EXPECT_EQ(unseen.entries[1], &views[2].view.entries[0]);
}

TEST_F(PlanAgainstIndex, LiveBlobsAreThoseOfTheViewsOldAndNew) {
  const std::vector views{listed({3, 20})};
  EXPECT_EQ(live_blobs(views, nullptr), (std::unordered_set{blob_id_of(3), blob_id_of(20)}));
  std::unordered_set<BlobId> expected{blob_id_of(3), blob_id_of(20)};
  const ViewReader view = index_->open_view(index_->manifest().views[0]);
  ASSERT_GT(view.file_count(), 5u);
  for (std::size_t i = 0; i < view.file_count(); ++i) expected.insert(view.blob_id(i));
  EXPECT_EQ(live_blobs(views, index_.get()), expected);
}

}  // namespace
}  // namespace gitctx
