#pragma once

#include <string>
#include <string_view>

#include "eval/queries/eval_run.h"

namespace gitctx {

enum class RecordDetail {
  all,       ///< with times, answers and hits
  baseline,  ///< what a comparison needs; the same run gives the same bytes
};

/// The JSON document of a run, described in docs/evals.md: one line for each query, so that a
/// difference of two runs reads well. `comparison` may be null.
std::string run_record_json(const EvalRun& run, const EvalComparison* comparison,
                            RecordDetail detail);

/// Reads either document. `file` stands for it in messages. Throws failure for a text that is none.
EvalRun parse_run_record(std::string_view json, std::string_view file);

}  // namespace gitctx
