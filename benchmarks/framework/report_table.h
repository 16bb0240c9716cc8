#pragma once

#include <string>

#include "benchmarks/framework/report_history.h"

namespace gitctx::bench {

/// Results of the newest run as an HTML table, a row per metric and implementation.
std::string latest_table(const History& history);

/// How many metrics pass and how many miss, and which, as HTML.
std::string summary_strip(const History& history);

/// The anchor of a metric's card on the page.
std::string card_id(std::size_t metric);

/// "passed", or the kind of limit that was missed, marked up.
std::string verdict_mark(const PerformanceResult& result);

/// A change in percent, coloured if notable.
std::string change_mark(const std::optional<Change>& change);

}  // namespace gitctx::bench
