#include "benchmarks/framework/report_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "benchmarks/framework/report_scale.h"
#include "benchmarks/framework/report_text.h"
#include "page/html.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t colour_count = 8;

/// A point in pixels.
struct Place {
  double x = 0;
  double y = 0;
};

/// An SVG drawing with a plot, a grid and room for labels around the plot. Writes the SVG element
/// piece by piece and escapes text.
class Plot {
 public:
  static constexpr double width = 640;
  static constexpr double left = 60;
  static constexpr double right = width - 14;
  static constexpr double top = 18;

  /// `height` includes the footer, which has the labels under the plot. Sets the pixel range of the
  /// plot's own `y`.
  Plot(std::string_view style, const std::string& label, double height, double footer,
       const Scale& x, const Scale& y)
      : bottom_(height - footer), x_(x), y_(y) {
    y_.low_pixel = bottom_;
    y_.high_pixel = top;
    draw(R"(<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">)", style, width, height,
         escape_html(label));
    for (const double tick : y_.ticks(5)) {
      const double height_of_tick = y_.pixel(tick);
      draw_line("grid", {left, height_of_tick}, {right, height_of_tick});
      draw_text("tick end", {left - 8, height_of_tick + 4}, format_number(tick));
    }
    draw_line("axis", {left, bottom_}, {right, bottom_});
  }

  const Scale& x() const { return x_; }
  const Scale& y() const { return y_; }
  double bottom() const { return bottom_; }
  Place place(double x, double y) const { return {x_.pixel(x), y_.pixel(y)}; }

  /// Appends SVG text.
  template <class... Values>
  void draw(fmt::format_string<Values...> svg, Values&&... values) {
    fmt::format_to(std::back_inserter(chart_.svg), svg, std::forward<Values>(values)...);
  }
  void draw_line(std::string_view style, Place from, Place to) {
    draw(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", style, from.x,
         from.y, to.x, to.y);
  }
  void draw_text(std::string_view style, Place place, std::string_view text) {
    draw(R"(<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>)", style, place.x, place.y,
         escape_html(text));
  }
  void draw_dot(std::string_view style, Place place, double radius) {
    draw(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>)", style, place.x, place.y, radius);
  }
  void draw_path(std::string_view style, std::span<const Place> places) {
    draw(R"(<path class="{}" d=")", style);
    const char* command = "M";
    for (const Place& place : places) {
      draw("{}{:.1f} {:.1f}", command, place.x, place.y);
      command = "L";
    }
    draw(R"("/>)");
  }

  /// Draws a limit as a line across the plot, with its name ("target" or "critical") on the bad
  /// side. For a limit outside the plot, adds a note instead.
  void draw_limit(std::string_view kind, const std::optional<double>& value, std::string_view unit,
                  bool higher_is_better) {
    if (!value) return;
    if (!y_.shows(*value)) {
      const char* where = *value < y_.low ? "below" : "above";
      chart_.notes.push_back(
          fmt::format("{} {} is far {} the chart", kind, format_quantity(*value, unit), where));
      return;
    }
    const double y = y_.pixel(*value);
    draw_line(fmt::format("limit {}", kind), {left, y}, {right, y});
    // The name of one limit is in the middle and the other name is at the right, because both
    // limits may be at the same height.
    const bool in_middle = kind == "critical";
    const bool below = higher_is_better ? y + 14 < bottom_ : y - 4 < top + 8;
    draw_text(fmt::format("name {} {}", kind, in_middle ? "middle" : "end"),
              {in_middle ? (left + right) / 2 : right - 2, below ? y + 12 : y - 4},
              fmt::format("{} {}", kind, format_number(*value)));
  }

  Chart finish() {
    draw("</svg>");
    return std::move(chart_);
  }

 private:
  Chart chart_;
  double bottom_;
  Scale x_;
  Scale y_;
};

using Points = std::vector<HistoryPoint>;

std::size_t first_drawn_run(const History& history) {
  return history.runs.size() - std::min(history.runs.size(), most_drawn_runs);
}

