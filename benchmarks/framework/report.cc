#include "benchmarks/framework/report.h"

#include <fmt/format.h>

#include <array>

#include "benchmarks/framework/report_chart.h"
#include "benchmarks/framework/report_history.h"
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

constexpr const char* none = R"(<span class="none">–</span>)";

/// The anchor of a metric's card on the page.
std::string card_id(std::size_t metric) { return fmt::format("m{}", metric); }

/// The word "passed", or the kind of limit that was missed, as HTML.
std::string verdict_mark(const PerformanceResult& result) {
  if (result.passed) return R"(<span class="mark pass">✓ pass</span>)";
  const bool is_critical = misses_critical(result);
  return fmt::format(R"(<span class="mark miss" title="{}">✗ missed: {}</span>)",
                     escape_html(fmt::format("{}", fmt::join(result.missed, "; "))),
                     is_critical ? "critical" : "target");
}

/// A change in percent, coloured if it is notable.
std::string change_mark(const std::optional<Change>& change) {
  if (!change) return none;
  std::string text = format_change(change->relative);
  if (change->tendency == Tendency::same) return text;
  const bool worse = change->tendency == Tendency::worse;
  return fmt::format(R"(<span class="mark {}" title="{}">{}</span>)", worse ? "miss" : "pass",
                     worse ? "worse" : "better", text);
}

std::string optional_number(const std::optional<double>& value) {
  return value ? format_number(*value) : none;
}

std::string change_from_previous(const History& history, const Series& series) {
  const std::size_t count = series.points.size();
  if (count < 2) return R"(<span class="none" title="the first run with it">new</span>)";
  const HistoryPoint& previous = series.points[count - 2];
  for (std::size_t run = previous.run + 1; run <= history.last_run(); ++run) {
    if (!history.comparable_with_previous(run)) {
      return R"(<span class="none" title="another machine or other data">other</span>)";
    }
  }
  return change_mark(change_from(previous.result->value, *series.newest().result));
}

std::string yardstick_cell(const PerformanceResult& result) {
  if (!result.yardstick_ratio) return none;
  return fmt::format("{:.3g}× <span class=\"unit\">{}</span>", *result.yardstick_ratio,
                     escape_html(result.yardstick.value_or("")));
}

void add_row(HtmlTable& table, const History& history, std::size_t metric, const Series& series,
             bool is_first) {
  const PerformanceResult& r = *series.newest().result;
  const std::string protocol = protocol_of(r.metric);
  std::string name = r.metric.name;
  if (name.size() > protocol.size() + 1) name.erase(0, protocol.size() + 1);
  table.add_row(
      {is_first ? fmt::format("<a href=\"#{}\">{}</a>", card_id(metric), escape_html(name)) : "",
       escape_html(r.implementation), verdict_mark(r), format_quantity(r.value, r.metric.unit),
       optional_number(r.baseline), change_mark(change_from(r.baseline, r)),
       change_from_previous(history, series), optional_number(r.metric.target),
       optional_number(r.metric.critical), format_number(r.p50), format_number(r.p95),
       format_number(r.p99), fmt::format("{:.1f}%", r.spread * 100),
       r.peak_memory_mb > 0 ? format_number(r.peak_memory_mb) : none, yardstick_cell(r)},
      r.passed ? "" : "miss");
}

std::string result_link(std::size_t metric, const PerformanceResult& result) {
  return fmt::format("<a href=\"#{}\">{}</a> <span class=\"of\">{}</span>", card_id(metric),
                     escape_html(result.metric.name), escape_html(result.implementation));
}

struct Tally {
  std::size_t passed = 0;
  std::size_t missed = 0;
  std::size_t worse = 0;
  std::size_t better = 0;
  std::string misses;   ///< HTML list of the missed limits
  std::string changes;  ///< HTML list of the metrics that are worse or better
};

Tally tally(const History& history) {
  Tally tally;
  for (std::size_t i = 0; i < history.metrics.size(); ++i) {
    bool is_measured = false, is_passed = true;
    for (const Series& series : history.metrics[i].series) {
      if (!history.in_last_run(series)) continue;
      is_measured = true;
      const PerformanceResult& result = *series.newest().result;
      if (const auto change = change_from(result.baseline, result)) {
        tally.worse += change->tendency == Tendency::worse;
        tally.better += change->tendency == Tendency::better;
        if (change->tendency != Tendency::same) {
          tally.changes +=
              fmt::format("<li>{} {}</li>\n", result_link(i, result), change_mark(change));
        }
      }
      if (result.passed) continue;
      is_passed = false;
      tally.misses += "<li>" + result_link(i, result);
      for (const std::string& sentence : result.missed) {
        tally.misses += fmt::format("<br/>{}", escape_html(sentence));
      }
      tally.misses += "</li>\n";
    }
    if (!is_measured) continue;
    ++(is_passed ? tally.passed : tally.missed);
  }
  return tally;
}

/// A tile that shows a count. The tile is coloured unless the count is 0.
std::string count_tile(std::string_view style, std::size_t count, std::string_view caption) {
  return tile(fmt::format("{}", count), caption, count == 0 ? "" : style);
}

/// A note that names the metrics that are in earlier runs but not in the newest run.
std::string vanished_note(const History& history) {
  std::string names;
  for (const MetricHistory& metric : history.metrics) {
    for (const Series& series : metric.series) {
      if (history.in_last_run(series)) continue;
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", escape_html(metric.metric.name),
                           escape_html(series.implementation));
    }
  }
  if (names.empty()) return {};
  return note("Not in this run, but in earlier ones: " + names);
}

/// Results of the newest run: one row per metric and implementation.
std::string latest_table(const History& history) {
  std::vector<TableColumn> columns = {
      {"metric"}, {"implementation"}, {"result"}, {"value", "n value"}};
  for (const char* title : {"baseline", "change", "run before", "target", "critical", "p50", "p95",
                            "p99", "spread", "peak MB", "yardstick"}) {
    columns.push_back({title, "n"});
  }
  HtmlTable table(std::move(columns));
  std::string protocol;
  for (std::size_t i = 0; i < history.metrics.size(); ++i) {
    bool is_first = true;
    for (const Series& series : history.metrics[i].series) {
      if (!history.in_last_run(series)) continue;
      if (const std::string of = protocol_of(series.newest().result->metric); of != protocol) {
        table.add_group(of);
        protocol = of;
      }
      add_row(table, history, i, series, is_first);
      is_first = false;
    }
  }
  return table.html() + vanished_note(history);
}

/// Tiles with the numbers of metrics that pass, that miss a limit, and that are worse or better
/// than their baselines. Lists of the missed limits and of the changes follow.
std::string summary_strip(const History& history) {
  const Tally counted = tally(history);
  std::string strip = tile_row(
      count_tile("pass", counted.passed, counted.passed == 1 ? "metric passes" : "metrics pass") +
      count_tile("miss", counted.missed, counted.missed == 1 ? "metric misses" : "metrics miss") +
      count_tile("miss", counted.worse, "worse than baseline by over 10%") +
      count_tile("pass", counted.better, "better than baseline by over 10%"));
  if (!counted.misses.empty()) {
    strip += fmt::format("<ul class=\"misses\">\n{}</ul>\n", counted.misses);
  }
  if (!counted.changes.empty()) {
    strip += fmt::format("<ul class=\"changes\"><li>Against the baseline:</li>\n{}</ul>\n",
                         counted.changes);
  }
  return strip;
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

/// The metric's first result that missed a limit in the newest run, if any.
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
