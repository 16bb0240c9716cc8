#pragma once

#include <string>

#include "benchmarks/framework/report_history.h"

namespace gitctx::bench {

/// What the newest run found, a line for each metric and implementation, as an HTML table.
std::string latest_table(const History& history);

/// How many metrics pass and miss, and which miss, as HTML.
std::string summary_strip(const History& history);

/// The place of a metric's card on the page.
std::string card_id(std::size_t metric);

/// "passed", or the kind of limit that was missed, marked up.
std::string verdict_mark(const PerformanceResult& result);

/// A change in percent, coloured where it is notable.
std::string change_mark(const std::optional<Change>& change);

}  // namespace gitctx::bench
