#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// One score of an example in both runs.
struct ScoreChange {
  std::string name;
  std::optional<double> before;
  std::optional<double> now;
};

/// An example whose scores changed.
struct ExampleChange {
  std::string id;
  std::optional<double> before;  ///< earlier accuracy, or relevance if the suite has no accuracy
  std::optional<double> now;
  std::vector<ScoreChange> scores;     ///< scores that differ between the runs
  const ExampleResult* old = nullptr;  ///< first repetition in the earlier run
  const ExampleResult* current = nullptr;
};

/// The mean of one value in two runs, over the examples that have the value in both runs.
struct ValueComparison {
  std::string name;
  std::size_t examples = 0;  ///< 0: the other members are meaningless
  MetricComparison value;

  /// How far the value fell, as a share of the earlier value; negative if it rose.
  double drop() const;
};

/// A comparison of two runs by their common examples. Intervals come from a paired bootstrap over
/// examples; the repetitions of each example are averaged first. Both runs must outlive the
/// comparison.
struct PromptComparison {
  std::int64_t before_id = 0;
  std::size_t examples = 0;  ///< examples that both runs have
  std::size_t only_before = 0;
  std::size_t only_now = 0;
  ValueComparison accuracy;
  ValueComparison relevance;
  ValueComparison cost_usd;     ///< outputs with an unknown cost are left out
  bool costs_are_known = true;  ///< false: an output of a common example has an unknown cost
  std::vector<ValueComparison> scores;
  std::vector<ExampleChange> worse;  ///< largest fall first
  std::vector<ExampleChange> better;
};

/// Throws Error(usage) if the runs have no example in common.
PromptComparison compare_prompt_runs(const PromptRun& before, const PromptRun& now);

}  // namespace gitctx
