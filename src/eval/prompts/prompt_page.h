#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// A self-contained HTML page about a run. The page shows the metrics, the findings of the gate,
/// the scores, and every example, worst first. If `comparison` is not null, the page also shows the
/// changes from an earlier run, with a word-by-word comparison of the outputs.
std::string render_prompt_page(const PromptRun& run, const PromptComparison* comparison,
                               const std::vector<GateFinding>& findings);

}  // namespace gitctx
