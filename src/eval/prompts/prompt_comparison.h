#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// One score of an example that both runs have.
struct ScoreChange {
  std::string name;
  std::optional<double> before;
  std::optional<double> now;
};

/// An example that was measured differently than before.
struct ExampleChange {
  std::string id;
  std::optional<double> before;  ///< its accuracy; of a suite without one its relevance
  std::optional<double> now;
  std::vector<ScoreChange> scores;     ///< that differ
  const ExampleResult* old = nullptr;  ///< the first repetitions; of the runs that were compared
  const ExampleResult* current = nullptr;
};

/// A value of two runs, over the examples that have it in both.
struct ValueComparison {
  std::string name;
  std::size_t examples = 0;  ///< 0: the rest says nothing
  MetricComparison value;

  /// How far it fell, as a share of what it was; negative if it rose.
  double drop() const;
};

/// Compares example by example, in pairs: the interval is a paired bootstrap over examples.
/// Repetitions of an example are averaged first. Both runs have to outlive it.
struct PromptComparison {
  std::int64_t before_id = 0;
  std::string before_commit;
  std::string before_model;
  std::size_t examples = 0;  ///< that both have
  std::size_t only_before = 0;
  std::size_t only_now = 0;
  ValueComparison accuracy;
  ValueComparison relevance;
  ValueComparison cost_usd;
  std::vector<ValueComparison> scores;
  std::vector<ExampleChange> worse;  ///< the largest fall first
  std::vector<ExampleChange> better;
};

/// Throws usage when the runs have no example in common.
PromptComparison compare_prompt_runs(const PromptRun& before, const PromptRun& now);

}  // namespace gitctx
