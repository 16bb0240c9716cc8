#pragma once

#include <string>
#include <vector>

#include "eval/prompts/prompt_comparison.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// A limit that the run breaks, or a fall that deserves a warning.
struct GateFinding {
  bool is_failure = true;             ///< false: a warning
  std::string what;                   ///< one sentence, without the examples
  std::vector<std::string> examples;  ///< examples that cause the finding, worst first
};

/// Checks a run against its limits and against the baseline (`comparison` may be null). An accuracy
/// that fell by more than `accuracy_drop` of the baseline fails. A smaller fall is a warning if it
/// is significant: the 95% interval of the paired bootstrap is below 0. An incomplete run fails.
std::vector<GateFinding> check_gate(const PromptRun& run, const PromptComparison* comparison);

bool is_passed(const std::vector<GateFinding>& findings);

/// The finding with its examples, as one sentence.
std::string finding_text(const GateFinding& finding);

}  // namespace gitctx
