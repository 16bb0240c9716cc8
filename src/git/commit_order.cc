#include "git/commit_order.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "base/stop.h"

namespace gitctx {
namespace {

class CommitGraph {
 public:
  CommitGraph(ObjectStore& objects, const std::vector<CommitId>& boundary,
              const std::stop_token& stop, std::size_t most_failures)
      : objects_(objects), boundary_(boundary), stop_(stop), most_failures_(most_failures) {}

  void read_all(const std::vector<CommitId>& tips) {
    for (const CommitId& tip : tips) find(tip);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      throw_if_stopped(stop_);
      const std::vector<CommitId> parents = std::move(nodes_[i].parents);
      for (const CommitId& parent : parents) {
        if (const auto number = find(parent)) {
          nodes_[*number].children.push_back(static_cast<Number>(i));
          ++nodes_[i].open_parents;
          if (++links_ > most_links) throw_too_many_links();
        }
      }
    }
  }

  CommitOrder order() {
    const auto later = [this](Number a, Number b) {
      return std::tie(nodes_[a].time_s, nodes_[a].id) > std::tie(nodes_[b].time_s, nodes_[b].id);
    };
    std::priority_queue<Number, std::vector<Number>, decltype(later)> ready(later);
    for (Number i = 0; i < nodes_.size(); ++i) {
      if (nodes_[i].open_parents == 0) ready.push(i);
    }
    CommitOrder out;
    out.commits.reserve(nodes_.size());
    while (!ready.empty()) {
      const Node& node = nodes_[ready.top()];
      ready.pop();
      out.commits.push_back({.id = node.id, .tree = node.tree});
      for (const Number child : node.children) {
        if (--nodes_[child].open_parents == 0) ready.push(child);
      }
    }
    out.failures = std::move(failures_);
    std::ranges::sort(out.failures);
    return out;
  }

 private:
  // This limit bounds the memory. A compressed commit of a few kilobytes can name a hundred
  // thousand parents.
  static constexpr std::size_t most_links = 50'000'000;

  [[noreturn]] static void throw_too_many_links() {
    throw Error(
        ErrorCode::failure,
        "the commits of the history have more than " + std::to_string(most_links) + " parents",
        "gitctx does not read a history of this size");
  }

  using Number = std::uint32_t;
  struct Node {
    CommitId id;
    TreeId tree;
    std::int64_t time_s = 0;
    std::vector<CommitId> parents;
    std::vector<Number> children;
    Number open_parents = 0;
  };

  /// The number of the commit; nothing if the commit is unreadable. A commit without a number is
  /// read and gets the next number.
  std::optional<Number> find(const CommitId& id) {
    if (const auto known = numbers_.find(id); known != numbers_.end()) return known->second;
    if (broken_.contains(id)) return std::nullopt;
    auto commit = objects_.commit(id);
    if (!commit) {
      broken_.insert(id);
      failures_.push_back(commit.error());
      if (failures_.size() > most_failures_) {
        throw_too_many_unreadable("commits of the history", most_failures_);
      }
      return std::nullopt;
    }
    if (std::ranges::binary_search(boundary_, id)) commit->parents.clear();
    // A parent that is listed twice counts once.
    std::ranges::sort(commit->parents);
    const auto repeated = std::ranges::unique(commit->parents);
    commit->parents.erase(repeated.begin(), repeated.end());
    const auto number = static_cast<Number>(nodes_.size());
    nodes_.push_back({.id = id,
                      .tree = commit->tree,
                      .time_s = commit->committer_time_s,
                      .parents = std::move(commit->parents)});
    numbers_.emplace(id, number);
    return number;
  }

  ObjectStore& objects_;
  const std::vector<CommitId>& boundary_;
  const std::stop_token& stop_;
  std::size_t most_failures_;
  std::size_t links_ = 0;
  std::vector<Node> nodes_;
  std::unordered_map<CommitId, Number> numbers_;
  std::unordered_set<CommitId> broken_;
  std::vector<std::string> failures_;
};

}  // namespace

CommitOrder order_commits(ObjectStore& objects, const std::vector<CommitId>& tips,
                          const std::vector<CommitId>& shallow_boundary,
                          const std::stop_token& stop, std::size_t most_failures) {
  CommitGraph graph(objects, shallow_boundary, stop, most_failures);
  graph.read_all(tips);
  return graph.order();
}

}  // namespace gitctx
