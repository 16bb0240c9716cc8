#include "ingest/run_recorder.h"

#include <algorithm>
#include <functional>

#include "base/log.h"

namespace gitctx {

void RunRecorder::end_pass(const char* name, Clock::time_point begin) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  report_.phases.push_back({name, seconds});
  log_event(LogLevel::info, "pass", {{"name", name}, {"seconds", seconds}});
}

void RunRecorder::show(IndexPhase phase, std::size_t files_done, std::size_t files_total) {
  const Clock::time_point now = Clock::now();
  const bool is_soon = now - last_report_ < request_.progress_interval;
  if (phase == last_phase_ && phase != IndexPhase::done && is_soon) return;
  last_phase_ = phase;
  last_report_ = now;
  show({phase, files_done, files_total, report_.new_bytes});
}

void RunRecorder::add_batch(const BatchResult& result) {
  for (const IndexedBatch::Blob& blob : result.batch.blobs) {
    ++report_.new_blobs;
    report_.new_lines += blob.line_count;
    report_.new_chunks += blob.chunk_count;
    if (blob.skip_reason != SkipReason::none) continue;
    LanguageCount& count = languages_[blob.language];
    count.language = blob.language;
    ++count.files;
    count.bytes += blob.text_size;
    count.chunks += blob.chunk_count;
  }
  report_.new_bytes += result.batch.text_bytes;
  report_.new_tokens += result.batch.token_estimate;
  left_out_.insert(left_out_.end(), result.left_out.begin(), result.left_out.end());
}

void RunRecorder::add_skipped(std::span<const SkippedFile> files) {
  report_.skipped.insert(report_.skipped.end(), files.begin(), files.end());
}

void RunRecorder::add_file(const auto& file) {
  ++report_.files;
  searchable_.insert(std::uint64_t{file.segment} << 32 | to_int(file.blob));
  report_.commits_pending += file.commit_known ? 0 : 1;
}

void RunRecorder::add_view(const ViewContent& content) {
  for (const ViewContent::File& file : content.files) add_file(file);
  add_skipped(content.skipped);
}

void RunRecorder::add_view(const ViewReader& view) {
  for (std::size_t i = 0; i < view.file_count(); ++i) add_file(view.file(i));
  add_skipped(view.skipped());
}

void RunRecorder::finish_views() {
  report_.unique_blobs = searchable_.size();
  std::ranges::sort(report_.skipped);
  const auto same = std::ranges::unique(report_.skipped);
  report_.skipped.erase(same.begin(), same.end());
  for (const auto& [language, count] : languages_) report_.languages.push_back(count);
  std::ranges::sort(report_.languages, std::greater(), &LanguageCount::bytes);
}

}  // namespace gitctx
