#pragma once

#include <string>
#include <string_view>

#include "eval/queries/eval_run.h"
#include "eval/record_file.h"

namespace gitctx {

/// The JSON document of a run. `comparison` may be null.
std::string run_record_json(const EvalRun& run, const EvalComparison* comparison,
                            RecordDetail detail);

/// Whether the text is a JSON object with the field `queries`, as in the record of a query run.
bool has_queries(std::string_view json);

/// Reads a record with either detail. `file` names the record in messages. Throws Error(failure) if
/// the text is not a record.
EvalRun parse_run_record(std::string_view json, std::string_view file);

}  // namespace gitctx
