#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// One limit that does not hold, or that is near not to.
struct GateFinding {
  bool is_failure = true;             ///< false: worth a look
  std::string what;                   ///< one sentence, without the examples
  std::vector<std::string> examples;  ///< that it comes from, the worst first
};

/// Holds a run against its limits, and against the run before (`comparison` may be null). An
/// accuracy that is down by more than `accuracy_drop` of the baseline fails; one that fell by less,
/// but surely (the 95% interval of the paired bootstrap lies under 0), is worth a look. A run that
/// was stopped fails.
std::vector<GateFinding> check_gate(const PromptRun& run, const PromptComparison* comparison);

bool is_passed(const std::vector<GateFinding>& findings);

/// The finding with its examples, as one sentence.
std::string finding_text(const GateFinding& finding);

}  // namespace gitctx
