#pragma once

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "eval/prompts/judge.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// What evaluators need to compute scores. A part that no evaluator of the suite needs may be
/// missing.
struct EvaluatorTools {
  const Judge* judge = nullptr;
  std::function<double(std::string_view, std::string_view)> similarity;
};

/// The scores that one evaluator gives an output. `set` gives three: NAME, NAME_precision and
/// NAME_recall. A score without a value could not be computed, because the judge failed. There is
/// no score if the reference lacks what the evaluator compares with.
std::vector<Score> evaluate(const EvaluatorSpec& spec, const SuiteExample& example,
                            const TargetOutput& output, const EvaluatorTools& tools,
                            const std::stop_token& stop);

/// The inputs as a judge reads them.
std::string task_text(const TextByName& inputs);

}  // namespace gitctx
