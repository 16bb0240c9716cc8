#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// One HTML page of a run, by itself: its metrics, whether the gate holds, its scores, what changed
/// against the run before (`comparison` may be null) with the difference of the outputs by words,
/// and every example, the worst first.
std::string render_prompt_page(const PromptRun& run, const PromptComparison* comparison,
                               const std::vector<GateFinding>& findings);

}  // namespace gitctx
