#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/torture/scenarios.h"
#include "tests/torture/tally.h"

namespace gitctx::torture {

/// A scenario, with facts learned from complete runs: the answers before and after its command, and
/// the calls that the command makes. Thread-safe.
class Interruption {
 public:
  /// Runs the scenario inside `folder`.
  Interruption(const Scenario& scenario, const Origins& origins,
               const std::filesystem::path& folder, std::filesystem::path preload);

  const Scenario& scenario() const { return scenario_; }
  /// The state before the command.
  const Sandbox& before() const { return before_; }
  /// The number of calls of the command that change the disk.
  std::size_t calls() const { return calls_.size(); }
  /// The environment variables that make a call fail or kill the program at this call.
  /// failing_calls.cc describes `action`.
  Environment fault_at(const Sandbox& sandbox, std::size_t call, const std::string& action,
                       bool stays) const;
  const std::string& call_name(std::size_t call) const { return calls_[call]; }

  std::chrono::microseconds usual_time() const {
    return std::chrono::microseconds(usual_time_us_.load());
  }
  void learn_time(bool was_killed);

  /// The faults after a run of the command, whether it was killed, failed or succeeded. If
  /// `index_first`, `gitctx index` runs before the reads.
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
  /// The answers to the probes before and after the command. The answers in the last two vectors
  /// were given after `gitctx index`.
  std::vector<std::string> before_answers_, after_answers_;
  std::vector<std::string> indexed_before_answers_, indexed_after_answers_;
};

/// A short description of where two answers differ.
std::string describe_difference(const std::string& answer, const std::string& expected);

/// Adds a fault of the right kind if the program ended abnormally.
void add_ending_fault(const Ending& ending, const std::string& command, std::vector<Fault>& faults);

}  // namespace gitctx::torture
