#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <stop_token>

#include "core/language.h"
#include "core/settings.h"
#include "core/view.h"
#include "embed/embedder_source.h"
#include "git/head_reader.h"

namespace gitctx {

/// Changes the text of an entry before it is indexed. Must keep every line break, so that line
/// numbers do not change. Called from several threads at once. An empty function changes nothing.
using TextEdit = std::function<void(const ViewEntry& entry, std::string& text)>;

/// The views that a run must index, and the options of the run. An unborn HEAD has no view and is
/// left out.
struct IndexRequest {
  std::vector<std::string> refs;                    ///< revisions; each becomes a view
  bool worktree = false;                            ///< the uncommitted files
  bool history = false;                             ///< every blob reachable from the refs
  bool force = false;                               ///< rebuild the index
  bool keep = false;                                ///< fail if changed settings require a rebuild
  bool dry_run = false;                             ///< only count the files and estimate the cost
  bool batch = false;                               ///< embed through the provider's batch API
  bool verify = false;                              ///< first compare all checksums of the index
  std::chrono::milliseconds progress_interval{50};  ///< minimum time between two reports
  bool head = true;                                 ///< index HEAD
  std::filesystem::path directory;                  ///< index folder; empty: the repository's own
  TextEdit edit;  ///< only with `directory`, because the index will differ from the repository
  std::string other_model_hint{};  ///< with `keep`: the hint for an index of another model
};

enum class IndexPhase { listing, waiting, indexing, merging, views, done };

/// The progress of a run, reported on the calling thread, at least at the start of every phase.
/// While the run waits for a batch of the embedding provider, the counts are numbers of texts, not
/// of files.
struct IndexProgress {
  IndexPhase phase = IndexPhase::listing;
  std::size_t files_done = 0;
  std::size_t files_total = 0;
  std::uint64_t bytes_done = 0;
};

struct PhaseTime {
  std::string name;
  double seconds = 0;
};

struct LanguageCount {
  Language language = Language::plain_text;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  std::size_t chunks = 0;
};

/// The outcome of a run: counts (of this run unless stated otherwise) and every skipped file.
struct IngestReport {
  std::size_t commits = 0;       ///< commits that the requested views come from
  std::size_t files = 0;         ///< searchable files of these views (dry run: all listed files)
  std::size_t unique_blobs = 0;  ///< distinct blobs of these files
  std::size_t new_blobs = 0;     ///< blobs indexed by this run (dry run: to be indexed)
  std::size_t new_chunks = 0;
  std::uint64_t new_bytes = 0;  ///< text size of the new blobs (dry run: size of the blobs)
  std::uint64_t new_lines = 0;
  std::uint64_t new_tokens = 0;     ///< estimated tokens of the new blobs
  std::size_t commits_pending = 0;  ///< paths whose last commit is unknown
  std::vector<SkippedFile> skipped;
  std::vector<LanguageCount> languages;  ///< languages of this run, most bytes first
  std::vector<PhaseTime> phases;
  double seconds = 0;
  std::uint64_t index_bytes = 0;              ///< size of the index on disk after the run
  std::size_t segments = 0;                   ///< segments of the index after the run
  std::optional<EmbeddingEstimate> estimate;  ///< dry run only, if embedding has a price
  bool up_to_date = false;                    ///< nothing had to be indexed
  bool interrupted = false;                   ///< stopped early; finished segments are kept
  std::string damaged_manifest;               ///< message if damage forced a rebuild
  std::vector<std::string> damage;            ///< messages about damaged files of the old index
  std::vector<std::string> dropped;  ///< owners whose views a rebuild of the index did not restore
  std::vector<std::string> lost;     ///< "OWNER: REASON" of damaged views that cannot be rebuilt
};

/// Brings the index of a repository up to date with the requested views: lists them, indexes unseen
/// blobs, merges small segments, writes the views and replaces the manifest. Only one process can
/// write an index at a time; in a second process, this function throws. After a stop request, every
/// finished segment is kept. `progress` may be empty. Damaged segments and views are rebuilt: the
/// affected views are indexed again, even if they are not requested. A view is lost if git no
/// longer has its commit (IngestReport::lost). If the manifest is damaged, only the requested views
/// are rebuilt. Throws Error, for example for an unknown revision, or if the disk is full or the
/// index is locked. With a hosted model, errors from the embedders are rethrown after the finished
/// segments are kept.
IngestReport run_index(const RepositoryLayout& layout, const Settings& settings,
                       EmbedderSource& embedders, const IndexRequest& request, std::stop_token stop,
                       const std::function<void(const IndexProgress&)>& progress);

}  // namespace gitctx
