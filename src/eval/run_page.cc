#include "eval/run_page.h"

#include <fmt/format.h>

#include "page/html.h"

namespace gitctx {

std::string three_decimals(double value) { return fmt::format("{:.3f}", value); }

std::string interval_text(const Interval& interval) {
  return fmt::format("{:.3f} – {:.3f}", interval.low, interval.high);
}

std::string metric_tile(std::string_view name, const MetricSummary& metric) {
  return tile(three_decimals(metric.mean),
              fmt::format("{}, 95% {}", name, interval_text(metric.interval)));
}

std::string part_html(const FilePart& part) {
  if (!part.lines) return escape_html(part.path);
  return fmt::format("{}:{}–{}", escape_html(part.path), part.lines->first, part.lines->last);
}

void ComparisonTable::add(const std::string& name_html, const MetricComparison& metric,
                          const Shown& number, const Shown& difference, bool is_lower_better) {
  const bool is_up = metric.interval.low > 0;
  const bool is_down = metric.interval.high < 0;
  const char* const style = !is_up && !is_down ? "" : is_up != is_lower_better ? "pass" : "miss";
  table_.add_row({name_html, number(metric.before), number(metric.now),
                  mark(difference(metric.difference()), style),
                  difference(metric.interval.low) + " – " + difference(metric.interval.high),
                  fmt::format("{:.4f}", metric.p)});
}

void ComparisonTable::add(const std::string& name_html, const MetricComparison& metric) {
  add(name_html, metric, three_decimals, signed_number);
}

}  // namespace gitctx
