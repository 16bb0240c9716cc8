#include "ingest/index_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "base/stop.h"
#include "base/trace.h"
#include "core/storage_paths.h"
#include "embed/embedder.h"
#include "git/blob_reader.h"
#include "git/repository.h"
#include "index/index_writer.h"
#include "ingest/blob_pipeline.h"
#include "ingest/commit_tracker.h"
#include "ingest/index_plan.h"
#include "ingest/index_publisher.h"
#include "ingest/requested_view.h"
#include "ingest/run_recorder.h"
#include "ingest/segment_collector.h"

namespace gitctx {

namespace {

using Clock = std::chrono::steady_clock;

// The maximum time for which a run waits for the last commits of paths after all other work is
// done.
constexpr auto commit_patience = std::chrono::milliseconds(100);

/// Opens the writer. If the index has another model, the error names both models as in the
/// settings.
IndexWriter open_writer(const std::filesystem::path& directory, const IndexWriter::Options& options,
                        const std::string& other_model_hint) {
  try {
    return IndexWriter::open(directory, options);
  } catch (const OtherModel& other) {
    throw Error(other.code(), other_model_message(other.indexed, other.configured),
                other_model_hint.empty() ? other.hint() : other_model_hint);
  }
}

/// The state that the passes of one run share.
class IndexRun {
 public:
  IndexRun(const RepositoryLayout& layout, const Settings& settings, EmbedderSource& embedders,
           const IndexRequest& request, std::stop_token stop,
           const std::function<void(const IndexProgress&)>& progress)
      : layout_(layout),
        settings_(settings),
        request_(request),
        stop_(std::move(stop)),
        recorder_(request, progress),
        repository_(Repository::open(layout)),
        embedders_(embedders),
        embedder_(embedders.make_embedder(stop_)),
        directory_(request.directory.empty() ? index_directory(layout.common_dir)
                                             : request.directory),
        writer_(open_writer(directory_,
                            {embedder_->model().id, chunking_id(settings.index), request.force,
                             request.keep, request.verify},
                            request.other_model_hint)) {
    GITCTX_CHECK(!request.edit || !request.directory.empty());
    if (request.batch && embedders.batches() == nullptr) {
      throw Error(ErrorCode::usage, "--batch: only OpenAI models support batches",
                  "Run: gitctx index");
    }
  }

