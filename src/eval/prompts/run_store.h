#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/database.h"
#include "eval/prompts/prompt_run.h"
#include "llm/replies/reply_database.h"

namespace gitctx {

/// The summary of a run in a list of runs.
struct StoredRun {
  std::int64_t id = 0;
  std::string suite;
  std::int64_t started_ms = 0;
  std::string commit;
  std::string model;
  bool is_complete = true;
  std::size_t examples = 0;
  std::optional<double> accuracy;
  std::optional<double> relevance;
  std::optional<double> cost_usd;  ///< per example; nothing: unknown
  double p50_ms = 0;
  double p95_ms = 0;
  std::optional<double> paid_usd;  ///< nothing: unknown
};

/// Stores the runs of one repository in a SQLite file that its worktrees share. Must be used from
/// one thread. Throws the same errors as open_versioned_database().
class RunStore {
 public:
  static RunStore open(const std::filesystem::path& path);

  /// Returns the run's number.
  std::int64_t add(const PromptRun& run);
  /// The runs of one suite, or of all suites if `suite` is empty, newest first.
  std::vector<StoredRun> list(const std::string& suite, std::size_t most);
  std::optional<PromptRun> find(std::int64_t id);
  /// The newest complete run of the suite that is older than `before`.
  std::optional<PromptRun> find_before(const std::string& suite, std::int64_t before);

 private:
  explicit RunStore(Database database) : database_(std::move(database)) {}

  Database database_;
};

/// Opens the recorded replies of all runs, which are in the same file as the runs. With these
/// replies, an unchanged request is paid for only once.
ReplyDatabase open_stored_replies(const std::filesystem::path& path);

}  // namespace gitctx
