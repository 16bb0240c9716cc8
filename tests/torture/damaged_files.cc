// Damage: after a file is damaged, each read must give the right answer or an error message. After
// a repair, every answer must be right again.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "tests/torture/damage.h"
#include "tests/torture/parts.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;

/// Files that are damaged in the same way, and the reads that need them.
struct Target {
  std::string name;
  bool is_hosted = false;
  std::string folder;  ///< path relative to the sandbox
  std::string prefix;  ///< prefix of the names of the files
  /// Commands that run one after the other. Each must succeed or give an error message.
  std::vector<Words> reads;
  /// The commands that repair the damage after a failed read. "@remove" removes the damaged file,
  /// as hints advise.
  std::vector<Words> repair{{"index"}};
  /// How often this target is chosen, relative to the others.
  std::size_t weight = 1;
  Environment variables;
  std::vector<Words> preparation;
  /// Whether a different answer is permitted if a notice explains it. If false, only the exit
  /// status can excuse a different answer.
  bool notice_suffices = false;
};

const std::string suite = "$SANDBOX/home/suite.yml";

std::vector<Target> index_targets() {
  const std::vector<Words> reads{search_for(queries()[0]),
                                 search_for(queries()[1], {"--mode", "lexical"}),
                                 search_for(queries()[2], {"--mode", "semantic"}),
                                 search_for(queries()[3], {"--ref", "base"})};
  const std::vector<Words> preparation{{"index"}};
  const std::string folder = "repo/.git/gitctx";
  return {
      {.name = "manifest",
       .folder = folder,
       .prefix = "manifest.json",
       .reads = reads,
       .weight = 6,
       .preparation = preparation},
      {.name = "segments",
       .folder = folder,
       .prefix = "segment-",
       .reads = reads,
       .weight = 12,
       .preparation = preparation},
      {.name = "views",
       .folder = folder,
       .prefix = "view-",
       .reads = reads,
       .weight = 8,
       .preparation = preparation},
      {.name = "lock",
       .folder = folder,
       .prefix = "lock",
       .reads = reads,
       .weight = 1,
       .preparation = preparation},
      {.name = "stored eval runs",
       .folder = folder,
       .prefix = "evals.db",
       .reads = {{"eval", "list", "--json"}, {"eval", "show", "1", "--json"}},
       .repair = {{"@remove"}, {"eval", "run", suite}},
       .weight = 2,
       .preparation = {{"eval", "run", suite}}},
  };
}

std::vector<Target> targets_that_cost_money() {
  const std::string cache = "repo/.git/gitctx-cache";
  const std::vector<Words> no_repair;
  return {
      {.name = "embeddings",
       .is_hosted = true,
       .folder = cache,
       .prefix = "embeddings.sqlite",
       .reads = {search_for(queries()[0]), {"index", "--force"}, search_for(queries()[1])},
       .repair = {{"@remove"}, {"index", "--force"}},
       .weight = 3},
      {.name = "replies",
       .is_hosted = true,
       .folder = cache,
       .prefix = "replies.sqlite",
       .reads = {{"ask", "where are retries counted?"}},
       .repair = {{"@remove"}},
       .weight = 2},
      {.name = "export of embeddings",
       .is_hosted = true,
       .folder = "home",
       .prefix = "export.safetensors",
       .reads = {{"cache", "import", "$SANDBOX/home/export.safetensors"},
                 {"index", "--force"},
                 search_for(queries()[0])},
       .repair = no_repair,
       .weight = 2,
       .preparation = {{"clear", "--all", "--force"}}},
  };
}

