#pragma once

#include <string>
#include <string_view>

#include "eval/prompts/prompt_run.h"
#include "eval/queries/run_record.h"

namespace gitctx {

/// The JSON document of a run, described in docs/evals.md: one line for each example, so that a
/// difference of two runs reads well. A baseline leaves out times and steps, and what was paid: the
/// same replies give the same bytes.
std::string prompt_run_json(const PromptRun& run, RecordDetail detail);

/// Reads either document. `file` stands for it in messages. Throws failure for a text that is none.
PromptRun parse_prompt_run(std::string_view json, std::string_view file);

}  // namespace gitctx
