#include "git/last_commit_resolver.h"

#include <gtest/gtest.h>

#include <thread>

#include "git/views/view_builder.h"
#include "testing/random_history.h"
#include "testing/repo_builder.h"

namespace gitctx {
namespace {

using Clock = LastCommitResolver::Clock;

RepositoryLayout layout_of(const std::filesystem::path& path) {
  return require_repository(path, GitEnvironment{});
}

struct Asked {
  std::vector<std::string> paths;
  std::vector<PathCommit> state;
};

/// All files of a commit, not yet resolved.
Asked all_files(const RepositoryLayout& layout, const CommitId& commit) {
  Repository repository = Repository::open(layout);
  Asked asked;
  for (const ViewEntry& entry : build_snapshot_view(repository, commit).entries) {
    asked.paths.push_back(entry.path);
    asked.state.push_back({.commit = commit});
  }
  return asked;
}

PathCommit resolve(const RepositoryLayout& layout, const CommitId& from, const std::string& path) {
  const std::vector<std::string> paths{path};
  std::vector<PathCommit> state{{.commit = from}};
  LastCommitResolver(layout).run(paths, state, {});
  return state[0];
}

CommitId git_log(const RepoBuilder& repo, const CommitId& from, const std::string& path) {
  const std::string id = repo.git({"log", "-1", "--format=%H", from.hex(), "--", path});
  return CommitId::from_hex(id.substr(0, 40)).value();
}

TEST(LastCommitResolver, FindsTheCommitThatLastChangedEachPath) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").write("d/b", "1").write("d/c", "1").commit("one");
  const CommitId two = repo.write("d/b", "2").commit("two");
  const CommitId three = repo.make_executable("a").commit("three");
  const RepositoryLayout layout = layout_of(repo.path());
  Asked asked = all_files(layout, three);
  EXPECT_TRUE(LastCommitResolver(layout).run(asked.paths, asked.state, {}));
  EXPECT_EQ(asked.state, (std::vector<PathCommit>{{three, true}, {two, true}, {one, true}}));
}

TEST(LastCommitResolver, ARevertIsAChange) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  repo.write("a", "2").commit("two");
  const CommitId three = repo.write("a", "1").commit("three");
  EXPECT_EQ(resolve(layout_of(repo.path()), three, "a"), (PathCommit{three, true}));
}

TEST(LastCommitResolver, FollowsTheParentThatHasTheContent) {
  RepoBuilder repo;
  repo.write("a", "1").write("b", "1").commit("one");
  repo.branch("side");
  const CommitId side = repo.write("a", "2").commit("side");
  repo.checkout("main");
  const CommitId main = repo.write("b", "2").commit("main");
  const CommitId merge = repo.merge("side");
  const RepositoryLayout layout = layout_of(repo.path());
  EXPECT_EQ(resolve(layout, merge, "a").commit, side);
  EXPECT_EQ(resolve(layout, merge, "b").commit, main);
}

TEST(LastCommitResolver, AMergeWithContentOfItsOwnIsTheAnswer) {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("one");
  repo.branch("side").write("a", "2\n").commit("side");
  repo.checkout("main").write("a", "3\n").commit("main");
  EXPECT_THROW(repo.merge("side"), std::runtime_error);
  const CommitId merge = repo.write("a", "4\n").commit("merged");
  EXPECT_EQ(resolve(layout_of(repo.path()), merge, "a").commit, merge);
}

TEST(LastCommitResolver, EndsAtAShallowBoundary) {
  RepoBuilder repo;
  repo.write("a", "1").commit("one");
  const CommitId two = repo.write("b", "1").commit("two");
  const CommitId three = repo.write("c", "1").commit("three");
  const auto clone = repo.shallow_clone("shallow", 2);
  EXPECT_EQ(resolve(layout_of(clone), three, "a"), (PathCommit{two, true}));
}

TEST(LastCommitResolver, PathsAtABrokenCommitStayUnresolved) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").commit("one");
  const CommitId two = repo.write("b", "1").commit("two");
  const CommitId three = repo.write("c", "1").commit("three");
  repo.delete_object(one.hex());
  const RepositoryLayout layout = layout_of(repo.path());
  EXPECT_EQ(resolve(layout, three, "a"), (PathCommit{two, false}));
  EXPECT_EQ(resolve(layout, three, "c"), (PathCommit{three, true}));
  EXPECT_EQ(resolve(layout, CommitId{}, "c"), (PathCommit{CommitId{}, false}));
}

TEST(LastCommitResolver, PathsBelowABrokenTreeStayUnresolved) {
  RepoBuilder repo;
  repo.write("d/a", "1").write("e/b", "1").commit("one");
  const CommitId two = repo.write("d/a", "2").commit("two");
  const CommitId three = repo.write("d/c", "2").write("e/b", "2").commit("three");
  repo.corrupt_object(repo.rev_parse("HEAD~1:d").hex());
  const RepositoryLayout layout = layout_of(repo.path());
  EXPECT_EQ(resolve(layout, three, "d/a"), (PathCommit{three, false}));
  EXPECT_EQ(resolve(layout, three, "e/b"), (PathCommit{three, true}));
  EXPECT_FALSE(two == three);
}

