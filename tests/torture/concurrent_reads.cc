// Concurrent reads: searches run while one thread runs git and another thread runs gitctx index.
// Each answer must be correct for one of the states of the repository.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stop_token>
#include <thread>

#include "tests/torture/parts.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t worktrees = 2;

/// The places and views that are read.
enum class Reading : std::uint8_t { head, branch, tag, worktree_of_git };

class ConcurrentReads : public Part {
 public:
  explicit ConcurrentReads(const TorturePlan& plan)
      : plan_(plan), shared_(plan.origins.local.moved_to(plan.folder / "shared")) {
    shared_.restore(plan.origins.local);
    shared_.git({"checkout", "--quiet", "--force", "main"});
    states_ = {shared_.git({"rev-parse", "base"}), shared_.git({"rev-parse", "main"}),
               shared_.git({"rev-parse", "topic"})};
    learn_answers();
    shared_.must_run({"index", "--ref", "base"});
    git_ = std::jthread([this](const std::stop_token& stop) { work_with_git(stop); });
    index_ = std::jthread([this](const std::stop_token& stop) { work_with_index(stop); });
  }

  void run_round(std::size_t round, const fs::path&, Tally& tally) override {
    auto random = random_numbers(plan_.seed, "reads", round);
    const auto reading = static_cast<Reading>(pick(random, 4));
    const std::string& query = queries()[pick(random, queries().size())];
    Words words = search_for(query);
    fs::path place = shared_.repository();
    if (reading == Reading::branch) words = search_for(query, {"--ref", "topic"});
    if (reading == Reading::tag) words = search_for(query, {"--ref", "base"});
    if (reading == Reading::worktree_of_git) place = worktree(pick(random, worktrees));
    const bool may_be_absent = reading == Reading::worktree_of_git || reading == Reading::branch;

    const Ending ending = shared_.run_in(place, words);
    const Attempt attempt{"reads", fmt::format("search {}", subject(reading)), round};
    tally.count(attempt);
    std::vector<Fault> faults;
    add_ending_fault(ending, fmt::format("{}", fmt::join(words, " ")), faults);
    if (ending.exited(0) ? !is_right(query, ending) : !may_be_absent) {
      faults.push_back(
          {FaultKind::wrong_answer, fmt::format("{}\n{}{}", fmt::join(words, " "), ending.errors,
                                                comparable_answer(shared_, ending))});
    }
    tally.report(attempt, faults, shared_);
  }

  void finish(Tally& tally) override {
    git_ = {};
    index_ = {};
    std::vector<Fault> faults;
    for (const Words& words : {Words{"index"}, Words{"status"}}) {
      const Ending ending = shared_.run(words);
      if (!ending.exited(0)) {
        faults.push_back({FaultKind::wrong_answer, words[0] + " fails:\n" + ending.errors});
      }
    }
    for (const std::string& file : leftovers(shared_)) {
      faults.push_back({FaultKind::leftover, file + " is left"});
    }
    if (git_steps_ == 0 && !last_git_error_.empty()) {
      faults.push_back({FaultKind::crash, "no command of git succeeded: " + last_git_error_});
    }
    for (const std::string& fault : background_faults_) {
      faults.push_back({FaultKind::crash, fault});
    }
    tally.report({"reads", "at the end", 0}, faults, shared_);
  }

 private:
  static std::string_view subject(Reading reading) {
    switch (reading) {
      case Reading::head:
        return "HEAD";
      case Reading::branch:
        return "--ref topic";
      case Reading::tag:
        return "--ref base";
      case Reading::worktree_of_git:
        return "in a worktree";
    }
    return {};
  }

  fs::path worktree(std::size_t number) const {
    return shared_.folder() / fmt::format("worktree-{}", number);
  }

  /// The paths, lines, scores and texts of the results. The view is omitted, because its name
  /// differs between places and its commit may be an empty commit.
  static std::string results_of(const Sandbox& sandbox, const Ending& ending) {
    std::string answer = comparable_answer(sandbox, ending);
    auto json = nlohmann::json::parse(answer.substr(answer.find('\n') + 1), nullptr, false);
    if (!json.is_object()) return answer;
    json.erase("view");
    return json.dump();
  }

