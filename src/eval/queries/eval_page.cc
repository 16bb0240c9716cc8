#include "eval/queries/eval_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "page/html.h"

namespace gitctx {
namespace {

std::string number_cell(std::string_view content) {
  return fmt::format("<td class=\"n\">{}</td>", content);
}

std::string short_commit(std::string_view commit) {
  return std::string(commit.empty() ? "no commit" : commit.substr(0, 7));
}

std::string interval_text(const Interval& interval) {
  return fmt::format("{:.3f} – {:.3f}", interval.low, interval.high);
}

std::string signed_number(double value) {
  if (std::abs(value) < 0.0005) return "0.000";
  return fmt::format("{}{:.3f}", value < 0 ? "−" : "+", std::abs(value));
}

std::string fact(std::string_view name, std::string_view value) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, escape_html(value));
}

std::string heading(const EvalRun& run, const EvalSummary& summary) {
  std::string html = fmt::format(
      "<h1>Search quality of <code>{}</code></h1>\n<dl class=\"facts\">\n", escape_html(run.suite));
  html += fact("commit", short_commit(run.commit));
  html += fact("queries", fmt::format("{}", run.queries.size()));
  html += fact("mode", mode_name(run.mode));
  html +=
      fact("judged by", fmt::format("{}, {} results", level_name(run.judge.level), run.judge.k));
  html += fact("searched", fmt::format("{} files, {} chunks", run.files, run.chunks));
  html += fact("model", run.model);
  html += fact("time of a query",
               fmt::format("p50 {:.1f} ms, p95 {:.1f} ms", summary.p50_ms, summary.p95_ms));
  return html + "</dl>\n";
}

std::string tiles(const EvalRun& run, const EvalSummary& summary) {
  std::string html = "<div class=\"tiles\">\n";
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricSummary& metric = summary.all.metrics[i];
    html += fmt::format("<div class=\"tile\"><b>{:.3f}</b><span>{}, 95% {}</span></div>\n",
                        metric.mean, metric_title(static_cast<Metric>(i), run.judge.k),
                        interval_text(metric.interval));
  }
  return html + "</div>\n";
}

/// A mean with its interval on an axis from 0 to 1.
std::string interval_picture(const MetricSummary& metric) {
  constexpr double width = 200;
  constexpr double margin = 6;
  const auto x = [](double value) { return margin + value * (width - 2 * margin); };
  return fmt::format(
      "<svg class=\"interval s0\" viewBox=\"0 0 {0} 16\" role=\"img\" aria-label=\"{1:.3f}\">"
      "<line class=\"axis\" x1=\"{2}\" x2=\"{3}\" y1=\"8\" y2=\"8\"/>"
      "<line class=\"whisker\" x1=\"{4:.1f}\" x2=\"{5:.1f}\" y1=\"8\" y2=\"8\"/>"
      "<circle class=\"dot\" cx=\"{6:.1f}\" cy=\"8\" r=\"4\"/></svg>",
      width, metric.mean, x(0), x(1), x(metric.interval.low), x(metric.interval.high),
      x(metric.mean));
}

std::string group_row(const GroupSummary& group) {
  std::string html = fmt::format("<tr><td>{}</td>{}", escape_html(group.name),
                                 number_cell(fmt::format("{}", group.queries)));
  html += fmt::format("<td>{}</td>", interval_picture(group[Metric::ndcg]));
  for (const MetricSummary& metric : group.metrics) {
    html += number_cell(fmt::format("{:.3f} <span class=\"unit\">{}</span>", metric.mean,
                                    interval_text(metric.interval)));
  }
  return html + "</tr>\n";
}

std::string group_rows(std::string_view title, const std::vector<GroupSummary>& groups) {
  if (groups.size() < 2) return {};
  std::string html = fmt::format("<tr class=\"group\"><th colspan=\"7\">{}</th></tr>\n", title);
  for (const GroupSummary& group : groups) html += group_row(group);
  return html;
}

std::string groups_table(const EvalRun& run, const EvalSummary& summary) {
  std::string html =
      "<h2>Groups</h2>\n<div class=\"scroll\"><table><thead><tr><th>group</th>"
      "<th class=\"n\">queries</th><th>";
  html += metric_title(Metric::ndcg, run.judge.k) + ", 0 to 1</th>";
  for (std::size_t i = 0; i < metric_count; ++i) {
    html +=
        fmt::format("<th class=\"n\">{}</th>", metric_title(static_cast<Metric>(i), run.judge.k));
  }
  html += "</tr></thead>\n<tbody>\n" + group_row(summary.all);
  html += group_rows("By category", summary.categories);
  html += group_rows("By language", summary.languages);
  return html + "</tbody></table></div>\n";
}

std::string rank_text(int rank) { return rank == 0 ? "not found" : fmt::format("{}", rank); }

std::string change_rows(std::string_view title, const std::vector<QueryChange>& changes,
                        std::string_view mark) {
  if (changes.empty()) return {};
  std::string html = fmt::format("<tr class=\"group\"><th colspan=\"5\">{}</th></tr>\n", title);
  for (const QueryChange& change : changes) {
    html += fmt::format(
        "<tr><td>{}</td>{}{}{}<td class=\"n\"><span class=\"mark {}\">{:.3f}</span>"
        "</td></tr>\n",
        escape_html(change.text), number_cell(rank_text(change.rank_before)),
        number_cell(rank_text(change.rank_now)),
        number_cell(fmt::format("{:.3f}", change.ndcg_before)), mark, change.ndcg_now);
  }
  return html;
}

