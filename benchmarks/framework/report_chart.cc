#include "benchmarks/framework/report_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "benchmarks/framework/report_plot.h"
#include "benchmarks/framework/report_text.h"
#include "page/html.h"

namespace gitctx::bench {

namespace {

constexpr Plot::Size trend_size{.height = 250, .footer = 36};
constexpr Plot::Size memory_size{.height = 215, .footer = 22};
constexpr std::size_t colour_count = 8;

/// The horizontal positions of runs.
struct RunAxis {
  std::size_t first = 0;
  std::size_t last = 0;

  double pixel(std::size_t run) const {
    constexpr double margin = 26;
    constexpr double begin = Plot::left + margin;
    constexpr double end = Plot::right - margin;
    if (first == last) return (begin + end) / 2;
    return begin +
           (end - begin) * static_cast<double>(run - first) / static_cast<double>(last - first);
  }
};

RunAxis axis_of(const History& history) {
  const std::size_t count = history.runs.size();
  return {.first = count > most_drawn_runs ? count - most_drawn_runs : 0, .last = count - 1};
}

using Points = std::vector<HistoryPoint>;

bool is_drawable(const PerformanceResult& result) {
  return std::isfinite(result.value) && std::isfinite(result.confidence.low) &&
         std::isfinite(result.confidence.high);
}

/// The points of a line, interrupted where connecting them would mislead.
std::vector<Points> unbroken_parts(const History& history, const Series& series,
                                   const RunAxis& axis) {
  std::vector<Points> parts;
  for (const HistoryPoint& point : series.points) {
    if (point.run < axis.first || !is_drawable(*point.result)) continue;
    const bool goes_on = !parts.empty() && parts.back().back().run + 1 == point.run &&
                         history.comparable_with_previous(point.run);
    if (!goes_on) parts.emplace_back();
    parts.back().push_back(point);
  }
  return parts;
}

Scale value_scale(const History& history, const MetricHistory& metric, const RunAxis& axis) {
  std::vector<double> values;
  for (const Series& series : metric.series) {
    for (const Points& part : unbroken_parts(history, series, axis)) {
      for (const auto& [run, result] : part) {
        values.insert(values.end(),
                      {result->value, result->confidence.low, result->confidence.high});
      }
    }
  }
  if (values.empty()) return {};
  Scale scale = scale_around(values);
  for (const Series& series : metric.series) {
    if (const auto& baseline = series.newest().result->baseline) {
      scale = with_limit(scale, *baseline);
    }
  }
  if (metric.metric.target) scale = with_limit(scale, *metric.metric.target);
  if (metric.metric.critical) scale = with_limit(scale, *metric.metric.critical);
  return scale;
}

void draw_runs(Plot& plot, const History& history, const RunAxis& axis) {
  constexpr std::size_t most_labels = 8;
  const std::size_t count = axis.last - axis.first + 1;
  const std::size_t step = (count + most_labels - 1) / most_labels;
  for (std::size_t run = axis.first; run <= axis.last; ++run) {
    const double x = axis.pixel(run);
    if (run > axis.first && !history.comparable_with_previous(run)) {
      const double border = (x + axis.pixel(run - 1)) / 2;
      plot.draw(fmt::format("<g><title>from here on: {}; {}</title>",
                            escape_html(history.runs[run]->calibration.machine),
                            escape_html(history.runs[run]->data)));
      plot.draw_line("border", border, Plot::top, border, plot.bottom());
      const bool moved =
          history.runs[run]->calibration.machine != history.runs[run - 1]->calibration.machine;
      plot.draw_text("tick middle", border, Plot::top - 6, moved ? "other machine" : "other data");
      plot.draw("</g>");
    }
    // Counted from the newest run, so that it has one.
    if ((axis.last - run) % step != 0) continue;
    plot.draw_text("tick middle strong", x, plot.bottom() + 16,
                   short_commit(history.runs[run]->commit));
    plot.draw_text("tick middle", x, plot.bottom() + 31, day_of(history.runs[run]->date));
  }
}

std::string path_through(const Points& points, const RunAxis& axis, const Scale& y,
                         const auto& value) {
  std::string path;
  for (const HistoryPoint& point : points) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', axis.pixel(point.run),
                        y.pixel(value(*point.result)));
  }
  return path;
}

