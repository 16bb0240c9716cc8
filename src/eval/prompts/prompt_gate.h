#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// A limit that the run breaks, or a decrease that deserves a warning.
struct GateFinding {
  bool is_failure = true;             ///< false: a warning
  std::string what;                   ///< one sentence that names no examples
  std::vector<std::string> examples;  ///< examples that cause the finding; for a fall, worst first
};

/// Checks a run against its limits and against the baseline (`comparison` may be null). The gate
/// fails if the run is incomplete or breaks a limit. It also fails if the accuracy fell by more
/// than `accuracy_drop`, which is a share of the baseline's accuracy. A smaller fall is a warning
/// if it is significant, that is, if the 95% interval of the paired bootstrap is below 0. A limit
/// on the cost counts as broken if a cost is unknown.
std::vector<GateFinding> check_gate(const PromptRun& run, const PromptComparison* comparison);

bool is_passed(const std::vector<GateFinding>& findings);

/// The finding with its examples, as one sentence.
std::string finding_text(const GateFinding& finding);

}  // namespace gitctx
