#include "ingest/index_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_set>

#include "base/check.h"
#include "base/error.h"
#include "base/log.h"
#include "base/stop.h"
#include "base/trace.h"
#include "core/storage_paths.h"
#include "git/repository.h"
#include "index/index_writer.h"
#include "ingest/blob_pipeline.h"
#include "ingest/commit_tracker.h"
#include "ingest/requested_view.h"

namespace gitctx {

namespace {

using Clock = std::chrono::steady_clock;

// Text a segment holds before it is flushed, as a part of the memory limit: the builder keeps about
// two bytes for every byte of text, the batches in flight and the allocator the rest.
constexpr std::uint64_t memory_per_text_byte = 6;
// Vectors of hosted models can be as large as the text they are of.
constexpr std::uint64_t memory_share_of_vectors = 6;
constexpr std::uint64_t smallest_segment_bytes = 1024 * 1024;
// How long a run waits for the commits of its paths once all else is done.
constexpr auto commit_patience = std::chrono::milliseconds(100);

/// One run: its passes share the report, the writer and the views.
class IndexRun {
 public:
  IndexRun(const RepositoryLayout& layout, const Settings& settings, EmbedderSource& embedders,
           const IndexRequest& request, std::stop_token stop,
           const std::function<void(const IndexProgress&)>& progress)
      : layout_(layout),
        settings_(settings),
        request_(request),
        stop_(std::move(stop)),
        progress_(progress),
        repository_(Repository::open(layout)),
        embedders_(embedders),
        embedder_(embedders.make_embedder(stop_)),
        directory_(request.directory.empty() ? index_directory(layout.common_dir)
                                             : request.directory),
        writer_(IndexWriter::open(directory_, {embedder_->model().id, chunking_id(settings.index),
                                               request.force, request.keep})) {
    GITCTX_CHECK(!request.edit || !request.directory.empty());
    if (request.batch && embedders.batches() == nullptr) {
      throw Error(ErrorCode::usage, "--batch: only models of OpenAI are used in batches",
                  "Run: gitctx index");
    }
  }

  IngestReport run() {
    const Clock::time_point begin = Clock::now();
    try {
      run_passes();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::interrupted) throw;
      report_.interrupted = true;
    }
    report_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    report_.index_bytes = writer_.index_bytes();
    report_.segments = writer_.manifest().segments.size();
    return std::move(report_);
  }

 private:
  void run_passes() {
    // What is asked for, and what of it the index has already.
    pass("views", [&] { views_ = requested_views(repository_, settings_, request_); });
    if (all_views_current()) return finish_current();
    // The files of the others, and the blobs nobody has seen before.
    pass("list", [&] { list_views(); });
    pass("compare", [&] { find_unseen_blobs(); });
    if (request_.dry_run) return count_unseen_blobs();
    if (embedders_.is_hosted() && !unseen_.empty()) embed_in_batches();
    // Beside everything that follows: which commit last changed each path.
    start_commit_tracker();
    pass("index", [&] { index_unseen_blobs(); });
    if (report_.interrupted) return;
    pass("merge", [&] { merge_segments(); });
    pass("commits", [&] { tracker_->finish(Clock::now() + commit_patience); });
    pass("write views", [&] { write_views(); });
    pass("commit", [&] { writer_.commit(); });
    report(IndexPhase::done, report_.files);
  }

