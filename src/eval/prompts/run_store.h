#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/database.h"
#include "eval/prompts/prompt_run.h"
#include "eval/prompts/reply_store.h"

namespace gitctx {

/// A run as a list shows it.
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
  double cost_usd = 0;  ///< of an example
  double p50_ms = 0;
  double p95_ms = 0;
  double paid_usd = 0;
};

/// The runs of one repository in a SQLite file, shared by its worktrees. Used from one thread.
/// Throws as Database does.
class RunStore {
 public:
  static RunStore open(const std::filesystem::path& path);

  /// Returns the run's number.
  std::int64_t add(const PromptRun& run);
  /// The newest first; of one suite, or of all of them.
  std::vector<StoredRun> list(const std::string& suite, std::size_t most);
  std::optional<PromptRun> find(std::int64_t id);
  /// The newest complete run of the suite that is older than `before`.
  std::optional<PromptRun> find_before(const std::string& suite, std::int64_t before);

 private:
  explicit RunStore(Database database) : database_(std::move(database)) {}

  Database database_;
};

/// Every reply that was paid for, in the same file: what did not change is not paid for again.
class StoredReplies final : public ReplyStore {
 public:
  explicit StoredReplies(const std::filesystem::path& path);

  std::optional<KeptReply> find(const std::string& key, const ChatRequest& request) override;
  void keep(const std::string& key, const ChatRequest& request, const KeptReply& reply) override;

 private:
  std::mutex mutex_;
  Database database_;
};

}  // namespace gitctx