void draw_band(Plot& plot, const Points& points, const RunAxis& axis) {
  if (points.size() == 1) {
    const double x = axis.pixel(points.front().run);
    const Interval& interval = points.front().result->confidence;
    plot.draw_line("whisker", x, plot.y().pixel(interval.low), x, plot.y().pixel(interval.high));
    return;
  }
  Points back = points;
  std::ranges::reverse(back);
  std::string path = path_through(points, axis, plot.y(),
                                  [](const auto& result) { return result.confidence.high; });
  std::string lower =
      path_through(back, axis, plot.y(), [](const auto& result) { return result.confidence.low; });
  lower.front() = 'L';
  plot.draw(fmt::format(R"(<path class="band" d="{}{}Z"/>)", path, lower));
}

void draw_baseline(Plot& plot, const Points& points, const RunAxis& axis) {
  Points known = points;
  std::erase_if(known, [&](const HistoryPoint& point) {
    return !point.result->baseline || !plot.y().shows(*point.result->baseline);
  });
  if (known.empty()) return;
  const auto baseline = [](const PerformanceResult& result) { return *result.baseline; };
  const double x = axis.pixel(known.front().run);
  const double y = plot.y().pixel(baseline(*known.front().result));
  const std::string path = path_through(known, axis, plot.y(), baseline);
  // Half a step more at both ends, so that a single point has a line.
  plot.draw(fmt::format(R"(<path class="baseline" d="M{:.1f} {:.1f}L{}L{:.1f} {:.1f}"/>)", x - 12,
                        y, path.substr(1), axis.pixel(known.back().run) + 12,
                        plot.y().pixel(baseline(*known.back().result))));
}

std::string point_title(const History& history, const Series& series, const HistoryPoint& point) {
  const PerformanceResult& result = *point.result;
  const RunRecord& run = *history.runs[point.run];
  std::string title = fmt::format(
      "{}: {} {}\nmedian {}, 95% within {} – {}\np95 {}, p99 {}, spread {:.1f}%\n{} · {}",
      series.implementation, format_number(result.value), result.metric.unit,
      format_number(result.p50), format_number(result.confidence.low),
      format_number(result.confidence.high), format_number(result.p95), format_number(result.p99),
      result.spread * 100, short_commit(run.commit), minute_of(run.date));
  if (const auto found = history.subjects.find(run.commit); found != history.subjects.end()) {
    title += "\n" + found->second;
  }
  for (const std::string& missed : result.missed) title += "\n" + missed;
  return title;
}

void draw_points(Plot& plot, const History& history, const Series& series, const Points& points,
                 const RunAxis& axis) {
  const bool is_crowded = axis.last - axis.first > 50;
  for (const HistoryPoint& point : points) {
    const bool passed = point.result->passed;
    const double x = axis.pixel(point.run);
    const double y = plot.y().pixel(point.result->value);
    plot.draw(
        fmt::format(R"(<g><title>{}</title><circle class="reach" cx="{:.1f}" cy="{:.1f}" r="9"/>)",
                    escape_html(point_title(history, series, point)), x, y));
    if (!passed || !is_crowded) {
      plot.draw(fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>)",
                            passed ? "dot" : "dot missed", x, y, passed ? 3 : 4.5));
    }
    plot.draw("</g>");
  }
}

void draw_series(Plot& plot, const History& history, const MetricHistory& metric,
                 const RunAxis& axis) {
  const auto value = [](const PerformanceResult& result) { return result.value; };
  for (std::size_t i = metric.series.size(); i-- > 0;) {
    const Series& series = metric.series[i];
    plot.draw(fmt::format(R"(<g class="{}">)", series_class(i)));
    const auto parts = unbroken_parts(history, series, axis);
    for (const Points& part : parts) draw_band(plot, part, axis);
    for (const Points& part : parts) draw_baseline(plot, part, axis);
    for (const Points& part : parts) {
      plot.draw(
          fmt::format(R"(<path class="line" d="{}"/>)", path_through(part, axis, plot.y(), value)));
    }
    for (const Points& part : parts) draw_points(plot, history, series, part, axis);
    plot.draw("</g>");
  }
}