  template <class Body>
  void pass(const char* name, Body&& body) {
    const Clock::time_point begin = Clock::now();
    {
      const TraceSpan span(name);
      body();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    report_.phases.push_back({name, seconds});
    log_event(LogLevel::info, "pass", {{"name", name}, {"seconds", seconds}});
  }

  void report(IndexPhase phase, std::size_t files_done) {
    const Clock::time_point now = Clock::now();
    const bool soon = now - last_report_ < request_.progress_interval;
    if (phase == last_phase_ && phase != IndexPhase::done && soon) return;
    last_phase_ = phase;
    last_report_ = now;
    if (progress_) progress_({phase, files_done, unseen_.size(), report_.new_bytes});
  }

  const ViewRecord* current_record(const RequestedView& view) const {
    const auto& records = writer_.manifest().views;
    const auto found = std::ranges::find_if(records, [&](const ViewRecord& record) {
      return record.kind == view.kind && record.commit == view.commit &&
             record.fingerprint == view.fingerprint && record.complete;
    });
    // What lies in the worktree can change at any time.
    const bool usable = found != records.end() && view.kind != ViewKind::worktree;
    return usable ? &*found : nullptr;
  }

  bool all_views_current() const {
    return std::ranges::all_of(views_, [&](const RequestedView& view) {
      const ViewRecord* record = current_record(view);
      return record != nullptr && record->commits_pending == 0 && record->unreadable == 0;
    });
  }

  /// Nothing to list: at most somebody new owns a view.
  void finish_current() {
    bool changed = false;
    const auto snapshot = Snapshot::open(directory_, writer_.manifest());
    for (RequestedView& requested : views_) {
      const ViewRecord& record = *current_record(requested);
      requested.commit_count = record.commits;
      const ViewReader view = snapshot->open_view(record);
      for (std::size_t i = 0; i < view.file_count(); ++i) count_file(view.file(i));
      report_skipped(view.skipped());
      report_.commits_pending += record.commits_pending;
      changed = writer_.give_view(record.file, requested.owner) || changed;
    }
    count_commits();
    finish_counts();
    changed = drop_vanished_worktrees() || changed;
    if (changed && !request_.dry_run) writer_.commit();
    report_.up_to_date = true;
    report(IndexPhase::done, 0);
  }

  /// Two views of one commit are one commit; a history counts its own.
  void count_commits() {
    std::unordered_set<CommitId> commits;
    for (const RequestedView& view : views_) {
      const bool is_new = view.kind == ViewKind::history || commits.insert(view.commit).second;
      if (is_new) report_.commits += view.commit_count;
    }
  }

  /// A file of a view that the index holds, written by this run or before.
  void count_file(const auto& file) {
    ++report_.files;
    searchable_.insert(std::uint64_t{file.segment} << 32 | to_int(file.blob));
  }

  void report_skipped(std::span<const SkippedFile> files) {
    report_.skipped.insert(report_.skipped.end(), files.begin(), files.end());
  }

  void finish_counts() {
    report_.unique_blobs = searchable_.size();
    std::ranges::sort(report_.skipped, {}, &SkippedFile::path);
    const auto same = std::ranges::unique(report_.skipped);
    report_.skipped.erase(same.begin(), same.end());
  }

  bool drop_vanished_worktrees() {
    std::vector<std::string> gone;
    for (const ViewRecord& view : writer_.manifest().views) {
      for (const std::string& owner : view.owners) {
        const std::size_t at = owner.find('@');
        if (at == std::string::npos || owner.starts_with("ref:") || at + 1 == owner.size())
          continue;
        std::error_code error;
        const auto place = layout_.common_dir / "worktrees" / owner.substr(at + 1);
        if (!std::filesystem::exists(place, error) && !error) gone.push_back(owner);
      }
    }
    for (const std::string& owner : gone) writer_.drop_owner(owner);
    return !gone.empty();
  }

  void list_views() {
    report(IndexPhase::listing, 0);
    if (!writer_.begins_anew() && !writer_.manifest().segments.empty()) {
      old_ = Snapshot::open(directory_, writer_.manifest());
    }
    for (RequestedView& view : views_) {
      list_view(repository_, settings_, stop_, view);
      report_.files += view.view.entries.size();
      if (request_.dry_run) report_skipped(view.view.skipped);
    }
    count_commits();
  }

  void find_unseen_blobs() {
    std::unordered_set<BlobId> seen;
    for (const RequestedView& view : views_) {
      for (const ViewEntry& entry : view.view.entries) {
        if (!seen.insert(entry.blob).second) continue;
        if (!is_indexed(entry.blob)) unseen_.push_back(&entry);
      }
    }
    report_.unique_blobs = seen.size();
  }

  bool is_indexed(const BlobId& blob) const {
    return old_ && std::ranges::any_of(old_->segments(), [&](const SegmentReader& segment) {
             return segment.find(blob).has_value();
           });
  }

  void count_unseen_blobs() {
    if (const auto estimator = embedders_.make_estimator()) return estimate_cost(*estimator);
    BlobReader reader(layout_,
                      static_cast<std::uint64_t>(settings_.index.max_blob_size_mb * 1024 * 1024));
    for (const ViewEntry* entry : unseen_) {
      throw_if_stopped(stop_);
      const BlobContent content = reader.read(*entry);
      if (!content.ok()) continue;
      ++report_.new_blobs;
      report_.new_bytes += content.bytes.size();
      report_.new_lines += static_cast<std::uint64_t>(std::ranges::count(content.bytes, '\n'));
    }
    constexpr std::uint64_t bytes_per_token = 4;
    report_.new_tokens = report_.new_bytes / bytes_per_token;
  }

  /// Cuts everything into chunks, as indexing would.
  void estimate_cost(CostEstimator& estimator) {
    report(IndexPhase::indexing, 0);
    each_unembedded_batch([&](const BatchResult& result) {
      count_batch(result);
      estimator.add(result.texts);
    });
    report_.estimate = estimator.total();
    report_.new_tokens = report_.estimate->tokens;
  }

  void each_unembedded_batch(const std::function<void(const BatchResult&)>& consume) {
    const IndexingTools tools{layout_, settings_, embedders_, request_.edit, false};
    const bool finished =
        index_blobs(tools, unseen_, stop_, [&](BatchResult&& result, std::size_t files_done) {
          consume(result);
          report(IndexPhase::indexing, files_done);
        });
    if (!finished) throw_interrupted();
  }

  /// What the service embeds in its own time is in the cache afterwards.
  void embed_in_batches() {
    EmbeddingBatches* const batches = embedders_.batches();
    if (batches == nullptr) return;
    const std::uint64_t pending = batches->pending_texts();
    if (!request_.batch && pending > 0) {
      throw Error(ErrorCode::failure,
                  fmt::format("a batch of {} texts is under way from an earlier run", pending),
                  "gitctx index --batch waits for it; gitctx clear --embeddings gives it up");
    }
    if (!request_.batch) return;
    const auto waiting = [&](const BatchProgress& progress) {
      if (progress_) {
        progress_({IndexPhase::waiting, static_cast<std::size_t>(progress.texts_done),
                   static_cast<std::size_t>(progress.texts_total), 0});
      }
    };
    pass("earlier batch", [&] { batches->collect(stop_, waiting); });
    pass("send batch", [&] {
      each_unembedded_batch([&](const BatchResult& result) { batches->add(result.texts, stop_); });
      batches->send(stop_);
    });
    pass("await batch", [&] { batches->collect(stop_, waiting); });
  }

  void start_commit_tracker() {
    std::vector<CommitTracker::Task> tasks;
    for (RequestedView& view : views_) {
      if (view.kind == ViewKind::history) continue;
      CommitTracker::Task task{&view, std::nullopt};
      if (old_) {
        const ViewRecord* known = old_->find_view(ViewKind::snapshot, view.commit);
        if (known == nullptr) known = old_->find_view_of(view.owner);
        if (known == nullptr) known = old_->find_view_of(head_owner(layout_));
        if (known != nullptr && known->kind != ViewKind::history) {
          task.known = read_stored_view(old_->open_view(*known));
          drop_dirty_entries(*task.known);
        }
      }
      tasks.push_back(std::move(task));
    }
    tracker_.emplace(layout_, std::move(tasks));
  }

  /// What is uncommitted says nothing about commits.
  static void drop_dirty_entries(StoredView& stored) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < stored.view.entries.size(); ++i) {
      if (stored.view.entries[i].dirty) continue;
      if (kept != i) {
        stored.view.entries[kept] = std::move(stored.view.entries[i]);
        stored.commits.last[kept] = stored.commits.last[i];
      }
      ++kept;
    }
    stored.view.entries.resize(kept);
    stored.commits.last.resize(kept);
  }