  IngestReport run() {
    const Clock::time_point begin = Clock::now();
    IngestReport& report = recorder_.report();
    try {
      run_passes();
    } catch (const Error& error) {
      if (error.code() != ErrorCode::interrupted) throw;
      report.interrupted = true;
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    report.damage = writer_.damage().reasons;
    report.damaged_manifest = writer_.damage().manifest;
    if (!report.interrupted && !request_.dry_run) report.dropped = dropped_owners();
    report.index_bytes = writer_.index_bytes();
    report.segments = writer_.manifest().segments.size();
    return std::move(report);
  }

 private:
  void run_passes() {
    // Plan: the requested views, and the blobs that the index lacks.
    recorder_.pass("views", [&] { find_views(); });
    if (are_current(writer_.manifest(), views_)) return finish_current();
    recorder_.pass("list", [&] { list_views(); });
    recorder_.pass("compare", [&] { unseen_ = find_unseen_blobs(views_, old_.get()); });
    recorder_.report().unique_blobs = unseen_.unique_blobs;
    if (request_.dry_run) return count_unseen_blobs();
    if (embedders_.is_hosted() && !unseen_.entries.empty()) embed_in_batches();

    // Segments. Meanwhile, a thread finds which commit last changed each path.
    IndexPublisher publisher(repository_, writer_, *embedder_, old_);
    CommitTracker tracker(layout_, commit_tasks(layout_, views_, old_.get()));
    recorder_.pass("index", [&] { index_unseen_blobs(publisher); });
    if (recorder_.report().interrupted) return;
    bool merged = false;
    recorder_.pass("merge", [&] { merged = merge_segments(); });

    // Publish: the views, then the manifest that names everything.
    recorder_.pass("commits", [&] { tracker.finish(Clock::now() + commit_patience); });
    recorder_.pass("write views", [&] { write_views(publisher, merged); });
    recorder_.pass("commit", [&] { writer_.commit(); });
    show(IndexPhase::done, unseen_.entries.size());
  }

  std::vector<std::string> dropped_owners() const {
    std::vector<std::string> kept;
    for (const ViewRecord& view : writer_.manifest().views) {
      kept.insert(kept.end(), view.owners.begin(), view.owners.end());
    }
    std::vector<std::string> dropped;
    const auto add_missing = [&](const std::vector<ViewRecord>& views) {
      for (const ViewRecord& view : views) {
        std::ranges::copy_if(view.owners, std::back_inserter(dropped),
                             [&](const std::string& owner) {
                               return std::ranges::find(kept, owner) == kept.end() &&
                                      std::ranges::find(dropped, owner) == dropped.end();
                             });
      }
    };
    add_missing(writer_.replaced_views());
    if (embedders_.is_hosted()) add_missing(writer_.damage().views);
    return dropped;
  }

  void show(IndexPhase phase, std::size_t files_done) {
    recorder_.show(phase, files_done, unseen_.entries.size());
  }

  /// Finds the requested views, and the damaged views to rebuild. A hosted model costs money, and
  /// anyone can write the list of views in a clone. So with a hosted model, only requested views
  /// are rebuilt.
  void find_views() {
    views_ = requested_views(repository_, settings_, request_);
    requested_count_ = views_.size();
    if (embedders_.is_hosted()) return;
    for (RequestedView& view : lost_views(repository_, settings_, writer_.damage().views, views_)) {
      views_.push_back(std::move(view));
    }
  }

  /// Ends a run whose requested views are all current. A view may still get a new owner, or lose an
  /// owner whose worktree has vanished.
  void finish_current() {
    std::vector<IndexWriter::OwnedFile> owned;
    const auto snapshot = writer_.opened();
    for (RequestedView& requested : views_) {
      const ViewRecord& record = *find_current(writer_.manifest(), requested);
      requested.commit_count = record.commits;
      recorder_.add_view(snapshot->open_view(record));
      owned.push_back({record.file, requested.owner});
    }
    const IndexWriter::Damage& damage = writer_.damage();
    bool changed = writer_.give_views(owned) || !damage.reasons.empty() || !damage.manifest.empty();
    recorder_.report().commits = count_commits(views_);
    recorder_.finish_views();
    changed = drop_vanished_worktrees(layout_, writer_) || changed;
    if (changed && !request_.dry_run) writer_.commit();
    recorder_.report().up_to_date = true;
    show(IndexPhase::done, 0);
  }

  void list_views() {
    show(IndexPhase::listing, 0);
    old_ = writer_.opened();
    for (std::size_t i = 0; i < requested_count_; ++i) {
      list_view(repository_, settings_, stop_, views_[i]);
    }
    for (std::size_t i = requested_count_; i < views_.size();) {
      try {
        list_view(repository_, settings_, stop_, views_[i]);
        ++i;
      } catch (const Error& error) {
        // A damaged view is lost if its commit no longer exists in the repository.
        if (error.code() == ErrorCode::interrupted) throw;
        recorder_.report().lost.push_back(views_[i].owner + ": " + error.message());
        views_.erase(views_.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    for (const RequestedView& view : views_) {
      recorder_.report().files += view.view.entries.size();
      if (request_.dry_run) recorder_.add_skipped(view.view.skipped);
    }
    recorder_.report().commits = count_commits(views_);
  }

  void count_unseen_blobs() {
    if (const auto estimator = embedders_.make_estimator()) return estimate_cost(*estimator);
    IngestReport& report = recorder_.report();
    BlobReader reader(layout_, max_blob_bytes(settings_.index));
    for (const ViewEntry* entry : unseen_.entries) {
      throw_if_stopped(stop_);
      const BlobContent content = reader.read(*entry);
      if (!content.ok()) continue;
      ++report.new_blobs;
      report.new_bytes += content.bytes.size();
      report.new_lines += static_cast<std::uint64_t>(std::ranges::count(content.bytes, '\n'));
    }
    constexpr std::uint64_t bytes_per_token = 4;
    report.new_tokens = report.new_bytes / bytes_per_token;
  }

  /// Estimates the cost by cutting all unseen blobs into chunks, as indexing would.
  void estimate_cost(CostEstimator& estimator) {
    show(IndexPhase::indexing, 0);
    each_unembedded_batch([&](const BatchResult& result) {
      recorder_.add_batch(result);
      estimator.add(result.texts);
    });
    recorder_.report().estimate = estimator.total();
    recorder_.report().new_tokens = recorder_.report().estimate->tokens;
  }

  void each_unembedded_batch(const std::function<void(const BatchResult&)>& consume) {
    const IndexingTools tools{layout_, settings_, embedders_, request_.edit, false};
    const bool finished = index_blobs(tools, unseen_.entries, stop_,
                                      [&](const BatchResult& result, std::size_t files_done) {
                                        consume(result);
                                        show(IndexPhase::indexing, files_done);
                                      });
    if (!finished) throw_interrupted();
  }

  /// Sends the texts to the service in batches, waits for the batches, and puts the vectors into
  /// the cache.
  void embed_in_batches() {
    EmbeddingBatches* const batches = embedders_.batches();
    if (batches == nullptr) return;
    const std::uint64_t pending = batches->pending_texts();
    if (!request_.batch && pending > 0) {
      throw Error(ErrorCode::failure,
                  fmt::format("a batch of {} texts from an earlier run is still pending", pending),
                  "Use gitctx index --batch to wait for it, or gitctx clear --embeddings to drop "
                  "it");
    }
    if (!request_.batch) return;
    const auto waiting = [&](const BatchProgress& progress) {
      recorder_.show({IndexPhase::waiting, static_cast<std::size_t>(progress.texts_done),
                      static_cast<std::size_t>(progress.texts_total), 0});
    };
    recorder_.pass("earlier batch", [&] { batches->collect(stop_, waiting); });
    recorder_.pass("send batch", [&] {
      each_unembedded_batch([&](const BatchResult& result) { batches->add(result.texts, stop_); });
      batches->send(stop_);
    });
    recorder_.pass("await batch", [&] { batches->collect(stop_, waiting); });
  }

  void index_unseen_blobs(IndexPublisher& publisher) {
    if (unseen_.entries.empty()) return;
    show(IndexPhase::indexing, 0);
    // With early commits, a killed run keeps its finished segments. A rebuild of an existing index
    // commits only at the end, because the first commit replaces the old index. A run that rebuilds
    // damaged views also commits only at the end, because a commit removes the last record of the
    // damaged views.
    const bool publishes_early =
        writer_.is_rebuild() ? !had_index_ : writer_.damage().views.empty();
    SegmentCollector collector(writer_, static_cast<std::uint32_t>(embedder_->model().dimension),
                               memory_limit_bytes(), [&] {
                                 if (publishes_early) publisher.publish_unfinished(views_);
                               });
    const IndexingTools tools{layout_, settings_, embedders_, request_.edit};
    bool finished = false;
    try {
      finished = index_blobs(
          tools, unseen_.entries, stop_, [&](const BatchResult& result, std::size_t files_done) {
            recorder_.add_batch(result);
            trace_counter("text bytes", static_cast<double>(recorder_.report().new_bytes));
            show(IndexPhase::indexing, files_done);
            collector.add(result.batch);
          });
    } catch (const Error& error) {
      // If the budget is spent or the service fails, the files embedded so far are kept.
      if (error.code() == ErrorCode::provider || error.code() == ErrorCode::configuration) {
        collector.flush();
      }
      throw;
    }
    collector.flush();
    if (!finished) recorder_.report().interrupted = true;
  }

  std::uint64_t memory_limit_bytes() const {
    return static_cast<std::uint64_t>(settings_.index.memory_limit_mb) * 1024 * 1024;
  }

  bool merge_segments() {
    show(IndexPhase::merging, unseen_.entries.size());
    return writer_.merge(live_blobs(views_, old_.get()));
  }

  void write_views(IndexPublisher& publisher, bool merged) {
    show(IndexPhase::views, unseen_.entries.size());
    recorder_.report().files = 0;
    publisher.write_views(views_, recorder_.left_out(), merged, recorder_);
    recorder_.finish_views();
  }

  const RepositoryLayout& layout_;
  const Settings& settings_;
  const IndexRequest& request_;
  std::stop_token stop_;
  RunRecorder recorder_;
  Repository repository_;
  EmbedderSource& embedders_;
  std::unique_ptr<Embedder> embedder_;
  std::filesystem::path directory_;
  IndexWriter writer_;
  const bool had_index_ = file_exists(manifest_path(directory_));
  std::vector<RequestedView> views_;  // the requested views, then the damaged ones
  std::size_t requested_count_ = 0;
  std::shared_ptr<const Snapshot> old_;  // the index before this run
  UnseenBlobs unseen_;
};

}  // namespace

IngestReport run_index(const RepositoryLayout& layout, const Settings& settings,
                       EmbedderSource& embedders, const IndexRequest& request, std::stop_token stop,
                       const std::function<void(const IndexProgress&)>& progress) {
  return IndexRun(layout, settings, embedders, request, std::move(stop), progress).run();
}

}  // namespace gitctx
