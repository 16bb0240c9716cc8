#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <unordered_set>
#include <vector>

#include "base/trace.h"
#include "index/view_reader.h"
#include "index/view_writer.h"
#include "ingest/batch_indexer.h"
#include "ingest/index_run.h"

namespace gitctx {

/// Builds the report of a run during the run, and reports the progress of the run. Not thread-safe.
class RunRecorder {
 public:
  /// `progress` may be empty.
  RunRecorder(const IndexRequest& request,
              const std::function<void(const IndexProgress&)>& progress)
      : request_(request), progress_(progress) {}

  IngestReport& report() { return report_; }
  /// The blobs that are unreadable or too large, from all batches.
  const std::vector<LeftOutBlob>& left_out() const { return left_out_; }

  /// Runs `body` as a pass of this name: timed, traced and logged. `name` is a literal.
  template <class Body>
  void pass(const char* name, Body&& body) {
    const Clock::time_point begin = Clock::now();
    {
      const TraceSpan span(name);
      body();
    }
    end_pass(name, begin);
  }

  /// Reports progress. A new phase and the end of the run are reported at once, and other progress
  /// at most once per IndexRequest::progress_interval.
  void show(IndexPhase phase, std::size_t files_done, std::size_t files_total);
  void show(const IndexProgress& progress) {
    if (progress_) progress_(progress);
  }

  void add_batch(const BatchResult& result);
  void add_skipped(std::span<const SkippedFile> files);
  /// Counts the searchable and skipped files of a view that this run wrote, or that was already
  /// current.
  void add_view(const ViewContent& content);
  void add_view(const ViewReader& view);
  /// Completes the counts that need all views: distinct blobs, skipped files, languages.
  void finish_views();

 private:
  using Clock = std::chrono::steady_clock;

  void add_file(const auto& file);
  void end_pass(const char* name, Clock::time_point begin);

  const IndexRequest& request_;
  const std::function<void(const IndexProgress&)>& progress_;
  IngestReport report_;
  std::vector<LeftOutBlob> left_out_;
  std::map<Language, LanguageCount> languages_;
  std::unordered_set<std::uint64_t> searchable_;  // segment and blob of each file of the views
  IndexPhase last_phase_ = IndexPhase::done;
  Clock::time_point last_report_;
};

}  // namespace gitctx
