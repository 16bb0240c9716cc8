#include "eval/prompts/prompt_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace gitctx {
namespace {

/// The tolerance of comparisons with limits: the mean of equal numbers may differ from these
/// numbers in the last bits.
constexpr double rounding = 1e-9;
constexpr std::size_t most_named = 10;

class Gate {
 public:
  Gate(const PromptRun& run, const PromptComparison* comparison)
      : run_(run), comparison_(comparison), summary_(summarize(run)) {}

  std::vector<GateFinding> check() {
    const GateLimits& limits = run_.limits;
    if (!run_.is_complete()) fail(fmt::format("the run is incomplete: {}", run_.stopped));
    check_coverage();
    check_floor(summary_.accuracy, limits.accuracy);
    check_floor(summary_.relevance, limits.relevance);
    if (limits.cost_usd) check_cost(*limits.cost_usd);
    check_ceiling("the p95 of the latency is {:.0f} ms, more than {:.0f} ms", summary_.p95_ms,
                  limits.latency_p95_ms);
    if (comparison_ == nullptr) return std::move(findings_);
    check_drop(comparison_->accuracy, limits.accuracy_drop);
    if (limits.relevance_drop) check_drop(comparison_->relevance, *limits.relevance_drop);
    if (limits.cost_rise) check_cost_rise(*limits.cost_rise);
    return std::move(findings_);
  }

 private:
  void fail(std::string what, std::vector<std::string> examples = {}) {
    findings_.push_back({true, std::move(what), std::move(examples)});
  }

  std::vector<std::string> ids_where(const std::function<bool(const ExampleResult&)>& wanted) {
    std::vector<std::string> ids;
    for (const ExampleResult& result : run_.results) {
      if (!result.is_done || !wanted(result)) continue;
      if (ids.empty() || ids.back() != result.example.id) ids.push_back(result.example.id);
    }
    return ids;
  }

  void check_coverage() {
    const double least = run_.limits.coverage - rounding;
    const auto done = static_cast<double>(summary_.done);
    if (summary_.done > 0 && 1 - static_cast<double>(summary_.failed) / done < least) {
      fail(fmt::format("{} of {} examples have no output", summary_.failed, summary_.done),
           ids_where([](const ExampleResult& result) { return !result.error.empty(); }));
    }
    for (const ScoreSummary& score : summary_.scores) {
      const double coverage = static_cast<double>(score.scored) / static_cast<double>(score.asked);
      if (score.asked == 0 || coverage >= least) continue;
      fail(fmt::format("'{}' has a value for only {} of {} outputs", score.name, score.scored,
                       score.asked),
           ids_where([&](const ExampleResult& result) {
             const Score* found = result.find_score(score.name);
             return found != nullptr && !found->value;
           }));
    }
  }

  void check_floor(const ScoreSummary& metric, const std::optional<double>& least) {
    if (!least) return;
    if (metric.scored == 0) {
      fail(fmt::format("no score counts for {}, which must be at least {:g}", metric.name, *least));
    } else if (metric.value.mean < *least - rounding) {
      fail(fmt::format("{} is {:.4f}, below {:g}", metric.name, metric.value.mean, *least),
           ids_where([&](const ExampleResult& result) {
             return result.metric(metric.group).value_or(1) < *least;
           }));
    }
  }

  /// `sentence` is a format string with fields for the value and the limit.
  void check_ceiling(const char* sentence, double value, const std::optional<double>& most) {
    if (!most || value <= *most + rounding) return;
    fail(fmt::format(fmt::runtime(sentence), value, *most));
  }

  /// If the cost is unknown, the gate fails, because the cost could exceed the limit.
  void check_cost(double most) {
    if (summary_.cost_is_known) {
      check_ceiling("an example costs ${:.6g}, more than ${:.6g}", summary_.cost_usd, most);
      return;
    }
    fail(fmt::format("the limit of ${:.6g} for an example cannot be checked, because the cost is "
                     "unknown",
                     most),
         ids_where([](const ExampleResult& result) {
           return result.error.empty() && !result.cost_is_known(false);
         }));
  }

  void check_drop(const ValueComparison& metric, double most) {
    if (metric.examples == 0) return;
    std::vector<std::string> worse;
    for (const ExampleChange& change : comparison_->worse) worse.push_back(change.id);
    const MetricComparison& value = metric.value;
    const std::string fell = fmt::format("{} fell from {:.4f} to {:.4f}, by {:.1f}%", metric.name,
                                         value.before, value.now, 100 * metric.drop());
    const std::string chance = fmt::format("95% [{:+.4f} {:+.4f}], p {:.3f}", value.interval.low,
                                           value.interval.high, value.p);
    if (metric.drop() > most + rounding) {
      fail(fmt::format("{}, more than {:g}% ({})", fell, 100 * most, chance), std::move(worse));
    } else if (value.interval.high < 0) {
      findings_.push_back(
          {false, fmt::format("{}, which is significant ({})", fell, chance), std::move(worse)});
    }
  }

  void check_cost_rise(double most) {
    const ValueComparison& cost = comparison_->cost_usd;
    if (!comparison_->costs_are_known) {
      fail(
          "the rise of the cost cannot be checked, because a cost of this run or of the baseline "
          "is unknown");
    } else if (cost.examples > 0 && cost.value.before <= 0 && cost.value.now > 0) {
      fail(
          fmt::format("an example costs ${:.6g}, but it cost nothing before; a rise of at most "
                      "{:g}% is allowed",
                      cost.value.now, 100 * most));
    } else if (cost.examples > 0 && -cost.drop() > most + rounding) {
      fail(
          fmt::format("an example costs ${:.6g}, {:.1f}% more than before; at most {:g}% is "
                      "allowed",
                      cost.value.now, -100 * cost.drop(), 100 * most));
    }
  }

  const PromptRun& run_;
  const PromptComparison* comparison_;
  PromptSummary summary_;
  std::vector<GateFinding> findings_;
};

}  // namespace

std::vector<GateFinding> check_gate(const PromptRun& run, const PromptComparison* comparison) {
  return Gate(run, comparison).check();
}

bool is_passed(const std::vector<GateFinding>& findings) {
  return std::ranges::none_of(findings, &GateFinding::is_failure);
}

std::string finding_text(const GateFinding& finding) {
  if (finding.examples.empty()) return finding.what;
  const std::size_t named = std::min(finding.examples.size(), most_named);
  std::string text =
      fmt::format("{}: {}", finding.what,
                  fmt::join(finding.examples.begin(),
                            finding.examples.begin() + static_cast<std::ptrdiff_t>(named), ", "));
  if (named < finding.examples.size()) {
    text += fmt::format(" and {} more", finding.examples.size() - named);
  }
  return text;
}

}  // namespace gitctx
