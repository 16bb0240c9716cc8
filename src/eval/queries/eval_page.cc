#include "eval/queries/eval_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "eval/run_page.h"
#include "page/html.h"

namespace gitctx {
namespace {

std::string short_commit(std::string_view commit) {
  return std::string(commit.empty() ? "no commit" : commit.substr(0, 7));
}

std::string page_heading(const EvalRun& run, const EvalSummary& summary) {
  return fmt::format("<h1>Search quality of <code>{}</code></h1>\n", escape_html(run.suite)) +
         fact_list({{"commit", escape_html(short_commit(run.commit))},
                    {"queries", fmt::format("{}", run.queries.size())},
                    {"mode", std::string(mode_name(run.mode))},
                    {"judged by",
                     fmt::format("{}, {} results", level_name(run.judge.level), run.judge.k)},
                    {"searched", fmt::format("{} files, {} chunks", run.files, run.chunks)},
                    {"model", escape_html(run.model)},
                    {"time of a query",
                     fmt::format("p50 {:.1f} ms, p95 {:.1f} ms", summary.p50_ms, summary.p95_ms)}});
}

std::string run_tiles(const EvalRun& run, const EvalSummary& summary) {
  std::string html;
  for (std::size_t i = 0; i < metric_count; ++i) {
    html += metric_tile(metric_title(static_cast<Metric>(i), run.judge.k), summary.all.metrics[i]);
  }
  return tile_row(html);
}

void add_group_row(HtmlTable& table, const GroupSummary& group) {
  const MetricSummary& ndcg = group[Metric::ndcg];
  std::vector<std::string> cells{
      escape_html(group.name), fmt::format("{}", group.queries),
      interval_picture(ndcg.mean, ndcg.interval.low, ndcg.interval.high)};
  for (const MetricSummary& metric : group.metrics) {
    cells.push_back(fmt::format("{:.3f} <span class=\"unit\">{}</span>", metric.mean,
                                interval_text(metric.interval)));
  }
  table.add_row(cells);
}

std::string groups_part(const EvalRun& run, const EvalSummary& summary) {
  std::vector<TableColumn> columns{
      {"group"}, {"queries", "n"}, {metric_title(Metric::ndcg, run.judge.k) + ", 0 to 1"}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    columns.push_back({metric_title(static_cast<Metric>(i), run.judge.k), "n"});
  }
  HtmlTable table(std::move(columns));
  add_group_row(table, summary.all);
  const auto add_groups = [&](std::string_view title, const std::vector<GroupSummary>& groups) {
    if (groups.size() < 2) return;
    table.add_group(title);
    for (const GroupSummary& group : groups) add_group_row(table, group);
  };
  add_groups("By category", summary.categories);
  add_groups("By language", summary.languages);
  return "<h2>Groups</h2>\n" + table.html();
}

std::string hit_rates_part(const EvalSummary& summary) {
  std::vector<TableColumn> columns{{"group"}, {"queries", "n"}};
  for (const std::string_view title : hit_rate_titles) {
    columns.push_back({std::string(title), "n"});
  }
  HtmlTable table(std::move(columns));
  const auto add_row = [&](const GroupSummary& group) {
    std::vector<std::string> cells{escape_html(group.name), fmt::format("{}", group.queries)};
    for (const MetricSummary& rate : group.hit_rates) {
      cells.push_back(fmt::format("{:.3f} <span class=\"unit\">{}</span>", rate.mean,
                                  interval_text(rate.interval)));
    }
    table.add_row(cells);
  };
  add_row(summary.all);
  if (summary.categories.size() > 1) {
    for (const GroupSummary& group : summary.categories) add_row(group);
  }
  return "<h2>Lines and files</h2>\n" +
         note(
             "Line hit: a result shares a line with the answers. File hit: a result is in a "
             "relevant file.") +
         table.html();
}

std::string calibration_part(const EvalSummary& summary) {
  HtmlTable table({{"ranks"}, {"results", "n"}, {"mean score", "n"}, {"true", "n"}});
  for (const RankBand& band : summary.all.calibration) {
    const bool has_results = band.results > 0;
    table.add_row({fmt::format("{}–{}", band.first, band.last), fmt::format("{}", band.results),
                   has_results ? three_decimals(band.mean_score) : "",
                   has_results ? three_decimals(band.true_share) : ""});
  }
  return "<h2>Scores by rank</h2>\n" +
         note("True: the share of results that share a line with the answers.") + table.html();
}

std::string rank_text(int rank) { return rank == 0 ? "not found" : fmt::format("{}", rank); }

std::string query_comparison_part(const EvalRun& run, const EvalComparison& comparison) {
  ComparisonTable table;
  for (std::size_t i = 0; i < metric_count; ++i) {
    table.add(metric_title(static_cast<Metric>(i), run.judge.k), comparison.metrics[i]);
  }
  return "<h2>Against the baseline</h2>\n" +
         note(fmt::format("{} queries in both; the baseline is from commit <code>{}</code>, "
                          "mode {}. p: paired randomisation test.",
                          comparison.queries, escape_html(short_commit(comparison.commit)),
                          mode_name(comparison.mode))) +
         table.html();
}

std::string changes_part(const EvalRun& run, const EvalComparison& comparison) {
  const std::string ndcg = metric_title(Metric::ndcg, run.judge.k);
  HtmlTable table(
      {{"query"}, {"rank before", "n"}, {"now", "n"}, {ndcg + " before", "n"}, {"now", "n"}},
      "queries");
  const auto add_changes = [&](std::string_view title, const std::vector<QueryChange>& changes,
                               std::string_view style) {
    if (!changes.empty()) table.add_group(title);
    for (const QueryChange& change : changes) {
      table.add_row({escape_html(change.text), rank_text(change.rank_before),
                     rank_text(change.rank_now), three_decimals(change.ndcg_before),
                     mark(three_decimals(change.ndcg_now), style)});
    }
  };
  add_changes("Worse", comparison.worse, "miss");
  add_changes("Better", comparison.better, "pass");
  if (table.is_empty()) return {};
  return "<h2>Changes</h2>\n" + note("Rank: the rank of the first answer.") + table.html();
}

std::string part_lines(const std::vector<FilePart>& parts, std::size_t most) {
  std::string html;
  for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
    html += fmt::format("{}<code>{}</code>", i == 0 ? "" : "<br/>", part_html(parts[i]));
  }
  return html;
}

std::string queries_part(const EvalRun& run) {
  std::vector<const QueryResult*> queries;
  for (const QueryResult& query : run.queries) queries.push_back(&query);
  std::ranges::stable_sort(queries, {},
                           [](const QueryResult* query) { return query->score[Metric::ndcg]; });
  constexpr std::size_t most_results = 3;
  HtmlTable table({{"query"},
                   {"rank", "n"},
                   {metric_title(Metric::ndcg, run.judge.k), "n"},
                   {"category", "keep"},
                   {"language"},
                   {"answers"},
                   {"first results"},
                   {"ms", "n"}},
                  "queries");
  for (const QueryResult* query : queries) {
    const int rank = query->first_rank();
    const char* const style = rank == 0 ? "miss" : rank == 1 ? "pass" : "";
    table.add_row(
        {escape_html(query->text),
         fmt::format("<span class=\"mark {}\">{}</span>", style, rank == 0 ? "–" : rank_text(rank)),
         three_decimals(query->score[Metric::ndcg]), escape_html(query->category),
         escape_html(query->language), part_lines(query->relevant, query->relevant.size()),
         part_lines(query->hits, most_results), fmt::format("{:.1f}", query->ms)});
  }
  return "<h2>Queries, worst first</h2>\n" + table.html();
}

}  // namespace

std::string render_eval_page(const EvalRun& run, const EvalComparison* comparison) {
  const EvalSummary summary = summarize(run);
  std::string body = page_heading(run, summary) + run_tiles(run, summary);
  if (comparison != nullptr) body += query_comparison_part(run, *comparison);
  body += groups_part(run, summary) + hit_rates_part(summary) + calibration_part(summary);
  if (comparison != nullptr) body += changes_part(run, *comparison);
  body += queries_part(run);
  return html_page("Search quality of " + run.suite, body);
}

}  // namespace gitctx
