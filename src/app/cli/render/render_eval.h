#pragma once

#include <string>

#include "app/cli/terminal/terminal.h"
#include "eval/queries/eval_run.h"
#include "eval/queries/suite_proposal.h"

namespace gitctx {

/// The tables of a run and of its comparison with the baseline. `comparison` may be null. `verbose`
/// adds a line for each query: the rank of the first relevant hit, or `-`.
std::string render_eval_text(const EvalRun& run, const EvalComparison* comparison, bool verbose,
                             const Terminal& terminal);

/// The queries of a new suite, one per line.
std::string render_proposal_queries(const SuiteProposal& proposal);

}  // namespace gitctx