  void index_unseen_blobs() {
    if (unseen_.empty()) return;
    const std::uint64_t flush_bytes =
        std::max(smallest_segment_bytes, memory_limit_bytes() / memory_per_text_byte);
    report(IndexPhase::indexing, 0);
    const std::uint64_t flush_vector_bytes = memory_limit_bytes() / memory_share_of_vectors;
    const IndexingTools tools{layout_, settings_, embedders_, request_.edit};
    bool finished = false;
    try {
      finished =
          index_blobs(tools, unseen_, stop_, [&](BatchResult&& result, std::size_t files_done) {
            add_batch(result);
            trace_counter("text bytes", static_cast<double>(report_.new_bytes));
            report(IndexPhase::indexing, files_done);
            if (builder_->text_bytes() >= flush_bytes || vector_bytes_ >= flush_vector_bytes) {
              flush_segment();
            }
          });
    } catch (const Error& error) {
      // No money left, or no service: what was done stays.
      if (error.code() == ErrorCode::provider || error.code() == ErrorCode::configuration) {
        flush_segment();
      }
      throw;
    }
    flush_segment();
    if (!finished) report_.interrupted = true;
  }

  void add_batch(const BatchResult& result) {
    if (!builder_) {
      builder_.emplace(
          writer_.new_segment(static_cast<std::uint32_t>(embedder_->model().dimension)));
      vector_bytes_ = 0;
    }
    count_batch(result);
    const TraceSpan span("add batch");
    builder_->add(result.batch);
    vector_bytes_ += result.batch.vectors.size();
  }

