#pragma once

#include <functional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "eval/prompts/judge.h"
#include "eval/prompts/prompt_run.h"

namespace gitctx {

/// The judge and the text similarity that evaluators use. Either member may be empty if no
/// evaluator of the suite uses it.
struct EvaluatorTools {
  const Judge* judge = nullptr;
  std::function<double(std::string_view, std::string_view)> similarity;
};

/// The scores that one evaluator gives to an output. The evaluator `set` gives three scores: NAME,
/// NAME_precision and NAME_recall. A score has no value if the judge failed. The result is empty if
/// the reference lacks the field with which the evaluator compares the output.
std::vector<Score> evaluate(const EvaluatorSpec& spec, const SuiteExample& example,
                            const TargetOutput& output, const EvaluatorTools& tools,
                            const std::stop_token& stop);

/// The inputs as text for a judge.
std::string task_text(const TextByName& inputs);

}  // namespace gitctx