  bool is_right(const std::string& query, const Ending& ending) const {
    return answers_.at(query).contains(results_of(shared_, ending));
  }

  void learn_answers() {
    const Sandbox copy = shared_.moved_to(plan_.folder / "shared-state");
    for (const std::string& state : states_) {
      copy.restore(shared_);
      copy.git({"checkout", "--quiet", "--force", "--detach", state});
      copy.must_run({"clear", "--database", "--force"});
      copy.must_run({"index"});
      for (const std::string& query : queries()) {
        answers_[query].insert(results_of(copy, copy.run(search_for(query))));
      }
    }
    copy.remove();
  }

  void work_with_git(const std::stop_token& stop) {
    auto random = random_numbers(plan_.seed, "git", 0);
    for (std::size_t step = 0; !stop.stop_requested(); ++step) {
      try {
        git_step(pick(random, 8), states_[pick(random, states_.size())], step);
        ++git_steps_;
      } catch (const std::exception& error) {
        // git and gitctx never wait for each other, but two commands of git may collide.
        last_git_error_ = error.what();
      }
    }
  }

  void git_step(std::size_t what, const std::string& state, std::size_t step) {
    const fs::path folder = worktree(step % worktrees);
    switch (what) {
      case 0:
      case 1:
        shared_.git({"checkout", "--quiet", "--force", "--detach", state});
        break;
      case 2:
        shared_.git(
            {"commit", "--quiet", "--allow-empty", "--message", fmt::format("empty {}", step)});
        shared_.git({"reset", "--quiet", "--hard", state});
        break;
      case 3:
        shared_.git({"reflog", "expire", "--expire=now", "--all"});
        shared_.git({"gc", "--quiet", "--prune=now"});
        break;
      case 4:
        shared_.git({"repack", "-a", "-d", "--quiet"});
        break;
      case 5:
        if (!fs::exists(folder)) {
          shared_.git({"worktree", "add", "--quiet", "--detach", folder.string(), state});
        }
        break;
      case 6:
        if (fs::exists(folder)) shared_.git({"worktree", "remove", "--force", folder.string()});
        break;
      default:
        shared_.git({"branch", "--force", "short-lived", state});
        shared_.git({"branch", "--delete", "--force", "short-lived"});
    }
  }

  void work_with_index(const std::stop_token& stop) {
    auto random = random_numbers(plan_.seed, "index", 0);
    while (!stop.stop_requested()) {
      const std::size_t what = pick(random, 6);
      Ending ending;
      if (what == 0) {
        ending = shared_.run({"index", "--force", "--ref", "base"});
      } else if (what == 1) {
        ending = shared_.run({"index", "--ref", "topic"});
      } else if (what == 2) {
        ending = shared_.run_in(worktree(pick(random, worktrees)), {"index"});
      } else {
        ending = shared_.run({"index"});
      }
      // An exit status other than 0 is not a fault, because another process may be writing the
      // index, or the worktree may be absent.
      if (const std::string fault = ending.fault(); !fault.empty()) {
        background_faults_.push_back(fmt::format("gitctx index {}: {}", fault, ending.errors));
      }
    }
  }

  TorturePlan plan_;
  Sandbox shared_;
  std::vector<std::string> states_;
  std::map<std::string, std::set<std::string>> answers_;  ///< right answers by query
  std::vector<std::string> background_faults_;            ///< faults in the thread index_
  std::size_t git_steps_ = 0;                             ///< successful steps of the thread git_
  std::string last_git_error_;                            ///< last error in the thread git_
  std::jthread git_, index_;
};

}  // namespace

std::unique_ptr<Part> make_concurrent_reads(const TorturePlan& plan) {
  return std::make_unique<ConcurrentReads>(plan);
}

}  // namespace gitctx::torture