  std::uint64_t memory_limit_bytes() const {
    return static_cast<std::uint64_t>(settings_.index.memory_limit_mb) * 1024 * 1024;
  }

  void flush_segment() {
    if (builder_ && !builder_->empty()) {
      const TraceSpan span("write segment");
      log_event(LogLevel::info, "segment", {{"text_bytes", builder_->text_bytes()}});
      writer_.add_segment(builder_->finish());
      // From here on a killed run keeps this segment. A run that begins anew must not: its first
      // commit replaces the old index.
      if (!writer_.begins_anew() || !had_index_) commit_unfinished();
    }
    builder_.reset();
  }

  /// Names the finished segments. Views that the index never had before are written with the files
  /// that are there, so that a first index can be searched before it is complete.
  void commit_unfinished() {
    std::shared_ptr<const Snapshot> segments;
    for (const RequestedView& view : views_) {
      if (old_ && old_->find_view_of(view.owner) != nullptr) continue;
      if (!segments) segments = writer_.segments_snapshot();
      const IndexedView indexed =
          index_view(view.view, view.commits, *segments, nullptr, *embedder_,
                     [&](const CommitId& id) { return commit_info(id); });
      ViewRecord record = view_record(view);
      record.complete = false;
      writer_.put_view(record, indexed.content, view.owner);
    }
    writer_.commit();
  }

  static ViewRecord view_record(const RequestedView& view) {
    ViewRecord record;
    record.kind = view.kind;
    record.commit = view.commit;
    record.fingerprint = view.fingerprint;
    record.commits = view.commit_count;
    return record;
  }

  void count_batch(const BatchResult& result) {
    std::uint32_t chunk = 0;
    for (const IndexedBatch::Blob& blob : result.batch.blobs) {
      ++report_.new_blobs;
      report_.new_lines += blob.line_count;
      LanguageCount& count = languages_[blob.language];
      if (blob.skip_reason == SkipReason::none) {
        count.language = blob.language;
        ++count.files;
        count.bytes += blob.text_size;
        count.chunks += blob.chunk_count;
      }
      chunk += blob.chunk_count;
    }
    report_.new_chunks += chunk;
    report_.new_bytes += result.batch.text_bytes;
    report_.new_tokens += result.batch.token_estimate;
    left_out_.insert(left_out_.end(), result.left_out.begin(), result.left_out.end());
  }

  void merge_segments() {
    report(IndexPhase::merging, unseen_.size());
    std::unordered_set<BlobId> live;
    for (const RequestedView& view : views_) {
      for (const ViewEntry& entry : view.view.entries) live.insert(entry.blob);
    }
    if (old_) {
      for (const ViewRecord& record : old_->manifest().views) {
        const ViewReader view = old_->open_view(record);
        for (std::size_t i = 0; i < view.file_count(); ++i) live.insert(view.blob_id(i));
      }
    }
    merged_ = writer_.merge(live);
  }

  void write_views() {
    report(IndexPhase::views, unseen_.size());
    const auto segments = writer_.segments_snapshot();
    const CommitLookUp look_up = [&](const CommitId& id) { return commit_info(id); };
    remember_commits();
    report_.files = 0;
    for (RequestedView& view : views_) {
      add_left_out(view.view);
      const std::optional<ViewReader> previous = previous_view(view);
      const IndexedView indexed = index_view(view.view, view.commits, *segments,
                                             previous ? &*previous : nullptr, *embedder_, look_up);
      writer_.put_view(view_record(view), indexed.content, view.owner);
      for (const ViewContent::File& file : indexed.content.files) {
        count_file(file);
        report_.commits_pending += file.commit_known ? 0 : 1;
      }
      report_skipped(indexed.content.skipped);
    }
    finish_counts();
    drop_vanished_worktrees();
    if (merged_) rewrite_other_views(*segments, look_up);
    for (const auto& [language, count] : languages_) {
      if (count.files > 0) report_.languages.push_back(count);
    }
    std::ranges::sort(report_.languages, std::greater(), &LanguageCount::bytes);
  }

