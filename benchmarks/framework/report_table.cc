#include "benchmarks/framework/report_table.h"

#include <fmt/format.h>

#include "benchmarks/framework/report_text.h"
#include "page/html.h"
#include "page/page_parts.h"

namespace gitctx::bench {

namespace {

constexpr const char* none = R"(<span class="none">–</span>)";

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
  std::string misses;   ///< a list of them, as HTML
  std::string changes;  ///< the worse and the better, as HTML
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

/// A tile that is coloured unless the count is 0.
std::string count_tile(std::string_view style, std::size_t count, std::string_view caption) {
  return tile(fmt::format("{}", count), caption, count == 0 ? "" : style);
}

/// Metrics that earlier runs have and the newest lacks.
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

}  // namespace

std::string card_id(std::size_t metric) { return fmt::format("m{}", metric); }

std::string verdict_mark(const PerformanceResult& result) {
  if (result.passed) return R"(<span class="mark pass">✓ pass</span>)";
  const bool is_critical = misses_critical(result);
  return fmt::format(R"(<span class="mark miss" title="{}">✗ missed: {}</span>)",
                     escape_html(fmt::format("{}", fmt::join(result.missed, "; "))),
                     is_critical ? "critical" : "target");
}

std::string change_mark(const std::optional<Change>& change) {
  if (!change) return none;
  std::string text = format_change(change->relative);
  if (change->tendency == Tendency::same) return text;
  const bool worse = change->tendency == Tendency::worse;
  return fmt::format(R"(<span class="mark {}" title="{}">{}</span>)", worse ? "miss" : "pass",
                     worse ? "worse" : "better", text);
}

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

}  // namespace gitctx::bench
