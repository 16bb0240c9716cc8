#pragma once

#include <string>

#include "eval/queries/eval_run.h"

namespace gitctx {

/// One HTML page of a run, by itself: its metrics, its groups, what changed against the baseline
/// (`comparison` may be null), and every query, the worst first.
std::string render_eval_page(const EvalRun& run, const EvalComparison* comparison);

}  // namespace gitctx
