#pragma once

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "eval/prompts/judge.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// What evaluators besides the plain ones need; may be missing where none of these is asked.
struct EvaluatorTools {
  const Judge* judge = nullptr;
  std::function<double(std::string_view, std::string_view)> similarity;
};

/// The scores that one evaluator gives an output. `set` gives three: NAME, NAME_precision and
/// NAME_recall. A score without a value is one that cannot be told: the judge failed. There is no
/// score at all when the reference does not have what the evaluator compares with.
std::vector<Score> evaluate(const EvaluatorSpec& spec, const SuiteExample& example,
                            const TargetOutput& output, const EvaluatorTools& tools,
                            const std::stop_token& stop);

/// The inputs as a judge reads them.
std::string task_text(const TextByName& inputs);

}  // namespace gitctx
