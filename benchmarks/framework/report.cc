#include "benchmarks/framework/report.h"

#include <fmt/format.h>

#include <array>

#include "benchmarks/framework/report_chart.h"
#include "benchmarks/framework/report_history.h"
#include "benchmarks/framework/report_table.h"
#include "benchmarks/framework/report_text.h"
#include "page/html.h"
#include "page/page_parts.h"

namespace gitctx::bench {

namespace {

std::string calibration_text(const Calibration& calibration) {
  return fmt::format(
      "integer loop {}, copying {}, {}", format_quantity(calibration.integer_ms, "ms"),
      format_quantity(calibration.memory_gb_s, "GB/s"),
      calibration.counting != Counting::none ? "instructions counted" : "no instruction counts");
}

std::string heading(const History& history) {
  const RunRecord& run = *history.runs.back();
  return fmt::format("<h1>Performance of gitctx at <code>{}</code></h1>\n",
                     escape_html(short_commit(run.commit))) +
         fact_list({{"date", escape_html(minute_of(run.date)) + " UTC"},
                    {"runs", fmt::format("{} since {}", history.runs.size(),
                                         escape_html(history.runs.front()->date.substr(0, 10)))},
                    {"machine", escape_html(run.calibration.machine)},
                    {"calibration", calibration_text(run.calibration)},
                    {"workload", escape_html(run.data)}});
}

std::string_view statistic_name(Statistic statistic) {
  constexpr std::array names{"median", "p95", "p99"};
  return names[static_cast<std::size_t>(statistic)];
}

std::string legend(const History& history, const MetricHistory& metric) {
  std::string html = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < metric.series.size(); ++i) {
    const Series& series = metric.series[i];
    const PerformanceResult& result = *series.newest().result;
    html += fmt::format("<li class=\"{}\"><i></i>{}", series_class(i),
                        escape_html(series.implementation));
    if (!history.in_last_run(series)) {
      html += " <span class=\"none\">not in the newest run</span></li>";
      continue;
    }
    html += fmt::format("<b>{}</b>", format_quantity(result.value, result.metric.unit));
    const auto change = change_from(result.baseline, result);
    if (change && change->tendency != Tendency::same) html += " " + change_mark(change);
    html += "</li>";
  }
  return html + "</ul>\n";
}

/// The first result of the newest run that missed a limit.
const PerformanceResult* find_miss(const History& history, const MetricHistory& metric) {
  for (const Series& series : metric.series) {
    const PerformanceResult* result = series.newest().result;
    if (history.in_last_run(series) && !result->passed) return result;
  }
  return nullptr;
}

std::string figure(std::string_view title, const Chart& chart) {
  std::string html = "<div>\n";
  if (!title.empty()) html += fmt::format("<h4>{}</h4>\n", title);
  html += chart.svg + "\n";
  if (!chart.notes.empty()) html += note(fmt::format("{}", fmt::join(chart.notes, "; ")));
  return html + "</div>\n";
}

std::string card(const History& history, std::size_t place) {
  const MetricHistory& metric = history.metrics[place];
  const PerformanceResult* const miss = find_miss(history, metric);
  const Chart memory = memory_chart(history, metric);
  const bool higher = metric.metric.higher_is_better;
  std::string html = fmt::format(
      "<section class=\"card{}{}\" id=\"{}\">\n<header><div><h3>{}</h3>"
      "<p class=\"kind\">{}, {}, {}</p></div>{}</header>\n",
      miss != nullptr ? " miss" : "", memory.svg.empty() ? "" : " wide", card_id(place),
      escape_html(metric.metric.name), escape_html(metric.metric.unit),
      statistic_name(metric.metric.statistic), higher ? "higher is better ↑" : "lower is better ↓",
      miss != nullptr ? verdict_mark(*miss) : "");
  html += legend(history, metric) + "<div class=\"charts\">\n" +
          figure({}, trend_chart(history, metric));
  if (!memory.svg.empty()) html += figure("Memory over time in the newest run, MB", memory);
  return html + "</div>\n</section>\n";
}

std::string cards(const History& history) {
  std::string legend =
      "Line: the value, run by run. Shaded: the 95% interval of the median. Dotted in the same "
      "colour: baseline. Dashed: target. Red: critical limit, and values that missed a limit. "
      "Lines break where the machine or the workload changes.";
  if (history.runs.size() > most_drawn_runs) {
    legend +=
        fmt::format(" The newest {} of {} runs are drawn.", most_drawn_runs, history.runs.size());
  }
  std::string html = "<h2>Trends</h2>\n" + note(legend) + "<div class=\"cards\">\n";
  for (std::size_t i = 0; i < history.metrics.size(); ++i) html += card(history, i);
  return html + "</div>\n";
}

}  // namespace

std::string render_report(std::span<const RunRecord> runs) {
  if (runs.empty()) {
    return html_page("Performance of gitctx",
                     "<h1>Performance of gitctx</h1>\n<p>No runs yet.</p>\n");
  }
  const History history = collect_history(runs);
  return html_page("Performance of gitctx at " + short_commit(history.runs.back()->commit),
                   heading(history) + summary_strip(history) + "<h2>Newest run</h2>\n" +
                       latest_table(history) + cards(history));
}

}  // namespace gitctx::bench
