#include "eval/prompts/prompt_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace gitctx {
namespace {

using Values = std::map<std::string_view, double>;

/// Smaller differences are rounding errors, because records have scores with six decimals and costs
/// with nine.
constexpr double smallest_change = 1e-5;
constexpr double smallest_cost = 1e-9;

Values values_of(const PromptRun& run, const ResultValue& value_of) {
  Values values;
  for (const auto& [example, value] : values_by_example(run, value_of)) values[example->id] = value;
  return values;
}

std::optional<double> value_at(const Values& values, std::string_view id) {
  const auto found = values.find(id);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

/// Differences below `smallest` count as 0.
ValueComparison compare_values(std::string name, const Values& before, const Values& now,
                               double smallest) {
  ValueComparison comparison;
  comparison.name = std::move(name);
  std::vector<double> differences;
  double sum_before = 0;
  double sum_now = 0;
  for (const auto& [id, value] : now) {
    const auto old = value_at(before, id);
    if (!old) continue;
    const double difference = std::abs(value - *old) < smallest ? 0 : value - *old;
    sum_before += *old;
    sum_now += *old + difference;
    differences.push_back(difference);
  }
  comparison.examples = differences.size();
  if (differences.empty()) return comparison;
  const auto count = static_cast<double>(differences.size());
  comparison.value = {sum_before / count, sum_now / count, bootstrap_mean(differences),
                      sign_flip_test(differences)};
  return comparison;
}

std::optional<double> cost_of(const ExampleResult& result) {
  if (!result.error.empty() || !result.cost_is_known(false)) return std::nullopt;
  return result.cost_usd(false);
}

std::map<std::string_view, const ExampleResult*> first_results(const PromptRun& run) {
  std::map<std::string_view, const ExampleResult*> results;
  for (const ExampleResult& result : run.results) {
    if (result.is_done) results.try_emplace(result.example.id, &result);
  }
  return results;
}

/// Whether the run knows the cost of each of its outputs for the examples in `results`.
bool knows_costs(const PromptRun& run,
                 const std::map<std::string_view, const ExampleResult*>& results) {
  return std::ranges::none_of(run.results, [&](const ExampleResult& result) {
    return result.is_done && result.error.empty() && results.contains(result.example.id) &&
           !result.cost_is_known(false);
  });
}

bool differ(const std::optional<double>& before, const std::optional<double>& now) {
  if (before.has_value() != now.has_value()) return true;
  return before && std::abs(*before - *now) > smallest_change;
}

/// A missing value counts as 0.
double rise_of(const ExampleChange& change) {
  return change.now.value_or(0) - change.before.value_or(0);
}

/// The values of one score in both runs, by example.
struct NamedValues {
  std::string name;
  Values before;
  Values now;
};

std::vector<NamedValues> all_scores(const PromptRun& before, const PromptRun& now) {
  std::vector<NamedValues> all;
  for (const ExampleResult& result : now.results) {
    for (const Score& score : result.scores) {
      if (std::ranges::find(all, score.name, &NamedValues::name) != all.end()) continue;
      const ResultValue value = score_value(score.name);
      all.push_back({score.name, values_of(before, value), values_of(now, value)});
    }
  }
  return all;
}

}  // namespace

double ValueComparison::drop() const {
  return value.before <= 0 ? 0 : -value.difference() / value.before;
}

PromptComparison compare_prompt_runs(const PromptRun& before, const PromptRun& now) {
  const auto old_results = first_results(before);
  const auto results = first_results(now);
  PromptComparison comparison;
  comparison.before_id = before.id;

  // Compare the metrics.
  const auto compare = [&](std::string name, const ResultValue& value_of,
                           double smallest = smallest_change) {
    return compare_values(std::move(name), values_of(before, value_of), values_of(now, value_of),
                          smallest);
  };
  comparison.accuracy = compare("accuracy", group_value(ScoreGroup::accuracy));
  comparison.relevance = compare("relevance", group_value(ScoreGroup::relevance));
  comparison.cost_usd = compare("cost_usd", cost_of, smallest_cost);
  comparison.costs_are_known = knows_costs(before, results) && knows_costs(now, old_results);
  const std::vector<NamedValues> scores = all_scores(before, now);
  for (const NamedValues& score : scores) {
    comparison.scores.push_back(
        compare_values(score.name, score.before, score.now, smallest_change));
  }

  // Find the examples that changed.
  const ScoreGroup primary =
      comparison.accuracy.examples > 0 ? ScoreGroup::accuracy : ScoreGroup::relevance;
  const Values primary_before = values_of(before, group_value(primary));
  const Values primary_now = values_of(now, group_value(primary));
  for (const auto& [id, result] : results) {
    const auto old = old_results.find(id);
    if (old == old_results.end()) continue;
    ++comparison.examples;
    ExampleChange change{.id = std::string(id),
                         .before = value_at(primary_before, id),
                         .now = value_at(primary_now, id),
                         .old = old->second,
                         .current = result};
    for (const NamedValues& score : scores) {
      const ScoreChange one{score.name, value_at(score.before, id), value_at(score.now, id)};
      if (differ(one.before, one.now)) change.scores.push_back(one);
    }
    if (!differ(change.before, change.now)) continue;
    (rise_of(change) < 0 ? comparison.worse : comparison.better).push_back(std::move(change));
  }
  if (comparison.examples == 0) {
    throw Error(ErrorCode::usage, "the runs have no example in common",
                "Compare runs of one suite, or use --save-baseline to replace the baseline");
  }
  comparison.only_before = old_results.size() - comparison.examples;
  comparison.only_now = results.size() - comparison.examples;
  std::ranges::stable_sort(comparison.worse, {}, rise_of);
  std::ranges::stable_sort(comparison.better, std::ranges::greater(), rise_of);
  return comparison;
}

}  // namespace gitctx
