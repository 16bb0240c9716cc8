#include "benchmarks/framework/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace gitctx::bench {

namespace {

/// Four significant digits, thousands grouped.
std::string number(double value) {
  if (value == 0) return "0";
  const int digits = std::max(0, 3 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
  std::string text = fmt::format("{:.{}f}", value, digits);
  const std::size_t end = std::min(text.find('.'), text.size());
  for (std::size_t i = end; i > 3 && text[i - 4] != '-'; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string optional_number(const std::optional<double>& value) {
  return value ? number(*value) : "";
}

std::string change(const PerformanceResult& result) {
  if (!result.baseline || *result.baseline == 0) return "";
  return fmt::format("{:+.1f}%", 100 * (result.value / *result.baseline - 1));
}

std::string instructions(const PerformanceResult& result) {
  return result.instructions ? number(*result.instructions / 1e6) : "";
}

std::string ratio(const PerformanceResult& result) {
  if (!result.yardstick_ratio) return "";
  return fmt::format("{:.2f} × {}", *result.yardstick_ratio, *result.yardstick);
}

std::string percent(double ratio) { return fmt::format("{:+.1f}%", 100 * (ratio - 1)); }

std::string interval(const Comparison& c) {
  if (c.precision == Precision::exact) return "exact";
  return fmt::format("{} to {}", percent(c.confidence.low), percent(c.confidence.high));
}

}  // namespace

std::string results_table(const RunRecord& run) {
  std::string out = fmt::format("{:<36} {:<15} {:>12} {:<9} {:>8} {:>9} {:>9} {:>7} {:>8}  {}\n",
                                "metric", "implementation", "value", "unit", "change", "p50", "p99",
                                "spread", "peak MB", "of yardstick");
  for (const PerformanceResult& r : run.results) {
    out += fmt::format("{:<36} {:<15} {:>12} {:<9} {:>8} {:>9} {:>9} {:>6.1f}% {:>8.0f}  {}\n",
                       r.metric.name, r.implementation, number(r.value), r.metric.unit, change(r),
                       number(r.p50), number(r.p99), 100 * r.spread, r.peak_memory_mb, ratio(r));
    for (const std::string& missed : r.missed) out += fmt::format("    {}\n", missed);
  }
  return out;
}

std::string results_markdown(const RunRecord& run) {
  std::string out =
      "| metric | implementation | value | baseline | change | target | critical | p50 | p95 | p99 "
      "|"
      " spread | peak MB | Minstr | of yardstick | |\n"
      "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n";
  for (const PerformanceResult& r : run.results) {
    out += fmt::format(
        "| {} | {} | {} {} | {} | {} | {} | {} | {} | {} | {} | {:.1f}% | {:.0f} | {} | {} | {} "
        "|\n",
        r.metric.name, r.implementation, number(r.value), r.metric.unit,
        optional_number(r.baseline), change(r), optional_number(r.metric.target),
        optional_number(r.metric.critical), number(r.p50), number(r.p95), number(r.p99),
        100 * r.spread, r.peak_memory_mb, instructions(r), ratio(r),
        r.passed ? "" : fmt::format("{}", fmt::join(r.missed, "; ")));
  }
  return out;
}

std::string comparisons_table(std::span<const Comparison> comparisons) {
  std::string out = fmt::format("{:<52} {:<13} {:>8} {:>20} {:>6}  {}\n", "metric", "quantity",
                                "change", "99% interval", "pairs", "verdict");
  for (const Comparison& c : comparisons) {
    out += fmt::format("{:<52} {:<13} {:>8} {:>20} {:>6}  {}\n", c.id, c.quantity, percent(c.ratio),
                       interval(c), c.pairs, verdict_name(c.verdict));
  }
  return out;
}

std::string comparisons_markdown(std::span<const Comparison> comparisons) {
  std::string out =
      "| metric | quantity | change (worse is +) | 99% interval | pairs | verdict |\n"
      "|---|---|--:|--:|--:|---|\n";
  for (const Comparison& c : comparisons) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", c.id, c.quantity, percent(c.ratio),
                       interval(c), c.pairs, verdict_name(c.verdict));
  }
  return out;
}

std::string compare_table(const RunRecord& before, const RunRecord& after) {
  std::string out =
      fmt::format("before {} ({})\nafter  {} ({})\n\n{:<36} {:<15} {:>12} {:>12} {:<9} {:>8}\n",
                  before.commit, before.date, after.commit, after.date, "metric", "implementation",
                  "before", "after", "unit", "change");
  for (const PerformanceResult& r : after.results) {
    const PerformanceResult* old = before.find(r.id());
    const bool is_new = old == nullptr;
    out += fmt::format("{:<36} {:<15} {:>12} {:>12} {:<9} {:>8}\n", r.metric.name, r.implementation,
                       is_new ? "" : number(old->value), number(r.value), r.metric.unit,
                       is_new ? "new" : percent(r.value / old->value));
  }
  return out;
}

}  // namespace gitctx::bench