std::vector<Target> other_targets() {
  const std::vector<Words> no_repair;
  return {
      {.name = "spool",
       .is_hosted = true,
       .folder = "home/traces",
       .prefix = "trace_",
       .reads = {{"eval", "push"}},
       .repair = no_repair,
       .weight = 1},
      {.name = "the user's folder",
       .is_hosted = true,
       .folder = "home/.gitctx",
       .prefix = "",
       .reads = {search_for(queries()[0]), {"ask", "where are retries counted?"}},
       .repair = {{"@remove"}},
       .weight = 1,
       .notice_suffices = true},
      {.name = "trust store",
       .folder = "home/.gitctx",
       .prefix = "trust.",
       .reads = {{"config", "get", "model.chat"}, search_for(queries()[0])},
       .repair = no_repair,
       .weight = 2,
       .preparation = {{"index"},
                       {"config", "set", "model.chat", "openai/gpt-4.1-mini"},
                       {"trust", "--yes"}},
       .notice_suffices = true},
      {.name = "model file",
       .folder = "home",
       .prefix = "model.gcm",
       .reads = {search_for(queries()[0]), search_for(queries()[1], {"--mode", "semantic"})},
       .repair = no_repair,
       .weight = 2,
       .variables = {{"GITCTX_MODEL__EMBEDDING", "$SANDBOX/home/model.gcm"}},
       .preparation = {{"index", "--force"}}},
  };
}