struct Limit {
  std::string_view kind;  ///< "target" or "critical"
  std::optional<double> value;
  std::string_view unit;
  bool higher_is_better = false;
};

/// Draws the limit with its name on the bad side, or says how far outside the plot it is.
void place_limit(Plot& plot, Chart& chart, const Limit& limit) {
  if (!limit.value) return;
  const bool higher = limit.higher_is_better;
  if (plot.y().shows(*limit.value)) {
    plot.draw_limit(limit.kind, *limit.value,
                    higher ? Plot::NameSide::below : Plot::NameSide::above);
    return;
  }
  const char* where = *limit.value < plot.y().low ? "below" : "above";
  chart.notes.push_back(fmt::format("{} {} is far {} the chart", limit.kind,
                                    format_quantity(*limit.value, limit.unit), where));
}

struct Curve {
  std::size_t series = 0;
  const std::vector<MemoryPoint>* points = nullptr;
};

std::vector<Curve> curves_of(const History& history, const MetricHistory& metric) {
  std::vector<Curve> curves;
  for (std::size_t i = 0; i < metric.series.size(); ++i) {
    const auto& points = metric.series[i].newest().result->memory_curve;
    if (history.in_last_run(metric.series[i]) && points.size() > 1) curves.push_back({i, &points});
  }
  return curves;
}

void draw_curve(Plot& plot, const Scale& x, const Curve& curve) {
  const std::vector<MemoryPoint>& points = *curve.points;
  std::string path;
  const MemoryPoint* peak = points.data();
  for (const MemoryPoint& point : points) {
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x.pixel(point.seconds),
                        plot.y().pixel(point.mb));
    if (point.mb > peak->mb) peak = &point;
  }
  plot.draw(fmt::format(
      R"(<g class="{}"><path class="band" d="{}L{:.1f} {:.1f}L{:.1f} {:.1f}Z"/>)"
      R"(<path class="line" d="{}"/><circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3"/></g>)",
      series_class(curve.series), path, x.pixel(points.back().seconds), plot.bottom(),
      x.pixel(points.front().seconds), plot.bottom(), path, x.pixel(peak->seconds),
      plot.y().pixel(peak->mb)));
}

}  // namespace

std::string series_class(std::size_t index) { return fmt::format("s{}", index % colour_count); }

Chart trend_chart(const History& history, const MetricHistory& metric) {
  Chart chart;
  const RunAxis axis = axis_of(history);
  Plot plot("trend", "trend of " + metric.metric.name, trend_size,
            value_scale(history, metric, axis));
  plot.draw_grid();
  draw_runs(plot, history, axis);
  draw_series(plot, history, metric, axis);
  const Metric& known = metric.metric;
  place_limit(plot, chart, {"critical", known.critical, known.unit, known.higher_is_better});
  place_limit(plot, chart, {"target", known.target, known.unit, known.higher_is_better});
  chart.svg = plot.finish();
  return chart;
}

Chart memory_chart(const History& history, const MetricHistory& metric) {
  Chart chart;
  const std::vector<Curve> curves = curves_of(history, metric);
  if (curves.empty()) return chart;
  double most_mb = 1, last_second = 1e-6;
  for (const Curve& curve : curves) {
    for (const MemoryPoint& point : *curve.points) {
      most_mb = std::max(most_mb, point.mb);
      last_second = std::max(last_second, point.seconds);
    }
  }
  Scale y = with_limit({.low = 0, .high = most_mb * 1.12},
                       metric.metric.critical_memory.value_or(most_mb));
  Plot plot("memory", "memory over time of " + metric.metric.name, memory_size, y);
  plot.draw_grid();
  const Scale x{
      .low = 0, .high = last_second, .low_pixel = Plot::left, .high_pixel = Plot::right - 18};
  for (const double tick : x.ticks(8)) {
    plot.draw_text("tick middle", x.pixel(tick), plot.bottom() + 16, format_number(tick) + " s");
  }
  place_limit(plot, chart, {"critical", metric.metric.critical_memory, "MB"});
  for (const Curve& curve : curves) draw_curve(plot, x, curve);
  chart.svg = plot.finish();
  return chart;
}

}  // namespace gitctx::bench
