#include "git/last_commit_resolver.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <unordered_map>

#include "base/check.h"
#include "git/object_store.h"
#include "git/path_comparison.h"

namespace gitctx {
namespace {

PathNumbers difference_of(const PathNumbers& all, const PathNumbers& without) {
  PathNumbers out;
  out.reserve(all.size());
  std::ranges::set_difference(all, without, std::back_inserter(out));
  return out;
}

}  // namespace

/// A walk over the commits that paths have reached, newest first. The order only affects how often
/// a commit is visited. It never affects an answer, because each path is followed independently.
class LastCommitResolver::Walk {
 public:
  explicit Walk(const RepositoryLayout& layout)
      : boundary_(read_shallow_boundary(layout)),
        objects_(layout.objects_dir()),
        trees_(objects_) {}

  bool run(std::span<const std::string> paths, std::span<PathCommit> state,
           const Options& options) {
    GITCTX_CHECK(paths.size() == state.size());
    start(paths, state, options);
    while (!ready_.empty() && !should_stop()) {
      const CommitId id = ready_.top().id;
      ready_.pop();
      const auto found = pending_.find(id);
      if (found == pending_.end()) continue;
      Pending at = std::move(found->second);
      pending_.erase(found);
      visit(id, std::move(at));
    }
    for (auto& [id, at] : pending_) leave(id, at.numbers);
    pending_.clear();
    return std::ranges::all_of(state, &PathCommit::resolved);
  }

  std::size_t commits_visited() const { return commits_visited_; }

 private:
  struct Pending {
    RawCommit commit;
    PathNumbers numbers;
  };
  struct Ready {
    std::int64_t time_s = 0;
    CommitId id;
    auto operator<=>(const Ready&) const = default;
  };

  void start(std::span<const std::string> paths, std::span<PathCommit> state,
             const Options& options) {
    options_ = &options;
    state_ = state;
    position_.resize(paths.size());
    std::iota(position_.begin(), position_.end(), 0u);
    std::ranges::sort(position_, {},
                      [paths](std::uint32_t i) -> const std::string& { return paths[i]; });
    paths_.clear();
    for (const std::uint32_t i : position_) paths_.push_back(paths[i]);
    pending_.clear();
    ready_ = {};

    std::unordered_map<CommitId, PathNumbers> starts;
    for (std::uint32_t number = 0; number < position_.size(); ++number) {
      const PathCommit& from = state_[position_[number]];
      if (!from.resolved) starts[from.commit].push_back(number);
    }
    for (auto& [id, numbers] : starts) arrive(id, std::move(numbers));
  }

  bool should_stop() const {
    return options_->stop.stop_requested() ||
           (options_->deadline && Clock::now() >= *options_->deadline);
  }

  PathCommit& state_of(std::uint32_t number) { return state_[position_[number]]; }

  void leave(const CommitId& id, const PathNumbers& numbers) {
    for (const std::uint32_t number : numbers) state_of(number) = {.commit = id};
  }

  void resolve(const CommitId& id, const PathNumbers& numbers) {
    for (const std::uint32_t number : numbers) state_of(number) = {.commit = id, .resolved = true};
  }

  std::optional<RawCommit> read(const CommitId& id) {
    auto commit = objects_.commit(id);
    if (!commit) return std::nullopt;
    if (std::ranges::binary_search(boundary_, id)) commit->parents.clear();
    return std::move(*commit);
  }

  /// Adds a commit that the paths with these numbers have reached.
  void arrive(const CommitId& id, PathNumbers numbers) {
    if (options_->known && options_->known->at == id) numbers = take_known(numbers);
    if (numbers.empty()) return;
    if (pending_.contains(id)) return wait_at(id, {}, std::move(numbers));
    auto commit = read(id);
    if (!commit) return leave(id, numbers);
    wait_at(id, std::move(*commit), std::move(numbers));
  }

