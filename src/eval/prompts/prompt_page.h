#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// A self-contained HTML page of a run: its metrics, the findings of the gate, its scores, the
/// changes from an earlier run (`comparison` may be null) with outputs compared word by word, and
/// every example, worst first.
std::string render_prompt_page(const PromptRun& run, const PromptComparison* comparison,
                               const std::vector<GateFinding>& findings);

}  // namespace gitctx