Scale run_scale(const History& history) {
  constexpr double margin = 26;
  Scale scale{.low = static_cast<double>(first_drawn_run(history)),
              .high = static_cast<double>(history.last_run()),
              .low_pixel = Plot::left + margin,
              .high_pixel = Plot::right - margin};
  if (scale.low < scale.high) return scale;
  // A single run is drawn in the middle.
  --scale.low;
  ++scale.high;
  return scale;
}

bool is_drawable(const PerformanceResult& result) {
  return std::isfinite(result.value) && std::isfinite(result.confidence.low) &&
         std::isfinite(result.confidence.high);
}

/// The points of a line, split where connecting them would be misleading.
std::vector<Points> unbroken_parts(const History& history, const Series& series) {
  std::vector<Points> parts;
  for (const HistoryPoint& point : series.points) {
    if (point.run < first_drawn_run(history) || !is_drawable(*point.result)) continue;
    const bool goes_on = !parts.empty() && parts.back().back().run + 1 == point.run &&
                         history.comparable_with_previous(point.run);
    if (!goes_on) parts.emplace_back();
    parts.back().push_back(point);
  }
  return parts;
}

Scale value_scale(const History& history, const MetricHistory& metric) {
  std::vector<double> values;
  for (const Series& series : metric.series) {
    for (const auto& [run, result] : series.points) {
      if (run < first_drawn_run(history) || !is_drawable(*result)) continue;
      values.insert(values.end(), {result->value, result->confidence.low, result->confidence.high});
    }
  }
  if (values.empty()) return {};
  Scale scale = scale_around(values);
  for (const Series& series : metric.series) {
    scale = with_limit(scale, series.newest().result->baseline);
  }
  return with_limit(with_limit(scale, metric.metric.target), metric.metric.critical);
}

void draw_runs(Plot& plot, const History& history) {
  constexpr std::size_t most_labels = 8;
  const std::size_t first = first_drawn_run(history);
  const std::size_t step = (history.runs.size() - first + most_labels - 1) / most_labels;
  for (std::size_t run = first; run < history.runs.size(); ++run) {
    const double x = plot.x().pixel(static_cast<double>(run));
    if (run > first && !history.comparable_with_previous(run)) {
      const double border = plot.x().pixel(static_cast<double>(run) - 0.5);
      const std::string& machine = history.runs[run]->calibration.machine;
      plot.draw("<g><title>from here on: {}; {}</title>", escape_html(machine),
                escape_html(history.runs[run]->data));
      plot.draw_line("border", {border, Plot::top}, {border, plot.bottom()});
      const bool moved = machine != history.runs[run - 1]->calibration.machine;
      plot.draw_text("tick middle", {border, Plot::top - 6},
                     moved ? "other machine" : "other data");
      plot.draw("</g>");
    }
    // Labels are spaced backwards from the newest run, so that the newest run always has a label.
    if ((history.last_run() - run) % step != 0) continue;
    plot.draw_text("tick middle strong", {x, plot.bottom() + 16},
                   short_commit(history.runs[run]->commit));
    plot.draw_text("tick middle", {x, plot.bottom() + 31}, day_of(history.runs[run]->date));
  }
}

/// The points as a path in pixels. The path extends `more` pixels beyond the first and the last
/// point.
std::vector<Place> path_through(const Plot& plot, const Points& points, double more,
                                const auto& value) {
  std::vector<Place> places;
  for (const auto& [run, result] : points) {
    places.push_back(plot.place(static_cast<double>(run), value(*result)));
  }
  if (more == 0) return places;
  places.insert(places.begin(), {places.front().x - more, places.front().y});
  places.push_back({places.back().x + more, places.back().y});
  return places;
}

void draw_band(Plot& plot, const Points& points) {
  // The band extends beyond both ends, so that a single point also has a visible band.
  const auto low = path_through(plot, points, 3, [](const auto& r) { return r.confidence.low; });
  auto band = path_through(plot, points, 3, [](const auto& r) { return r.confidence.high; });
  band.insert(band.end(), low.rbegin(), low.rend());
  plot.draw_path("band", band);
}

void draw_baseline(Plot& plot, Points points) {
  std::erase_if(points, [&](const HistoryPoint& point) {
    return !point.result->baseline || !plot.y().shows(*point.result->baseline);
  });
  if (points.empty()) return;
  plot.draw_path("baseline",
                 path_through(plot, points, 12, [](const auto& r) { return *r.baseline; }));
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
  for (const std::string& missed : result.missed) title += "\n" + missed;
  return title;
}

