#include "benchmarks/framework/tables.h"

#include <fmt/format.h>

#include "benchmarks/framework/report_text.h"

namespace gitctx::bench {

namespace {

std::string percent(double ratio) { return fmt::format("{:+.1f}%", 100 * (ratio - 1)); }

std::string optional_number(const std::optional<double>& value) {
  return value ? format_number(*value) : "";
}

std::string change(const PerformanceResult& result) {
  if (!result.baseline || *result.baseline == 0) return "";
  return percent(result.value / *result.baseline);
}

std::string millions(const std::optional<double>& value) {
  return value ? format_number(*value / 1e6) : "";
}

std::string ratio(const PerformanceResult& result) {
  if (!result.yardstick_ratio) return "";
  return fmt::format("{:.2f} × {}", *result.yardstick_ratio, *result.yardstick);
}

std::string interval(const Comparison& c) {
  if (c.precision == Precision::exact) return "exact";
  return fmt::format("{} to {}", percent(c.confidence.low), percent(c.confidence.high));
}

std::string comparison_rows(const char* row, std::span<const Comparison> comparisons) {
  std::string rows;
  for (const Comparison& c : comparisons) {
    rows += fmt::format(fmt::runtime(row), c.id, c.quantity, percent(c.ratio), interval(c), c.pairs,
                        verdict_name(c.verdict));
  }
  return rows;
}

}  // namespace

std::string results_table(const RunRecord& run) {
  std::string out = fmt::format("{:<36} {:<15} {:>12} {:<9} {:>8} {:>9} {:>9} {:>7} {:>8}  {}\n",
                                "metric", "implementation", "value", "unit", "change", "p50", "p99",
                                "spread", "peak MB", "of yardstick");
  for (const PerformanceResult& r : run.results) {
    out += fmt::format("{:<36} {:<15} {:>12} {:<9} {:>8} {:>9} {:>9} {:>6.1f}% {:>8.0f}  {}\n",
                       r.metric.name, r.implementation, format_number(r.value), r.metric.unit,
                       change(r), format_number(r.p50), format_number(r.p99), 100 * r.spread,
                       r.peak_memory_mb, ratio(r));
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
        r.metric.name, r.implementation, format_number(r.value), r.metric.unit,
        optional_number(r.baseline), change(r), optional_number(r.metric.target),
        optional_number(r.metric.critical), format_number(r.p50), format_number(r.p95),
        format_number(r.p99), 100 * r.spread, r.peak_memory_mb, millions(r.instructions), ratio(r),
        fmt::join(r.missed, "; "));
  }
  return out;
}

std::string comparisons_table(std::span<const Comparison> comparisons) {
  constexpr const char* row = "{:<52} {:<13} {:>8} {:>20} {:>6}  {}\n";
  return fmt::format(row, "metric", "quantity", "change", "99% interval", "pairs", "verdict") +
         comparison_rows(row, comparisons);
}

std::string comparisons_markdown(std::span<const Comparison> comparisons) {
  return "| metric | quantity | change (worse is +) | 99% interval | pairs | verdict |\n"
         "|---|---|--:|--:|--:|---|\n" +
         comparison_rows("| {} | {} | {} | {} | {} | {} |\n", comparisons);
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
                       is_new ? "" : format_number(old->value), format_number(r.value),
                       r.metric.unit, is_new ? "new" : percent(r.value / old->value));
  }
  return out;
}

}  // namespace gitctx::bench
