#pragma once

#include <string>
#include <string_view>

#include "eval/prompts/prompt_run.h"
#include "eval/record_file.h"

namespace gitctx {

/// The JSON document of a run. With the detail `baseline`, the document omits times, steps and the
/// amount paid, so that the same replies give the same bytes.
std::string prompt_run_json(const PromptRun& run, RecordDetail detail);

/// Reads a record with either detail. `file` names the record in messages. Throws Error(failure) if
/// the text is not a record.
PromptRun parse_prompt_run(std::string_view json, std::string_view file);

}  // namespace gitctx
