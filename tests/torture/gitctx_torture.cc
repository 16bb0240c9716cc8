// gitctx_torture PROGRAM [options]: kills the program, makes its writes fail, damages its files and
// reads while git and gitctx write. Prints a table; the exit status is 1 if anything went wrong.
//
//   --seconds N       stop after about N seconds (300), divided among the parts
//   --rounds N        instead: N kills, N failed writes, 10 N damages and 10 N reads
//   --seed N          choose other kills, calls, damages and reads (1)
//   --part NAME       only kills, "failed writes", damage or reads
//   --round N         only this round of the part
//   --jobs N          rounds at a time
//   --hang-seconds N  a command that takes longer has hung (10)
//   --kept FOLDER     where to keep the sandboxes with faults
#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "testing/temp_dir.h"
#include "tests/torture/parts.h"

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct PartPlan {
  std::string name;
  double share_of_time = 0;
  std::size_t attempts_per_round = 0;  ///< attempts for each of the --rounds
};

// With these shares, the ratios between the numbers of attempts are about the same as with
// --rounds.
const std::array<PartPlan, 4> part_plans{
    {{"kills", 0.3, 1}, {"failed writes", 0.25, 1}, {"damage", 0.3, 10}, {"reads", 0.15, 10}}};

struct Options {
  fs::path program;
  double seconds = 300;
  std::optional<std::size_t> rounds;
  std::uint64_t seed = 1;
  std::string part;
  std::optional<std::size_t> round;
  std::size_t jobs = std::max(1u, std::thread::hardware_concurrency());
  std::size_t hang_seconds = 10;
  fs::path kept = "torture-kept";
};

std::size_t number_of(const std::string& option, const std::string& value) {
  std::size_t end = 0;
  const std::size_t number = std::stoul(value, &end);
  if (end != value.size()) throw std::runtime_error(option + " needs a number");
  return number;
}

Options parse_options(std::vector<std::string> words) {
  if (words.empty() || words.size() % 2 == 0) {
    throw std::runtime_error("usage: gitctx_torture PROGRAM [--option value]...");
  }
  Options options;
  options.program = fs::absolute(words[0]);
  for (std::size_t i = 1; i < words.size(); i += 2) {
    const std::string& name = words[i];
    const std::string& value = words[i + 1];
    if (value.empty()) continue;  // a make variable that is not set
    const auto number = [&] { return number_of(name, value); };
    if (name == "--part")
      options.part = value;
    else if (name == "--kept")
      options.kept = fs::absolute(value);
    else if (name == "--seconds")
      options.seconds = static_cast<double>(number());
    else if (name == "--rounds")
      options.rounds = number();
    else if (name == "--seed")
      options.seed = number();
    else if (name == "--round")
      options.round = number();
    else if (name == "--jobs")
      options.jobs = std::max<std::size_t>(number(), 1);
    else if (name == "--hang-seconds")
      options.hang_seconds = number();
    else
      throw std::runtime_error("unknown option " + name);
  }
  const auto is_wanted = [&](const PartPlan& plan) { return plan.name == options.part; };
  if (!options.part.empty() && std::ranges::none_of(part_plans, is_wanted)) {
    throw std::runtime_error("unknown part " + options.part);
  }
  if (options.round && options.part.empty()) throw std::runtime_error("--round needs --part");
  return options;
}

/// Runs rounds on several threads until `is_done` returns true.
void run_rounds(Part& part, const Options& options, const fs::path& folder, Tally& tally,
                const std::function<bool()>& is_done) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&](std::size_t worker) {
    try {
      const fs::path place = folder / fmt::format("worker-{}", worker);
      while (!is_done()) part.run_round(next++, place, tally);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < options.jobs; ++i) workers.emplace_back(work, i);
  }
  if (failure) std::rethrow_exception(failure);
}

void run_part(const PartPlan& plan, Part& part, const Options& options, const fs::path& folder,
              Tally& tally) {
  if (options.round) {
    part.run_round(*options.round, folder / "worker-0", tally);
    return;
  }
  const double share = options.part.empty() ? plan.share_of_time : 1;
  const auto end = Clock::now() + std::chrono::duration<double>(options.seconds * share);
  std::atomic<std::int64_t> next_report_s = 10;
  const auto start = Clock::now();
  run_rounds(part, options, folder, tally, [&] {
    const std::size_t attempts = tally.attempts(plan.name);
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start);
    std::int64_t due = next_report_s.load();
    if (passed.count() >= due && next_report_s.compare_exchange_strong(due, due + 10)) {
      std::fputs(fmt::format("{}: {} after {} s\n", plan.name, attempts, passed.count()).c_str(),
                 stderr);
    }
    if (options.rounds) return attempts >= *options.rounds * plan.attempts_per_round;
    return Clock::now() >= end;
  });
}

/// Puts temporary files on a file system in memory, where syncing is free, if there is enough
/// space.
void use_fast_folder() {
  const fs::path memory = "/dev/shm";
  std::error_code failed;
  const bool has_room = fs::space(memory, failed).available > 512 * 1024 * 1024;
  if (!failed && has_room && ::access(memory.c_str(), W_OK) == 0) {
    ::setenv("TMPDIR", memory.c_str(), 1);  // NOLINT(concurrency-mt-unsafe): no thread runs yet
  }
}

int torture(const Options& options) {
  use_fast_folder();
  Child::set_hang_limit(std::chrono::seconds(options.hang_seconds));
  const TempDir temp;
  Origins origins(options.program, temp.path());
  const TorturePlan plan{.origins = origins,
                         .folder = temp.path(),
                         .preload = GITCTX_FAILING_CALLS,
                         .model_file = GITCTX_MODEL_FILE,
                         .seed = options.seed};
  Tally tally(options.kept);
  Interruptions interruptions;
  for (const PartPlan& part_plan : part_plans) {
    if (!options.part.empty() && options.part != part_plan.name) continue;
    const bool interrupts = part_plan.name == "kills" || part_plan.name == "failed writes";
    if (interrupts && interruptions.empty()) interruptions = prepare_interruptions(plan);
    std::unique_ptr<Part> part;
    if (part_plan.name == "kills") part = make_kills(plan, interruptions);
    if (part_plan.name == "failed writes") part = make_failed_writes(plan, interruptions);
    if (part_plan.name == "damage") part = make_damage(plan);
    if (part_plan.name == "reads") part = make_concurrent_reads(plan);
    run_part(part_plan, *part, options, temp.path(), tally);
    part->finish(tally);
  }
  const std::size_t faults = tally.faults();
  std::fputs(("\n" + tally.table(true) + "\n" + tally.table(false)).c_str(), stdout);
  std::fputs(fmt::format("seed {}: {}\n", options.seed,
                         faults == 0 ? "no faults" : fmt::format("{} faults", faults))
                 .c_str(),
             stdout);
  if (faults == 0) return 0;
  std::fputs(fmt::format("What belongs to the faults is in {}. To repeat a round:\n"
                         "  make torture TORTURE_SEED={} TORTURE_PART=PART TORTURE_ROUND=N\n",
                         options.kept.string(), options.seed)
                 .c_str(),
             stdout);
  return 1;
}

}  // namespace
}  // namespace gitctx::torture

int main(int argc, char** argv) {
  using namespace gitctx::torture;
  try {
    return torture(parse_options({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gitctx_torture: %s\n", error.what());
    return 2;
  }
}
