#pragma once

#include <span>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// The subject of a commit, shown next to it if known.
struct CommitSubject {
  std::string commit;  ///< as in RunRecord
  std::string subject;
};

/// One self-contained HTML page of all runs, given in any order: the results of the newest, and the
/// trend of every metric.
std::string render_report(std::span<const RunRecord> runs,
                          std::span<const CommitSubject> subjects = {});

}  // namespace gitctx::bench