void draw_points(Plot& plot, const History& history, const Series& series, const Points& points) {
  const bool is_crowded = history.runs.size() - first_drawn_run(history) > 51;
  for (const HistoryPoint& point : points) {
    const bool passed = point.result->passed;
    const Place place = plot.place(static_cast<double>(point.run), point.result->value);
    plot.draw("<g><title>{}</title>", escape_html(point_title(history, series, point)));
    plot.draw_dot("reach", place, 9);
    if (!passed) plot.draw_dot("dot missed", place, 4.5);
    if (passed && !is_crowded) plot.draw_dot("dot", place, 3);
    plot.draw("</g>");
  }
}

void draw_series(Plot& plot, const History& history, const MetricHistory& metric) {
  for (std::size_t i = metric.series.size(); i-- > 0;) {
    const Series& series = metric.series[i];
    plot.draw(R"(<g class="{}">)", series_class(i));
    const auto parts = unbroken_parts(history, series);
    for (const Points& part : parts) draw_band(plot, part);
    for (const Points& part : parts) draw_baseline(plot, part);
    for (const Points& part : parts) {
      plot.draw_path("line", path_through(plot, part, 0, [](const auto& r) { return r.value; }));
    }
    for (const Points& part : parts) draw_points(plot, history, series, part);
    plot.draw("</g>");
  }
}

void draw_curve(Plot& plot, const std::vector<MemoryPoint>& curve) {
  std::vector<Place> places;
  for (const MemoryPoint& point : curve) places.push_back(plot.place(point.seconds, point.mb));
  std::vector<Place> band = places;
  band.push_back({places.back().x, plot.bottom()});
  band.push_back({places.front().x, plot.bottom()});
  plot.draw_path("band", band);
  plot.draw_path("line", places);
  plot.draw_dot("dot", *std::ranges::min_element(places, {}, &Place::y), 3);
}

}  // namespace

std::string series_class(std::size_t index) { return fmt::format("s{}", index % colour_count); }

Chart trend_chart(const History& history, const MetricHistory& metric) {
  const Metric& known = metric.metric;
  Plot plot("trend", "trend of " + known.name, 250, 36, run_scale(history),
            value_scale(history, metric));
  draw_runs(plot, history);
  draw_series(plot, history, metric);
  plot.draw_limit("critical", known.critical, known.unit, known.higher_is_better);
  plot.draw_limit("target", known.target, known.unit, known.higher_is_better);
  return plot.finish();
}

Chart memory_chart(const History& history, const MetricHistory& metric) {
  double most_mb = 1, last_second = 1e-6;
  std::vector<std::size_t> drawn;
  for (std::size_t i = 0; i < metric.series.size(); ++i) {
    const auto& curve = metric.series[i].newest().result->memory_curve;
    if (!history.in_last_run(metric.series[i]) || curve.size() < 2) continue;
    drawn.push_back(i);
    for (const MemoryPoint& point : curve) {
      most_mb = std::max(most_mb, point.mb);
      last_second = std::max(last_second, point.seconds);
    }
  }
  if (drawn.empty()) return {};
  const std::optional<double>& limit = metric.metric.critical_memory;
  const Scale x{
      .low = 0, .high = last_second, .low_pixel = Plot::left, .high_pixel = Plot::right - 18};
  Plot plot("memory", "memory over time of " + metric.metric.name, 215, 22, x,
            with_limit({.low = 0, .high = most_mb * 1.12}, limit));
  for (const double tick : x.ticks(8)) {
    plot.draw_text("tick middle", {x.pixel(tick), plot.bottom() + 16}, format_number(tick) + " s");
  }
  plot.draw_limit("critical", limit, "MB", false);
  for (const std::size_t i : drawn) {
    plot.draw(R"(<g class="{}">)", series_class(i));
    draw_curve(plot, metric.series[i].newest().result->memory_curve);
    plot.draw("</g>");
  }
  return plot.finish();
}

}  // namespace gitctx::bench
