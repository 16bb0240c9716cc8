#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/ids.h"
#include "langsmith/ingest.h"

namespace gitctx {

/// A folder that keeps what could not be delivered to LangSmith: traces as its official clients
/// keep them (`trace_<ms>_<8 hex>.json`), and whole experiments (`experiment_<ms>_<8 hex>.json`).
/// No key is ever in it. Any thread; several processes may share the folder.
class LangSmithSpool {
 public:
  /// The folder is made when something is kept. `max_bytes` limits traces: those that come when the
  /// folder is full are lost, with an event in the log.
  LangSmithSpool(std::filesystem::path folder, std::uint64_t max_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}

  const std::filesystem::path& folder() const { return folder_; }

  /// The file it is in; empty: it was lost.
  std::filesystem::path keep_trace(const IngestBody& body, TraceTime now);
  std::filesystem::path keep_experiment(std::string_view experiment_json, TraceTime now);

  /// What is kept, the oldest first.
  std::vector<std::filesystem::path> files() const;

  static bool is_trace(const std::filesystem::path& file);
  /// Throws Error(failure) for a file that is no kept trace.
  static IngestBody read_trace(const std::filesystem::path& file);

 private:
  std::filesystem::path write(std::string_view kind, std::string_view contents, TraceTime now);

  std::filesystem::path folder_;
  std::uint64_t max_bytes_;
  std::mutex mutex_;
  TimedIds ids_;
};

}  // namespace gitctx