  /// Makes the paths with these numbers wait until the walk visits the commit `id`. `commit` is
  /// used only if no other path waits for this commit yet.
  void wait_at(const CommitId& id, RawCommit commit, PathNumbers numbers) {
    const auto [found, is_new] = pending_.try_emplace(id);
    Pending& at = found->second;
    if (is_new) {
      ready_.push({.time_s = commit.committer_time_s, .id = id});
      at.commit = std::move(commit);
      at.numbers = std::move(numbers);
      return;
    }
    PathNumbers merged;
    merged.reserve(at.numbers.size() + numbers.size());
    std::ranges::merge(at.numbers, numbers, std::back_inserter(merged));
    at.numbers = std::move(merged);
  }

  /// Continues with the results of the earlier run. Returns the paths without a usable result.
  PathNumbers take_known(const PathNumbers& numbers) {
    const KnownCommits& known = *options_->known;
    PathNumbers others;
    std::unordered_map<CommitId, PathNumbers> elsewhere;
    for (const std::uint32_t number : numbers) {
      const auto found =
          std::ranges::lower_bound(known.paths, paths_[number], {},
                                   [](const std::string& path) { return std::string_view(path); });
      if (found == known.paths.end() || *found != paths_[number]) {
        others.push_back(number);
        continue;
      }
      const PathCommit& answer = known.state[found - known.paths.begin()];
      if (answer.resolved) {
        state_of(number) = answer;
      } else if (answer.commit == known.at) {
        others.push_back(number);
      } else {
        elsewhere[answer.commit].push_back(number);
      }
    }
    for (auto& [id, moved] : elsewhere) arrive(id, std::move(moved));
    return others;
  }

  void visit(const CommitId& id, Pending at) {
    ++commits_visited_;
    PathComparison comparison(trees_, paths_, [this] { return should_stop(); });
    for (const CommitId& parent_id : at.commit.parents) {
      if (at.numbers.empty()) return;
      const auto waiting = pending_.find(parent_id);
      auto parent =
          waiting != pending_.end() ? std::optional(waiting->second.commit) : read(parent_id);
      if (!parent) return leave(id, at.numbers);
      auto result = comparison.run(at.commit.tree, parent->tree, at.numbers);
      if (result.stopped) return leave(id, at.numbers);
      if (!result.unknown.empty()) {
        leave(id, result.unknown);
        at.numbers = difference_of(at.numbers, result.unknown);
      }
      PathNumbers same = result.changed.empty() ? std::move(at.numbers)
                                                : difference_of(at.numbers, result.changed);
      at.numbers = std::move(result.changed);
      move_to(parent_id, std::move(*parent), std::move(same));
    }
    resolve(id, at.numbers);
  }

  void move_to(const CommitId& id, RawCommit commit, PathNumbers numbers) {
    if (options_->known && options_->known->at == id) numbers = take_known(numbers);
    if (!numbers.empty()) wait_at(id, std::move(commit), std::move(numbers));
  }

  std::vector<CommitId> boundary_;
  ObjectStore objects_;
  TreeCache trees_;
  std::size_t commits_visited_ = 0;

  // State of the current run.
  const Options* options_ = nullptr;
  std::span<PathCommit> state_;
  std::vector<std::uint32_t> position_;  ///< index in `state_`, by path number
  std::vector<std::string_view> paths_;  ///< sorted paths, by path number
  std::unordered_map<CommitId, Pending> pending_;
  std::priority_queue<Ready> ready_;
};

LastCommitResolver::LastCommitResolver(const RepositoryLayout& layout)
    : walk_(std::make_unique<Walk>(layout)) {}

LastCommitResolver::~LastCommitResolver() = default;

bool LastCommitResolver::run(std::span<const std::string> paths, std::span<PathCommit> state,
                             const Options& options) {
  return walk_->run(paths, state, options);
}

std::size_t LastCommitResolver::commits_visited() const { return walk_->commits_visited(); }

}  // namespace gitctx
