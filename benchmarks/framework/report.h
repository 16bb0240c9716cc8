#pragma once

#include <span>
#include <string>

#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// What a commit did, shown beside it where known.
struct CommitSubject {
  std::string commit;  ///< as in RunRecord
  std::string subject;
};

/// One HTML page of all runs, in any order: what the newest found, and the trend of every metric.
/// It needs nothing beside itself: no script, no style sheet, no picture, no network.
std::string render_report(std::span<const RunRecord> runs,
                          std::span<const CommitSubject> subjects = {});

}  // namespace gitctx::bench
