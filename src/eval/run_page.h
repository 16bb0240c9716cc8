#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "eval/resampling.h"
#include "eval/retrieval_metrics.h"
#include "page/page_parts.h"

namespace gitctx {

// Parts that the pages of query runs and of prompt runs share.

/// The value with three decimals, such as "0.612".
std::string three_decimals(double value);

/// The limits of an interval, such as "0.612 – 0.753".
std::string interval_text(const Interval& interval);

/// A tile that shows a mean and its interval.
std::string metric_tile(std::string_view name, const MetricSummary& metric);

/// A path with its lines, as HTML.
std::string part_html(const FilePart& part);

/// Builds a table of metrics: before, now, difference, interval and p. A difference is marked as
/// significant if its interval does not contain 0.
class ComparisonTable {
 public:
  using Shown = std::function<std::string(double)>;

  void add(const std::string& name_html, const MetricComparison& metric, const Shown& number,
           const Shown& difference, bool is_lower_better = false);
  void add(const std::string& name_html, const MetricComparison& metric);

  std::string html() const { return table_.html(); }

 private:
  HtmlTable table_{
      {{"metric"}, {"before", "n"}, {"now", "n"}, {"difference", "n"}, {"95%", "n"}, {"p", "n"}}};
};

}  // namespace gitctx
