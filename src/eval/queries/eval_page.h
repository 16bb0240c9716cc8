#pragma once

#include <string>

#include "eval/queries/eval_run.h"

namespace gitctx {

/// A self-contained HTML page of a run: its metrics, its groups, the changes from the baseline
/// (`comparison` may be null), and every query, worst first.
std::string render_eval_page(const EvalRun& run, const EvalComparison* comparison);

}  // namespace gitctx