std::string comparison_part(const EvalRun& run, const EvalComparison& comparison) {
  std::string html = fmt::format(
      "<h2>Against the baseline</h2>\n<p class=\"note\">{} queries that both have; the baseline "
      "searched <code>{}</code>, {}. p: paired randomisation test.</p>\n"
      "<div class=\"scroll\"><table><thead><tr><th>metric</th><th class=\"n\">before</th>"
      "<th class=\"n\">now</th><th class=\"n\">difference</th><th class=\"n\">95%</th>"
      "<th class=\"n\">p</th></tr></thead>\n<tbody>\n",
      comparison.queries, escape_html(short_commit(comparison.commit)), mode_name(comparison.mode));
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricComparison& metric = comparison.metrics[i];
    const double sure = metric.interval.low > 0 ? 1 : metric.interval.high < 0 ? -1 : 0;
    html += fmt::format(
        "<tr><td>{}</td>{}{}<td class=\"n\"><span class=\"{}\">{}</span></td>{}{}</tr>\n",
        metric_title(static_cast<Metric>(i), run.judge.k),
        number_cell(fmt::format("{:.3f}", metric.before)),
        number_cell(fmt::format("{:.3f}", metric.now)),
        sure > 0   ? "mark pass"
        : sure < 0 ? "mark miss"
                   : "",
        signed_number(metric.difference()),
        number_cell(signed_number(metric.interval.low) + " – " +
                    signed_number(metric.interval.high)),
        number_cell(fmt::format("{:.4f}", metric.p)));
  }
  return html + "</tbody></table></div>\n";
}

std::string changes_table(const EvalRun& run, const EvalComparison& comparison) {
  if (comparison.worse.empty() && comparison.better.empty()) return {};
  const std::string ndcg = metric_title(Metric::ndcg, run.judge.k);
  return fmt::format(
      "<h2>What changed</h2>\n<p class=\"note\">Rank: of the first answer.</p>\n"
      "<div class=\"scroll queries\"><table><thead><tr><th>query</th>"
      "<th class=\"n\">rank before</th><th class=\"n\">now</th><th class=\"n\">{0} before</th>"
      "<th class=\"n\">now</th></tr></thead>\n<tbody>\n{1}{2}</tbody></table></div>\n",
      ndcg, change_rows("Worse", comparison.worse, "miss"),
      change_rows("Better", comparison.better, "pass"));
}

std::string part_text(const FilePart& part) {
  if (!part.lines) return escape_html(part.path);
  return fmt::format("{}:{}–{}", escape_html(part.path), part.lines->first, part.lines->last);
}

std::string parts_cell(const std::vector<FilePart>& parts, std::size_t most) {
  std::string html = "<td>";
  for (std::size_t i = 0; i < std::min(parts.size(), most); ++i) {
    html += fmt::format("{}<code>{}</code>", i == 0 ? "" : "<br/>", part_text(parts[i]));
  }
  return html + "</td>";
}

std::string queries_table(const EvalRun& run) {
  std::vector<const QueryResult*> queries;
  for (const QueryResult& query : run.queries) queries.push_back(&query);
  std::ranges::stable_sort(queries, {},
                           [](const QueryResult* query) { return query->score[Metric::ndcg]; });
  std::string html =
      "<h2>Queries, the worst first</h2>\n<div class=\"scroll queries\"><table><thead><tr>"
      "<th>query</th><th class=\"n\">rank</th><th class=\"n\">";
  html += metric_title(Metric::ndcg, run.judge.k) +
          "</th><th>category</th><th>language</th><th>answers</th><th>first results</th>"
          "<th class=\"n\">ms</th></tr></thead>\n<tbody>\n";
  constexpr std::size_t most_results = 3;
  for (const QueryResult* query : queries) {
    const int rank = query->first_rank();
    html += fmt::format(
        "<tr><td>{}</td><td class=\"n\"><span class=\"mark {}\">{}</span></td>{}"
        "<td class=\"keep\">{}</td><td>{}</td>{}{}{}</tr>\n",
        escape_html(query->text),
        rank == 0   ? "miss"
        : rank == 1 ? "pass"
                    : "",
        rank == 0 ? "–" : rank_text(rank),
        number_cell(fmt::format("{:.3f}", query->score[Metric::ndcg])),
        escape_html(query->category), escape_html(query->language),
        parts_cell(query->relevant, query->relevant.size()), parts_cell(query->hits, most_results),
        number_cell(fmt::format("{:.1f}", query->ms)));
  }
  return html + "</tbody></table></div>\n";
}

}  // namespace

std::string render_eval_page(const EvalRun& run, const EvalComparison* comparison) {
  const EvalSummary summary = summarize(run);
  std::string body = heading(run, summary) + tiles(run, summary);
  if (comparison != nullptr) body += comparison_part(run, *comparison);
  body += groups_table(run, summary);
  if (comparison != nullptr) body += changes_table(run, *comparison);
  body += queries_table(run);
  return html_page("Search quality of " + run.suite, body);
}

}  // namespace gitctx
