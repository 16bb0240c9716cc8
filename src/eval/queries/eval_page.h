#pragma once

#include <string>

#include "eval/queries/eval_run.h"

namespace gitctx {

/// A self-contained HTML page about a run. The page shows the metrics, the groups, and every query,
/// worst first. If `comparison` is not null, the page also shows the changes from the baseline.
std::string render_eval_page(const EvalRun& run, const EvalComparison* comparison);

}  // namespace gitctx
