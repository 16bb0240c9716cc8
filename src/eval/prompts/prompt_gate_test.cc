#include "eval/prompts/prompt_gate.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {
namespace {

/// A run whose outputs have these costs; nothing: unknown. The judge's cost is never known.
PromptRun run_with_costs(const std::vector<std::optional<double>>& costs) {
  PromptRun run{.suite = "answers", .target = "answer"};
  for (std::size_t i = 0; i < costs.size(); ++i) {
    ExampleResult& result = run.results.emplace_back();
    result.example.id = "e" + std::to_string(i);
    result.is_done = true;
    result.scores = {{.name = "exact", .group = ScoreGroup::accuracy, .value = 1, .comment = ""}};
    result.steps.push_back({.kind = RunStep::Kind::model,
                            .cost_usd = costs[i].value_or(0),
                            .cost_is_known = costs[i].has_value()});
    result.steps.push_back({.kind = RunStep::Kind::judge, .cost_is_known = false});
  }
  return run;
}

std::vector<std::string> failures_of(const PromptRun& run, const PromptRun* before = nullptr) {
  std::optional<PromptComparison> comparison;
  if (before != nullptr) comparison = compare_prompt_runs(*before, run);
  std::vector<std::string> failures;
  for (const GateFinding& finding : check_gate(run, comparison ? &*comparison : nullptr)) {
    EXPECT_TRUE(finding.is_failure) << finding.what;
    failures.push_back(finding_text(finding));
  }
  return failures;
}

using Failures = std::vector<std::string>;

TEST(PromptGate, ALimitOnTheCostFailsIfACostIsUnknown) {
  PromptRun run = run_with_costs({0.001, std::nullopt, 0.001, std::nullopt});
  EXPECT_EQ(failures_of(run), Failures{}) << "no limit";
  run.limits.cost_usd = 0.02;
  EXPECT_EQ(failures_of(run),
            Failures{"the limit of $0.02 for an example cannot be checked, because the cost is "
                     "unknown: e1, e3"});
  run.results[1].error = run.results[3].error = "refused";
  run.limits.coverage = 0.5;
  EXPECT_EQ(failures_of(run), Failures{}) << "the costs of failed examples do not count";
  PromptRun known = run_with_costs({0.001, 0.002});
  known.limits.cost_usd = 0.0015;
  EXPECT_EQ(failures_of(known), Failures{});
}

TEST(PromptGate, ALimitOnTheRiseOfTheCostFailsIfACostIsUnknown) {
  const PromptRun known = run_with_costs({0.001, 0.001});
  const PromptRun unknown = run_with_costs({0.001, std::nullopt});
  const Failures unjudged{
      "the rise of the cost cannot be checked, because a cost of this run or of the baseline is "
      "unknown"};
  for (const PromptRun* before : {&known, &unknown}) {
    for (PromptRun now : {known, unknown}) {
      EXPECT_EQ(failures_of(now, before), Failures{}) << "no limit";
      now.limits.cost_rise = 0.2;
      const bool is_known = before == &known && now.results[1].cost_is_known(false);
      EXPECT_EQ(failures_of(now, before), is_known ? Failures{} : unjudged);
    }
  }
}

TEST(PromptGate, ALimitOnTheRiseOfTheCostIgnoresExamplesOfOneRun) {
  const PromptRun before = run_with_costs({0.001, 0.001});
  PromptRun now = run_with_costs({0.001, 0.001, std::nullopt});
  now.limits.cost_rise = 0.2;
  EXPECT_EQ(failures_of(now, &before), Failures{});
}

TEST(PromptGate, ACostAfterARunThatCostNothingIsARise) {
  const PromptRun before = run_with_costs({0, 0});
  PromptRun now = run_with_costs({0.001, 0.001});
  now.limits.cost_rise = 0.2;
  EXPECT_EQ(failures_of(now, &before),
            Failures{"an example costs $0.001, but it cost nothing before; a rise of at most 20% "
                     "is allowed"});
  PromptRun free = before;
  free.limits.cost_rise = 0.2;
  EXPECT_EQ(failures_of(free, &before), Failures{});
}

}  // namespace
}  // namespace gitctx