  /// What the index had for the owner of a view, or at least for HEAD.
  std::optional<ViewReader> previous_view(const RequestedView& view) const {
    if (!old_ || view.kind == ViewKind::history) return std::nullopt;
    const ViewRecord* record = old_->find_view_of(view.owner);
    if (record == nullptr) record = old_->find_view_of(head_owner(layout_));
    if (record == nullptr) return std::nullopt;
    return old_->open_view(*record);
  }

  /// Views that nobody asked for this time still point into segments that were merged away.
  void rewrite_other_views(const Snapshot& segments, const CommitLookUp& look_up) {
    if (!old_) return;
    const std::vector<ViewRecord> records = writer_.manifest().views;
    for (const ViewRecord& record : records) {
      const bool is_old = std::ranges::find(old_->manifest().views, record.file,
                                            &ViewRecord::file) != old_->manifest().views.end();
      if (!is_old) continue;
      const ViewReader old_view = old_->open_view(record);
      const StoredView stored = read_stored_view(old_view);
      writer_.replace_view(record.file, index_view(stored.view, stored.commits, segments, &old_view,
                                                   *embedder_, look_up)
                                            .content);
    }
  }

  /// Files whose blob could not be read or is too large leave the view with that reason.
  void add_left_out(View& view) const {
    std::map<std::string_view, const SkippedFile*> by_path;
    for (const SkippedFile& file : left_out_) by_path.emplace(file.path, &file);
    if (by_path.empty()) return;
    for (const ViewEntry& entry : view.entries) {
      const auto found = by_path.find(entry.path);
      if (found != by_path.end()) view.skipped.push_back(*found->second);
    }
  }

  /// Commits that old views show need not be read again.
  void remember_commits() {
    if (!old_) return;
    for (const ViewRecord& record : old_->manifest().views) {
      const ViewReader view = old_->open_view(record);
      for (std::uint32_t i = 0; i < view.commit_count(); ++i) {
        CommitInfo info = view.commit_info(i);
        known_commits_.try_emplace(info.id, std::move(info));
      }
    }
  }

  CommitInfo commit_info(const CommitId& id) {
    const auto known = known_commits_.find(id);
    if (known != known_commits_.end()) return known->second;
    try {
      return repository_.commit_info(id);
    } catch (const Error&) {
      // A broken commit must not stop the run: its id is still true.
      CommitInfo info;
      info.id = id;
      return info;
    }
  }

  const RepositoryLayout& layout_;
  const Settings& settings_;
  const IndexRequest& request_;
  std::stop_token stop_;
  const std::function<void(const IndexProgress&)>& progress_;
  Repository repository_;
  EmbedderSource& embedders_;
  std::unique_ptr<Embedder> embedder_;
  std::filesystem::path directory_;
  IndexWriter writer_;
  bool had_index_ = std::filesystem::exists(manifest_path(directory_));

  IngestReport report_;
  std::vector<RequestedView> views_;
  std::shared_ptr<const Snapshot> old_;  // the index before this run
  std::vector<const ViewEntry*> unseen_;
  std::optional<CommitTracker> tracker_;
  std::optional<SegmentBuilder> builder_;
  std::uint64_t vector_bytes_ = 0;                // of the builder
  std::unordered_set<std::uint64_t> searchable_;  // segment and blob of files of the views
  std::map<Language, LanguageCount> languages_;
  std::vector<SkippedFile> left_out_;
  std::unordered_map<CommitId, CommitInfo> known_commits_;
  bool merged_ = false;
  IndexPhase last_phase_ = IndexPhase::done;
  Clock::time_point last_report_;
};

}  // namespace

IngestReport run_index(const RepositoryLayout& layout, const Settings& settings,
                       EmbedderSource& embedders, const IndexRequest& request, std::stop_token stop,
                       const std::function<void(const IndexProgress&)>& progress) {
  return IndexRun(layout, settings, embedders, request, std::move(stop), progress).run();
}

}  // namespace gitctx