TEST(LastCommitResolver, AgreesWithGitLogOnRandomHistories) {
  for (std::uint32_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    RepoBuilder repo;
    repo.fast_import(random_history(seed));
    const CommitId tip = repo.rev_parse("b19");
    const RepositoryLayout layout = layout_of(repo.path());
    Asked asked = all_files(layout, tip);
    ASSERT_TRUE(LastCommitResolver(layout).run(asked.paths, asked.state, {}));
    for (std::size_t i = 0; i < asked.paths.size(); ++i) {
      EXPECT_EQ(asked.state[i].commit, git_log(repo, tip, asked.paths[i])) << asked.paths[i];
    }
  }
}

TEST(LastCommitResolver, GoesOnWhereItWasStopped) {
  RepoBuilder repo;
  repo.fast_import(random_history(7, {.commits = 300, .paths = 40}));
  const CommitId tip = repo.rev_parse("b299");
  const RepositoryLayout layout = layout_of(repo.path());
  Asked whole = all_files(layout, tip);
  Asked pieces = whole;
  ASSERT_TRUE(LastCommitResolver(layout).run(whole.paths, whole.state, {}));
  int runs = 0;
  for (bool done = false; !done && runs < 10'000; ++runs) {
    LastCommitResolver::Options options;
    options.deadline = Clock::now() + std::chrono::microseconds(10 + runs);
    done = LastCommitResolver(layout).run(pieces.paths, pieces.state, options);
  }
  EXPECT_GT(runs, 1);
  EXPECT_EQ(pieces.state, whole.state);
}

TEST(LastCommitResolver, AStopLeavesTheStateValid) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").commit("one");
  std::stop_source stop;
  stop.request_stop();
  std::vector<std::string> paths{"a"};
  std::vector<PathCommit> state{{.commit = one}};
  EXPECT_FALSE(
      LastCommitResolver(layout_of(repo.path())).run(paths, state, {.stop = stop.get_token()}));
  EXPECT_EQ(state[0], (PathCommit{one, false}));
}

TEST(LastCommitResolver, TakesOverWhatAnEarlierRunFound) {
  RepoBuilder repo;
  for (int i = 0; i < 10; ++i) repo.write("f" + std::to_string(i), "1").commit("add");
  const CommitId old_head = repo.rev_parse("HEAD");
  const CommitId new_head = repo.write("f3", "2").commit("change");
  const RepositoryLayout layout = layout_of(repo.path());
  Asked before = all_files(layout, old_head);
  ASSERT_TRUE(LastCommitResolver(layout).run(before.paths, before.state, {}));

  Asked after = all_files(layout, new_head);
  LastCommitResolver resolver(layout);
  LastCommitResolver::Options options;
  options.known = KnownCommits{.at = old_head, .paths = before.paths, .state = before.state};
  EXPECT_TRUE(resolver.run(after.paths, after.state, options));
  EXPECT_EQ(resolver.commits_visited(), 1u);
  before.state[3] = {.commit = new_head, .resolved = true};
  EXPECT_EQ(after.state, before.state);
}

TEST(LastCommitResolver, GoesOnFromUnfinishedAnswersOfAnEarlierRun) {
  RepoBuilder repo;
  const CommitId one = repo.write("a", "1").write("b", "1").commit("one");
  const CommitId two = repo.write("b", "2").commit("two");
  const CommitId three = repo.write("c", "1").commit("three");
  const CommitId four = repo.write("d", "1").commit("four");
  const std::vector<std::string> known_paths{"a", "b"};
  const std::vector<PathCommit> known_state{{.commit = two}, {.commit = three}};
  const std::vector<std::string> paths{"c", "b", "a"};
  std::vector<PathCommit> state(3, {.commit = four});
  LastCommitResolver::Options options;
  options.known = KnownCommits{.at = three, .paths = known_paths, .state = known_state};
  EXPECT_TRUE(LastCommitResolver(layout_of(repo.path())).run(paths, state, options));
  EXPECT_EQ(state, (std::vector<PathCommit>{{three, true}, {two, true}, {one, true}}));
}

TEST(LastCommitResolver, RunsInAThreadOfItsOwn) {
  RepoBuilder repo;
  repo.fast_import(random_history(3));
  const CommitId tip = repo.rev_parse("b19");
  const RepositoryLayout layout = layout_of(repo.path());
  std::vector<Asked> asked(4, all_files(layout, tip));
  {
    std::vector<std::jthread> threads;
    for (Asked& one : asked) {
      threads.emplace_back(
          [&one, &layout] { LastCommitResolver(layout).run(one.paths, one.state, {}); });
    }
  }
  for (const Asked& one : asked) EXPECT_EQ(one.state, asked[0].state);
  EXPECT_TRUE(asked[0].state.empty() || asked[0].state[0].resolved);
}

}  // namespace
}  // namespace gitctx
