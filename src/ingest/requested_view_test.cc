#include "ingest/requested_view.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "testing/repo_builder.h"
#include "text/languages.h"

namespace gitctx {
namespace {

RepositoryLayout layout_of(const std::filesystem::path& path) {
  return require_repository(path, GitEnvironment{});
}

std::vector<RequestedView> views_of(const RepoBuilder& builder, const IndexRequest& request,
                                    const Settings& settings = {}) {
  Repository repository = Repository::open(layout_of(builder.path()));
  return requested_views(repository, settings, request);
}

std::vector<std::string> owners(const std::vector<RequestedView>& views) {
  std::vector<std::string> names;
  for (const RequestedView& view : views) names.push_back(view.owner);
  return names;
}

TEST(ViewOwner, ReadsBackWhatItWrote) {
  RepositoryLayout layout;
  EXPECT_EQ(parse_owner(head_owner(layout)), (ViewOwner{ViewOwner::Kind::head, ""}));
  layout.worktree_name = "side@2";
  EXPECT_EQ(parse_owner(head_owner(layout)), (ViewOwner{ViewOwner::Kind::head, "side@2"}));
  EXPECT_EQ(parse_owner(worktree_owner(layout)), (ViewOwner{ViewOwner::Kind::worktree, "side@2"}));
  EXPECT_EQ(parse_owner(ref_owner("HEAD@{1}")), (ViewOwner{ViewOwner::Kind::ref, "HEAD@{1}"}));
  EXPECT_EQ(parse_owner(history_owner), (ViewOwner{ViewOwner::Kind::history, "history"}));
}

TEST(RequestedViews, AreHeadThenRefsThenWorktreeThenHistory) {
  RepoBuilder builder;
  const CommitId one = builder.write("a.c", "1").commit("one");
  builder.tag("v1");
  const CommitId two = builder.write("a.c", "2").commit("two");
  const auto views = views_of(builder, {.refs = {"v1"}, .worktree = true, .history = true});
  EXPECT_EQ(owners(views), (std::vector<std::string>{"HEAD@", "ref:v1", "worktree@", "history"}));
  EXPECT_EQ(views[0].commit, two);
  EXPECT_EQ(views[1].commit, one);
  EXPECT_EQ(views[2].kind, ViewKind::worktree);
  EXPECT_EQ(views[3].kind, ViewKind::history);
  EXPECT_EQ(owners(views_of(builder, {.refs = {"v1"}, .head = false})),
            std::vector<std::string>{"ref:v1"});
}

TEST(RequestedViews, LeaveOutAnUnbornHeadAndRefuseAnUnknownRevision) {
  RepoBuilder builder;
  EXPECT_TRUE(views_of(builder, {}).empty());
  const auto worktree = views_of(builder, {.worktree = true});
  ASSERT_EQ(owners(worktree), std::vector<std::string>{"worktree@"});
  EXPECT_EQ(worktree[0].commit_count, 0u);
  builder.write("a.c", "1").commit("one");
  EXPECT_THROW(views_of(builder, {.refs = {"absent"}}), Error);
}

TEST(RequestedViews, HaveAnotherFingerprintForOtherSettingsOrRefs) {
  RepoBuilder builder;
  builder.write("a.c", "1").commit("one");
  const auto before = views_of(builder, {.history = true});
  Settings settings;
  settings.index.max_blob_size_mb = 1;
  EXPECT_NE(views_of(builder, {}, settings)[0].fingerprint, before[0].fingerprint);
  builder.tag("v1");
  const auto after = views_of(builder, {.history = true});
  EXPECT_EQ(after[0].fingerprint, before[0].fingerprint);
  EXPECT_NE(after[1].fingerprint, before[1].fingerprint);
}

TEST(ListView, StartsEveryPathAtTheCommitOfTheView) {
  RepoBuilder builder;
  const CommitId one = builder.write("a.c", "1").write("b.c", "2").commit("one");
  builder.write("b.c", "3");
  Repository repository = Repository::open(layout_of(builder.path()));
  auto views = requested_views(repository, {}, {.worktree = true, .history = true});
  for (RequestedView& view : views) list_view(repository, {}, {}, view);
  EXPECT_EQ(views[0].commits.last, (std::vector<PathCommit>{{one, false}, {one, false}}));
  EXPECT_EQ(views[1].commits.last, (std::vector<PathCommit>{{one, false}, {one, true}}))
      << "an uncommitted change needs no search";
  EXPECT_EQ(views[2].commits.last, (std::vector<PathCommit>{{one, true}, {one, true}}));
  EXPECT_EQ(views[2].commits.first, (std::vector<CommitId>{one, one}));
  EXPECT_EQ(views[2].commit_count, 1u);
}

TEST(ListView, AppliesTheAttributesToEveryVersionOfAPath) {
  RepoBuilder builder;
  builder.write(".gitattributes", "*.inc linguist-language=C++\n*.c encoding=gbk\n");
  // The contents differ, because a history view has each blob once.
  builder.write("a.inc", "a1").write("b.c", "b").write("c.py", "c").commit("one");
  builder.write("a.inc", "a2").commit("two");
  Repository repository = Repository::open(layout_of(builder.path()));
  const Settings settings;
  for (RequestedView& view : requested_views(repository, settings, {.history = true})) {
    list_view(repository, settings, {}, view);
    std::size_t versions = 0;
    for (const ViewEntry& entry : view.view.entries) {
      if (entry.path == "a.inc") ++versions;
      const NameRule expected = entry.path == "a.inc" ? given_rule("C++", "")
                                : entry.path == "b.c" ? given_rule("", "gbk")
                                                      : NameRule{};
      EXPECT_EQ(entry.given, expected) << entry.path;
    }
    EXPECT_EQ(versions, view.kind == ViewKind::history ? 2u : 1u);
  }
}

}  // namespace
}  // namespace gitctx
