#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/torture/scenarios.h"
#include "tests/torture/tally.h"

namespace gitctx::torture {

/// A scenario with what is known about it from whole runs: the answers before and after its
/// command, and the calls that its command makes. Thread-safe.
class Interruption {
 public:
  /// Runs the scenario in `folder` and below.
  Interruption(const Scenario& scenario, const Origins& origins,
               const std::filesystem::path& folder, std::filesystem::path preload);

  const Scenario& scenario() const { return scenario_; }
  /// The state before the command.
  const Sandbox& before() const { return before_; }
  /// How many calls of the command change what is on disk.
  std::size_t calls() const { return calls_.size(); }
  /// The variables that make a call of the program fail, or kill it. `action`: see
  /// failing_calls.cc.
  Environment fault_at(const Sandbox& sandbox, std::size_t call, const std::string& action,
                       bool stays) const;
  const std::string& call_name(std::size_t call) const { return calls_[call]; }

  std::chrono::microseconds usual_time() const {
    return std::chrono::microseconds(usual_time_us_.load());
  }
  void learn_time(bool was_killed);

  /// What is wrong after the command was interrupted, or failed with an exit status. If
  /// `index_first`, `gitctx index` runs before anything is read.
  std::vector<Fault> find_faults(const Sandbox& sandbox, const Ending& ending, bool was_killed,
                                 bool index_first) const;

 private:
  enum class State : std::uint8_t { before, after, either };

  void add_answer_faults(const Sandbox& sandbox, State state, bool indexed,
                         std::vector<Fault>& faults) const;

  Scenario scenario_;
  Sandbox before_;
  std::filesystem::path preload_;
  std::vector<std::string> calls_;
  std::atomic<std::int64_t> usual_time_us_{0};
  /// The answers to the probes, before and after the command; the last two after `gitctx index`.
  std::vector<std::string> before_answers_, after_answers_;
  std::vector<std::string> indexed_before_answers_, indexed_after_answers_;
};

/// A short form of two answers that differ: where they differ.
std::string describe_difference(const std::string& answer, const std::string& expected);

/// What is wrong with how the program ended, as a fault of the right kind.
void add_ending_fault(const Ending& ending, const std::string& command, std::vector<Fault>& faults);

}  // namespace gitctx::torture
