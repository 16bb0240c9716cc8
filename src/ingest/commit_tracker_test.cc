#include "ingest/commit_tracker.h"

#include <gtest/gtest.h>

#include "index/index_writer.h"
#include "index/testing/index_model.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using Clock = std::chrono::steady_clock;

class TrackCommits : public ::testing::Test {
 protected:
  TrackCommits() {
    one_ = builder_.write("a.c", "1").write("b.c", "1").commit("one");
    two_ = builder_.write("b.c", "2").commit("two");
    layout_ = require_repository(builder_.path(), GitEnvironment{});
  }

  std::vector<RequestedView> list(const IndexRequest& request) const {
    Repository repository = Repository::open(layout_);
    auto views = requested_views(repository, {}, request);
    for (RequestedView& view : views) list_view(repository, {}, {}, view);
    return views;
  }

  RepoBuilder builder_;
  CommitId one_, two_;
  RepositoryLayout layout_;
};

TEST_F(TrackCommits, FindsTheLastCommitOfEveryPathOfEveryView) {
  builder_.write("a.c", "uncommitted");
  auto views = list({.worktree = true, .history = true});
  const auto history = views[2].commits.last;
  CommitTracker tracker(layout_, commit_tasks(layout_, views, nullptr));
  tracker.finish(Clock::now() + std::chrono::seconds(30));
  EXPECT_EQ(views[0].commits.last, (std::vector<PathCommit>{{one_, true}, {two_, true}}));
  EXPECT_EQ(views[1].commits.last, (std::vector<PathCommit>{{two_, true}, {two_, true}}));
  EXPECT_EQ(views[2].commits.last, history) << "a history knows its commits from its listing";
}

TEST_F(TrackCommits, LeavesAStateToGoOnFromAtTheDeadline) {
  auto views = list({});
  CommitTracker tracker(layout_, commit_tasks(layout_, views, nullptr));
  tracker.finish(Clock::now());
  ASSERT_EQ(views[0].commits.last.size(), 2u);
  LastCommitResolver resolver(layout_);
  const std::vector<std::string> paths{"a.c", "b.c"};
  EXPECT_TRUE(resolver.run(paths, views[0].commits.last, {}));
  EXPECT_EQ(views[0].commits.last, (std::vector<PathCommit>{{one_, true}, {two_, true}}));
}

TEST_F(TrackCommits, EndsItsThreadWhenItIsDropped) {
  auto views = list({});
  const auto before = views[0].commits.last;
  {
    const CommitTracker tracker(layout_, commit_tasks(layout_, views, nullptr));
  }
  EXPECT_EQ(views[0].commits.last, before);
}

/// The index of an earlier run: one view of two files. `dirty` applies to the second file.
std::shared_ptr<const Snapshot> old_index(const std::filesystem::path& folder, ViewRecord record,
                                          const std::string& owner, bool dirty) {
  constexpr std::uint32_t dimension = 4;
  IndexWriter writer = IndexWriter::open(folder, {"model", "chunking"});
  std::vector<ModelBlob> blobs(2);
  blobs[0].id = blob_id_of(0);
  blobs[1].id = blob_id_of(1);
  SegmentBuilder builder = writer.new_segment(dimension);
  builder.add(to_batch(blobs));
  writer.add_segment(builder.finish());
  ViewContent content = view_of(*writer.segments_snapshot(), record.commit);
  content.kind = record.kind;
  content.files[0].path = "a.c";
  content.files[1].path = "b.c";
  content.files[1].dirty = dirty;
  writer.put_view(std::move(record), content, owner);
  writer.commit();
  return Snapshot::open(folder);
}

TEST_F(TrackCommits, GoesOnFromTheViewOfTheSameCommitOrOwner) {
  auto views = list({.history = true});
  ViewRecord record;
  record.commit = one_;
  const auto index = old_index(builder_.beside("index"), record, "HEAD@", true);
  const auto tasks = commit_tasks(layout_, views, index.get());
  ASSERT_EQ(tasks.size(), 1u) << "none for the history";
  EXPECT_EQ(tasks[0].view, &views[0]);
  ASSERT_TRUE(tasks[0].known);
  EXPECT_EQ(tasks[0].known->view.commit, one_);
  ASSERT_EQ(tasks[0].known->view.entries.size(), 1u) << "the uncommitted file says nothing";
  EXPECT_EQ(tasks[0].known->view.entries[0].path, "a.c");
  EXPECT_EQ(tasks[0].known->commits.last.size(), 1u);
}

TEST_F(TrackCommits, StartsWithoutAViewThatAnswersForThePaths) {
  auto views = list({});
  ViewRecord record;
  record.kind = ViewKind::history;
  record.commit = one_;
  const auto history = old_index(builder_.beside("history"), record, "HEAD@", false);
  EXPECT_FALSE(commit_tasks(layout_, views, history.get())[0].known);
  record.kind = ViewKind::snapshot;
  const auto other = old_index(builder_.beside("other"), record, "ref:other", false);
  EXPECT_FALSE(commit_tasks(layout_, views, other.get())[0].known);
}

}  // namespace
}  // namespace gitctx