std::vector<fs::path> matching_files(const Sandbox& sandbox, const Target& target) {
  std::vector<fs::path> found;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(sandbox.folder() / target.folder, none)) {
    const bool is_wanted = entry.path().filename().string().starts_with(target.prefix);
    if (is_wanted && entry.is_regular_file()) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

/// A target with its undamaged sandbox and the right answers.
struct Prepared {
  Target target;
  Sandbox intact;
  std::vector<std::string> answers;  ///< answers to the reads, in the order of the reads

  Prepared(Target wanted, const Sandbox& origin, const fs::path& folder, const fs::path& model_file)
      : target(std::move(wanted)), intact(origin.moved_to(folder / "intact")) {
    intact.restore(origin);
    for (const auto& [name, value] : target.variables) intact.variables[name] = value;
    if (target.prefix == "model.gcm") {
      fs::copy_file(model_file, intact.folder() / target.folder / target.prefix);
    }
    for (const Words& words : target.preparation) intact.must_run(words);
    const Sandbox copy = intact.moved_to(folder / "copy");
    copy.restore(intact);
    for (const Words& read : target.reads) answers.push_back(answer_to(copy, read));
    copy.remove();
  }
};

class DamagedFiles : public Part {
 public:
  explicit DamagedFiles(const TorturePlan& plan)
      : plan_(plan), older_(plan.origins.local.moved_to(plan.folder / "older")) {
    std::vector<Target> targets = index_targets();
    for (Target& target : targets_that_cost_money()) targets.push_back(std::move(target));
    for (Target& target : other_targets()) targets.push_back(std::move(target));
    make_older_index();
    const bool can_trust = plan.origins.local.run({"help", "trust"}).exited(0);
    for (Target& target : targets) {
      if (target.name == "trust store" && !can_trust) continue;
      const auto folder = plan.folder / fmt::format("damage-{}", prepared_.size());
      fs::create_directories(folder);
      const Sandbox& origin = target.is_hosted ? plan.origins.hosted : plan.origins.local;
      const std::size_t weight = target.weight;
      auto prepared =
          std::make_unique<Prepared>(std::move(target), origin, folder, plan.model_file);
      if (matching_files(prepared->intact, prepared->target).empty()) continue;
      chances_.insert(chances_.end(), weight, prepared_.size());
      prepared_.push_back(std::move(prepared));
    }
  }

  void run_round(std::size_t round, const fs::path& folder, Tally& tally) override {
    auto random = random_numbers(plan_.seed, "damage", round);
    const Prepared& prepared = *prepared_[chances_[round % chances_.size()]];
    const Sandbox sandbox = prepared.intact.moved_to(folder);
    sandbox.restore(prepared.intact);
    std::vector<fs::path> files = matching_files(sandbox, prepared.target);
    const std::size_t chosen = pick(random, files.size());
    const fs::path file = files[chosen];
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(chosen));
    const std::string what = damage_file(file, files, foreign_files(prepared.target), random);

    const Attempt attempt{"damage", prepared.target.name, round};
    tally.count(attempt);
    std::vector<Fault> faults;
    bool refused = false;
    for (std::size_t i = 0; i < prepared.target.reads.size(); ++i) {
      refused |= !read(sandbox, prepared, i, true, faults);
    }
    if (refused || pick(random, 8) == 0) repair(sandbox, prepared, file, faults);
    if (!faults.empty()) {
      faults[0].text += fmt::format("\n({}: {})", fs::relative(file, folder).string(), what);
    }
    tally.report(attempt, faults, sandbox);
  }

 private:
  /// Makes an index of an earlier commit. Its files have the same names as the files of the index,
  /// as in a backup.
  void make_older_index() const {
    older_.restore(plan_.origins.local);
    older_.git({"checkout", "--quiet", "--force", "--detach", "base"});
    fs::remove_all(older_.index());
    older_.must_run({"index", "--ref", "topic"});
  }

  std::vector<fs::path> foreign_files(const Target& target) const {
    const bool is_of_index = target.folder == "repo/.git/gitctx";
    return is_of_index ? matching_files(older_, target) : std::vector<fs::path>{};
  }

  /// Runs a read and checks the answer. Returns false if the program refused to answer or the
  /// answer is wrong.
  static bool read(const Sandbox& sandbox, const Prepared& prepared, std::size_t number,
                   bool may_refuse, std::vector<Fault>& faults) {
    const Words& words = prepared.target.reads[number];
    Ending ending;
    const std::string answer = answer_to(sandbox, words, &ending);
    const std::string command = fmt::format("{}", fmt::join(words, " "));
    const std::size_t before = faults.size();
    add_ending_fault(ending, command, faults);
    if (faults.size() > before || answer == prepared.answers[number]) return true;
    if (!ending.exited(0) && may_refuse) return false;
    const bool has_notice = ending.errors.find("gitctx: ") != std::string::npos;
    if (prepared.target.notice_suffices && has_notice) return true;
    // Only these commands give answers. The output of all other commands depends on how much of the
    // file could be read.
    const bool is_answer = words[0] == "search" || words[0] == "ask" || words[1] == "get" ||
                           words[1] == "show" || words[1] == "list";
    if (!is_answer) return true;
    faults.push_back(
        {FaultKind::wrong_answer,
         fmt::format("{}{}: {}\n{}", command, may_refuse ? "" : ", after the repair",
                     describe_difference(answer, prepared.answers[number]), ending.errors)});
    return false;
  }

  /// Runs the commands of the repair and the commands in their hints, and checks the answers.
  static void repair(const Sandbox& sandbox, const Prepared& prepared, const fs::path& file,
                     std::vector<Fault>& faults) {
    const Target& target = prepared.target;
    if (target.repair.empty()) return;
    for (const Words& words : target.repair) {
      if (words[0] == "@remove") {
        for (const char* const suffix : {"", "-wal", "-shm"}) {
          fs::remove_all(file.string() + suffix);
        }
        continue;
      }
      Ending ending = sandbox.run(words);
      add_ending_fault(ending, fmt::format("{}", fmt::join(words, " ")), faults);
      if (ending.exited(0)) continue;
      if (ending.errors.find("gitctx index --force") != std::string::npos) {
        ending = sandbox.run({"index", "--force"});
        if (ending.exited(0)) continue;
      }
      // gitctx does not replace a foreign folder or pipe, so the owner must remove it.
      if (!fs::is_regular_file(file)) {
        fs::remove_all(file);
        ending = sandbox.run(words);
        if (ending.exited(0)) continue;
      }
      faults.push_back(
          {FaultKind::wrong_answer,
           fmt::format("{} does not repair:\n{}", fmt::join(words, " "), ending.errors)});
      return;
    }
    for (std::size_t i = 0; i < target.reads.size(); ++i) {
      read(sandbox, prepared, i, needs_lost_view(target, i), faults);
    }
  }

  /// Whether a read needs a view that is lost. Without a manifest, gitctx does not know which views
  /// were requested.
  static bool needs_lost_view(const Target& target, std::size_t read) {
    return target.prefix == "manifest.json" &&
           std::ranges::find(target.reads[read], "--ref") != target.reads[read].end();
  }

  TorturePlan plan_;
  Sandbox older_;
  std::vector<std::unique_ptr<Prepared>> prepared_;
  std::vector<std::size_t> chances_;  ///< indices into prepared_, repeated according to the weights
};

}  // namespace

std::unique_ptr<Part> make_damage(const TorturePlan& plan) {
  return std::make_unique<DamagedFiles>(plan);
}

}  // namespace gitctx::torture
