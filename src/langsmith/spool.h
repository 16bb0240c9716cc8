#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "langsmith/ids.h"
#include "langsmith/ingest.h"

namespace gitctx {

/// The folder that keeps undelivered data for LangSmith: traces in the format of LangSmith's
/// official clients (`trace_<ms>_<8 hex>.json`), and experiments (`experiment_<ms>_<8 hex>.json`).
/// The files never contain a key. Thread-safe; several processes may share the folder.
class LangSmithSpool {
 public:
  /// The folder is created when the first file is kept. `max_bytes` limits only traces: when the
  /// folder is full, further traces are dropped, and a log line says so.
  LangSmithSpool(std::filesystem::path folder, std::uint64_t max_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}

  /// Returns the path of the file, or an empty path if the trace was dropped.
  std::filesystem::path keep_trace(const IngestBody& body, TraceTime now);
  std::filesystem::path keep_experiment(std::string_view experiment_json, TraceTime now);

  /// The kept files, oldest first.
  std::vector<std::filesystem::path> files() const;

  static bool is_trace(const std::filesystem::path& file);
  /// Throws Error(failure) for a file that is not a kept trace.
  static IngestBody read_trace(const std::filesystem::path& file);
  /// The error for a file that is not a kept trace.
  static Error unreadable_trace(const std::filesystem::path& file);

 private:
  std::filesystem::path write(std::string_view kind, std::string_view contents, TraceTime now);

  std::filesystem::path folder_;
  std::uint64_t max_bytes_;
  std::mutex mutex_;
  TimedIds ids_;
};

}  // namespace gitctx
