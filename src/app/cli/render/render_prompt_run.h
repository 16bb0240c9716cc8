#pragma once

#include <string>
#include <vector>

#include "app/cli/terminal/terminal.h"
#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_run.h"
#include "eval/prompts/run_store.h"

namespace gitctx {

/// The metrics of a run, and its comparison with an earlier run. `comparison` may be null.
/// `verbose` adds a line for each example.
std::string render_prompt_run(const PromptRun& run, const PromptComparison* comparison,
                              bool verbose, const Terminal& terminal);

/// A comparison alone, with every example that changed. `now` is the later of the two runs.
std::string render_prompt_comparison(const PromptComparison& comparison, const PromptRun& now,
                                     const Terminal& terminal);

/// A table of runs, one per line.
std::string render_run_list(const std::vector<StoredRun>& runs);

}  // namespace gitctx
