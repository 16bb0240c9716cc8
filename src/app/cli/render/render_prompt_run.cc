#include "app/cli/render/render_prompt_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/render/text_format.h"
#include "app/cli/render/theme.h"
#include "base/utf8.h"
#include "eval/retrieval_metrics.h"
#include "money/usd.h"

namespace gitctx {
namespace {

constexpr std::size_t id_width = 60;

/// The id of an example, shortened to fit on one line. In a query suite, the id ends with the
/// category of the query, which is kept.
std::string shown_id(const SuiteExample& example, const Terminal& terminal) {
  const std::string id = printable_sentence(example.id);
  const auto category = example.metadata.find("category");
  std::string ending;
  if (category != example.metadata.end()) {
    ending = fmt::format(" ({})", printable_sentence(category->second));
  }
  const bool is_kept = id.ends_with(ending) && display_width(ending) <= id_width / 2;
  if (!is_kept) return shortened(id, id_width, terminal.utf8);
  const std::string_view text = std::string_view(id).substr(0, id.size() - ending.size());
  return shortened(text, id_width - display_width(ending), terminal.utf8) + ending;
}

std::string signed_usd(double usd) {
  return (usd < 0 ? "-" : "+") + format_small_usd(std::abs(usd));
}

std::string number_or_dash(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "-";
}

/// The name of a score. The metrics of a query suite have the names that `eval run` prints.
std::string score_title(const PromptRun& run, std::string_view name) {
  if (!is_of_queries(run)) return printable_name(name);
  const auto metric = std::ranges::find(metric_names, name);
  if (metric == metric_names.end()) return printable_name(name);
  return metric_title(static_cast<Metric>(metric - metric_names.begin()), run.k);
}

std::string score_line(const ScoreSummary& score, std::string_view title, std::size_t width) {
  std::string out = padded(title, width);
  if (score.scored == 0) {
    out += fmt::format("       -{:17}   0 of {}\n", "", score.asked);
    return out;
  }
  return out + fmt::format("   {:>5.3f} [{:.3f} {:.3f}]   {} of {}\n", score.value.mean,
                           score.value.interval.low, score.value.interval.high, score.scored,
                           score.asked);
}

std::string heading(const PromptRun& run, const PromptSummary& summary) {
  std::string out =
      fmt::format("{}: {}", printable_name(run.suite), counted(summary.examples, "example"));
  if (run.repetitions > 1) out += fmt::format(", {} times", run.repetitions);
  if (!run.commit.empty()) out += " at " + printable_name(run.commit.substr(0, 7));
  out += ", " + printable_name(run.target);
  if (!run.model.empty()) out += " by " + printable_name(run.model);
  if (!run.judge.empty()) out += ", judged by " + printable_name(run.judge);
  if (!run.is_complete()) {
    out += fmt::format("\nstopped after {} of {}: {}", summary.done, run.results.size(),
                       printable_name(run.stopped));
  }
  return out + "\n\n";
}

/// The scores of a query suite, which are its metrics.
std::string metric_table(const PromptRun& run, const PromptSummary& summary) {
  std::size_t width = 0;
  for (const ScoreSummary& score : summary.scores) {
    width = std::max(width, display_width(score_title(run, score.name)));
  }
  std::string out = fmt::format("{:{}}   mean  95%             scored\n", "", width);
  for (const ScoreSummary& score : summary.scores) {
    out += score_line(score, score_title(run, score.name), width);
  }
  return out;
}

std::string score_table(const PromptSummary& summary) {
  std::size_t width = std::string_view("relevance").size();
  for (const ScoreSummary& score : summary.scores) {
    width = std::max(width, display_width(printable_name(score.name)) + 2);
  }
  std::string out = fmt::format("{:{}}   mean  95%             scored\n", "", width);
  for (const ScoreSummary* metric : {&summary.accuracy, &summary.relevance}) {
    if (metric->asked == 0) continue;
    out += score_line(*metric, metric->name, width);
    for (const ScoreSummary& score : summary.scores) {
      if (score.group != metric->group) continue;
      out += score_line(score, "  " + printable_name(score.name), width);
    }
  }
  bool is_first = true;
  for (const ScoreSummary& score : summary.scores) {
    if (score.group != ScoreGroup::none) continue;
    if (is_first) out += "other\n";
    is_first = false;
    out += score_line(score, "  " + printable_name(score.name), width);
  }
  return out;
}

std::string cost_lines(const PromptRun& run, const PromptSummary& summary) {
  std::string out = "\n";
  if (!run.model.empty() || !run.judge.empty()) {
    out += fmt::format("cost      {} per example, {:.0f} input and {:.0f} output tokens",
                       format_cost(summary.cost_usd, summary.cost_is_known), summary.input_tokens,
                       summary.output_tokens);
    if (summary.judge_cost_usd > 0 || !summary.judge_cost_is_known) {
      out += fmt::format("; {} for judges",
                         format_cost(summary.judge_cost_usd, summary.judge_cost_is_known));
    }
    out += summary.paid_is_known
               ? fmt::format("; this run paid {}\n", format_small_usd(run.paid_usd))
               : "; the cost of this run is unknown\n";
  }
  return out + fmt::format("latency   p50 {:.4f}s, p95 {:.4f}s\n", summary.p50_ms / 1e3,
                           summary.p95_ms / 1e3);
}

/// Shows how much better the model's order is than the first ranking, so that the user can judge
/// whether reranking is worth its price.
std::string gain_line(const PromptSummary& summary) {
  const auto gain = std::ranges::find(summary.scores, "gain", &ScoreSummary::name);
  if (gain == summary.scores.end() || gain->scored == 0) return {};
  const Interval& interval = gain->value.interval;
  const std::string_view verdict = interval.low > 0    ? "significantly better than without"
                                   : interval.high < 0 ? "significantly worse than without"
                                                       : "no significant difference";
  return fmt::format("reranking: {} ({:+.3f} [{:+.3f} {:+.3f}])\n", verdict, gain->value.mean,
                     interval.low, interval.high);
}

std::string example_lines(const PromptRun& run, const Terminal& terminal) {
  const Theme& theme = default_theme();
  const std::string title = is_of_queries(run) ? metric_title(Metric::hit1, run.k) : "accuracy";
  std::string out = fmt::format("\n{:>8}  example\n", title);
  for (const ExampleResult& result : run.results) {
    if (!result.is_done) continue;
    auto value = result.metric(ScoreGroup::accuracy);
    if (!value) value = result.metric(ScoreGroup::relevance);
    const bool is_bad = !value || *value < 0.5;
    const std::string shown = fmt::format("{:>8}", number_or_dash(value));
    out += painted(shown, is_bad ? theme.warning : "", terminal.colour);
    out += "  " + shown_id(result.example, terminal);
    if (!result.error.empty()) {
      out += painted("  (" + printable_name(result.error) + ")", theme.warning, terminal.colour);
    }
    out += "\n";
  }
  return out;
}

std::string comparison_line(const ValueComparison& compared, std::string_view title,
                            std::size_t width) {
  if (compared.examples == 0) return {};
  const MetricComparison& value = compared.value;
  if (compared.name == "cost_usd") {
    if (value.before == 0 && value.now == 0) return {};
    return fmt::format("  {} {} -> {}  {} [{} {}]  p {:.3f}\n", padded(title, width),
                       format_small_usd(value.before), format_small_usd(value.now),
                       signed_usd(value.difference()), signed_usd(value.interval.low),
                       signed_usd(value.interval.high), value.p);
  }
  return fmt::format("  {} {:.3f} -> {:.3f}  {:+.3f} [{:+.3f} {:+.3f}]  p {:.3f}\n",
                     padded(title, width), value.before, value.now, value.difference(),
                     value.interval.low, value.interval.high, value.p);
}

std::string comparison_lines(const PromptComparison& comparison, const PromptRun& run) {
  std::size_t width = std::string_view("relevance").size();
  for (const ValueComparison& score : comparison.scores) {
    width = std::max(width, display_width(score_title(run, score.name)));
  }
  std::string out = fmt::format(
      "against {}, over {}\n",
      comparison.before_id == 0 ? "the baseline" : fmt::format("run {}", comparison.before_id),
      counted(comparison.examples, "example"));
  if (!is_of_queries(run)) {
    for (const ValueComparison* metric : {&comparison.accuracy, &comparison.relevance}) {
      out += comparison_line(*metric, metric->name, width);
    }
  }
  for (const ValueComparison& score : comparison.scores) {
    out += comparison_line(score, score_title(run, score.name), width);
  }
  out += comparison_line(comparison.cost_usd, "cost", width);
  out += fmt::format("  {} better, {} worse", comparison.better.size(), comparison.worse.size());
  if (comparison.only_now > 0) out += fmt::format(", {} new", comparison.only_now);
  if (comparison.only_before > 0) out += fmt::format(", {} gone", comparison.only_before);
  return out + "\n";
}

std::string score_names(const ExampleChange& change, const PromptRun& run) {
  std::vector<std::string> scores;
  for (const ScoreChange& score : change.scores) scores.push_back(score_title(run, score.name));
  return scores.empty() ? "" : fmt::format("  ({})", fmt::join(scores, ", "));
}

std::string change_lines(const PromptComparison& comparison, const PromptRun& run,
                         const Terminal& terminal) {
  std::size_t width = 0;
  for (const auto* changes : {&comparison.worse, &comparison.better}) {
    for (const ExampleChange& change : *changes) {
      width = std::max(width, display_width(shown_id(change.current->example, terminal)));
    }
  }
  std::string out;
  for (const auto* changes : {&comparison.worse, &comparison.better}) {
    for (const ExampleChange& change : *changes) {
      std::string line =
          fmt::format("  {} {:>5} -> {:<5}  {}", changes == &comparison.worse ? "worse " : "better",
                      number_or_dash(change.before), number_or_dash(change.now),
                      padded(shown_id(change.current->example, terminal), width));
      line += score_names(change, run);
      while (line.ends_with(' ')) line.pop_back();
      out += line + "\n";
    }
  }
  return out;
}

}  // namespace

std::string render_prompt_run(const PromptRun& run, const PromptComparison* comparison,
                              bool verbose, const Terminal& terminal) {
  const PromptSummary summary = summarize(run);
  std::string out = heading(run, summary);
  out += is_of_queries(run) ? metric_table(run, summary) : score_table(summary);
  if (verbose) out += example_lines(run, terminal);
  out += cost_lines(run, summary) + gain_line(summary);
  if (comparison != nullptr) out += "\n" + comparison_lines(*comparison, run);
  if (comparison != nullptr && verbose) out += change_lines(*comparison, run, terminal);
  return out;
}

std::string render_prompt_comparison(const PromptComparison& comparison, const PromptRun& now,
                                     const Terminal& terminal) {
  return comparison_lines(comparison, now) + change_lines(comparison, now, terminal);
}

std::string render_run_list(const std::vector<StoredRun>& runs) {
  std::size_t width = std::string_view("suite").size();
  for (const StoredRun& run : runs) {
    width = std::max(width, display_width(printable_name(run.suite)));
  }
  std::string out = fmt::format(
      "  run  {}  started               commit   examples  accuracy  relevance  cost        p95\n",
      padded("suite", width));
  for (const StoredRun& run : runs) {
    out += fmt::format("{:>5}  {}  {}  {:<7}  {:>8}  {:>8}  {:>9}  {:<10}  {:.3f}s{}\n", run.id,
                       padded(printable_name(run.suite), width),
                       format_timestamp(run.started_ms / 1000),
                       printable_name(run.commit.substr(0, 7)), run.examples,
                       number_or_dash(run.accuracy), number_or_dash(run.relevance),
                       format_cost(run.cost_usd.value_or(0), run.cost_usd.has_value()),
                       run.p95_ms / 1e3, run.is_complete ? "" : "  (incomplete)");
  }
  return out;
}

}  // namespace gitctx
