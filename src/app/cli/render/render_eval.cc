#include "app/cli/render/render_eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/render/text_format.h"
#include "app/cli/render/theme.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t query_width = 70;

std::string group_line(const GroupSummary& group, std::size_t width) {
  std::string out =
      fmt::format("{}{:>8}", padded(printable_name(group.name), width), group.queries);
  for (const MetricSummary& metric : group.metrics) {
    out += fmt::format("   {:.3f} [{:.3f} {:.3f}]", metric.mean, metric.interval.low,
                       metric.interval.high);
  }
  return out + "\n";
}

std::string groups(std::string_view title, const std::vector<GroupSummary>& groups,
                   std::size_t width) {
  if (groups.size() < 2) return {};
  std::string out = fmt::format("\n{}\n", title);
  for (GroupSummary group : groups) {
    group.name = "  " + group.name;
    out += group_line(group, width);
  }
  return out;
}

/// The width of the column with the names of groups.
std::size_t name_width(const EvalSummary& summary) {
  std::size_t width = std::string_view("by category").size();
  for (const auto* all : {&summary.categories, &summary.languages}) {
    for (const GroupSummary& group : *all) {
      width = std::max(width, display_width(printable_name(group.name)) + 2);
    }
  }
  return width;
}

std::string summary_table(const EvalRun& run, const EvalSummary& summary) {
  const std::size_t width = name_width(summary);
  std::string out = fmt::format("{:{}}{:>8}", "", width, "queries");
  for (std::size_t i = 0; i < metric_count; ++i) {
    out += fmt::format("   {:<19}", metric_title(static_cast<Metric>(i), run.judge.k));
  }
  while (out.ends_with(' ')) out.pop_back();
  return out + "\n" + group_line(summary.all, width) +
         groups("by category", summary.categories, width) +
         groups("by language", summary.languages, width);
}

std::string rate_line(const GroupSummary& group, std::size_t width) {
  std::string out =
      fmt::format("{}{:>8}", padded(printable_name(group.name), width), group.queries);
  for (std::size_t i = 0; i < hit_rate_count; ++i) {
    out += fmt::format("{:>{}.3f}", group.hit_rates[i].mean, hit_rate_titles[i].size() + 2);
  }
  return out + "\n";
}

/// A table with a line for each category of queries and a column for each hit rate.
std::string rate_table(const EvalSummary& summary) {
  const std::size_t width = name_width(summary);
  std::string out = fmt::format("\n{:{}}{:>8}", "", width, "queries");
  for (const std::string_view title : hit_rate_titles) out += fmt::format("  {}", title);
  out += "\n" + rate_line(summary.all, width);
  if (summary.categories.size() < 2) return out;
  for (GroupSummary group : summary.categories) {
    group.name = "  " + group.name;
    out += rate_line(group, width);
  }
  return out;
}

/// For each band of ranks: the number of results, their mean score, and the share of them that are
/// relevant.
std::string calibration_table(const EvalSummary& summary) {
  std::string out = "\nrank  results  mean score  true\n";
  for (const RankBand& band : summary.all.calibration) {
    const std::string ranks = band.first == band.last ? fmt::format("{}", band.first)
                                                      : fmt::format("{}-{}", band.first, band.last);
    out += fmt::format("{:<4}{:>9}", ranks, band.results);
    if (band.results > 0) out += fmt::format("{:>12.3f}{:>7.3f}", band.mean_score, band.true_share);
    out += "\n";
  }
  return out;
}

std::string query_lines(const EvalRun& run, const Terminal& terminal) {
  std::string out = "\nrank  query\n";
  const Theme& theme = default_theme();
  for (const QueryResult& query : run.queries) {
    const int rank = query.first_rank();
    const std::string shown = rank == 0 ? "   -" : fmt::format("{:>4}", rank);
    out += painted(shown,
                   rank == 1   ? theme.head_mark
                   : rank == 0 ? theme.warning
                               : "",
                   terminal.colour);
    out += "  " + shortened(printable_sentence(query.text), query_width, terminal.utf8);
    if (!query.category.empty()) {
      out += painted(fmt::format("  ({})", printable_name(query.category)), theme.dim,
                     terminal.colour);
    }
    out += "\n";
  }
  return out;
}

std::string comparison_lines(const EvalComparison& comparison, int k) {
  std::string out = fmt::format(
      "\nagainst the baseline of {}, {}, over {}\n", printable_name(comparison.commit.substr(0, 7)),
      mode_name(comparison.mode), counted(comparison.queries, "query", "queries"));
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricComparison& metric = comparison.metrics[i];
    out += fmt::format("  {:<10} {:.3f} -> {:.3f}  {:+.3f} [{:+.3f} {:+.3f}]  p {:.3f}\n",
                       metric_title(static_cast<Metric>(i), k), metric.before, metric.now,
                       metric.difference(), metric.interval.low, metric.interval.high, metric.p);
  }
  out += fmt::format("  {} better, {} worse", comparison.better.size(), comparison.worse.size());
  if (comparison.only_now > 0) out += fmt::format(", {} new", comparison.only_now);
  if (comparison.only_before > 0) out += fmt::format(", {} gone", comparison.only_before);
  return out + "\n";
}

std::string rank_name(int rank) { return rank == 0 ? "-" : fmt::format("{}", rank); }

std::string change_lines(const EvalComparison& comparison, const Terminal& terminal) {
  std::string out;
  for (const auto* changes : {&comparison.worse, &comparison.better}) {
    for (const QueryChange& change : *changes) {
      out +=
          fmt::format("  {} {:>3} -> {:<3} {}", changes == &comparison.worse ? "worse " : "better",
                      rank_name(change.rank_before), rank_name(change.rank_now),
                      shortened(printable_sentence(change.text), query_width, terminal.utf8));
      if (change.rank_before == change.rank_now) {
        out += fmt::format("  (NDCG {:.3f} -> {:.3f})", change.ndcg_before, change.ndcg_now);
      }
      out += "\n";
    }
  }
  return out;
}

}  // namespace

std::string render_eval_text(const EvalRun& run, const EvalComparison* comparison, bool verbose,
                             const Terminal& terminal) {
  const EvalSummary summary = summarize(run);
  std::string out =
      fmt::format("{}: {} at {}, {}, judged by {}\n\n", printable_name(run.suite),
                  counted(run.queries.size(), "query", "queries"),
                  run.commit.empty() ? "no commit" : printable_name(run.commit.substr(0, 7)),
                  mode_name(run.mode), level_name(run.judge.level));
  out += summary_table(run, summary) + rate_table(summary) + calibration_table(summary);
  if (verbose) out += query_lines(run, terminal);
  if (comparison != nullptr) out += comparison_lines(*comparison, run.judge.k);
  if (comparison != nullptr && verbose) out += change_lines(*comparison, terminal);
  out += fmt::format("\np50 {:.4f}s, p95 {:.4f}s for a query over {}\n", summary.p50_ms / 1e3,
                     summary.p95_ms / 1e3, grouped_count(run.chunks, "chunk"));
  return out;
}

std::string render_proposal_queries(const SuiteProposal& proposal) {
  std::string out;
  for (const SuiteQuery& query : proposal.suite.queries) {
    out += fmt::format("{} {}\n", padded(printable_name(query.category), 12),
                       printable_sentence(query.text));
    for (const FilePart& part : query.relevant) {
      out += fmt::format("{:<12}   {}", "", printable_name(part.path));
      if (part.lines) out += fmt::format(":{}-{}", part.lines->first, part.lines->last);
      out += "\n";
    }
  }
  return out;
}

}  // namespace gitctx
