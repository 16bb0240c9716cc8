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
#include "ingest/text_edit.h"

namespace gitctx {

/// What to index. HEAD of the worktree is too, unless it has no commit or is not wanted.
struct IndexRequest {
  std::vector<std::string> refs;                    ///< more revisions, each becomes a view
  bool worktree = false;                            ///< the uncommitted files too
  bool history = false;                             ///< every blob reachable from the refs
  bool force = false;                               ///< forget what is indexed and start anew
  bool keep = false;                                ///< refuse to begin anew for other settings
  bool dry_run = false;                             ///< only count, and say what it would cost
  bool batch = false;                               ///< embed by the service in its own time
  std::chrono::milliseconds progress_interval{50};  ///< least time between two reports
  bool head = true;                                 ///< HEAD of this worktree too
  std::filesystem::path directory;                  ///< of the index; empty: the repository's own
  TextEdit edit;  ///< only with a `directory`: such an index is no longer that of the repository
};

enum class IndexPhase { listing, waiting, indexing, merging, views, done };

/// How far a run is; given out from the calling thread, and for every new phase at once. While
/// waiting for a batch of the embedding service, texts are counted instead of files.
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

/// What a run did: counts of this run unless said otherwise, and every file left out.
struct IngestReport {
  std::size_t commits = 0;       ///< commits the requested views come from
  std::size_t files = 0;         ///< searchable files of the requested views (dry run: listed)
  std::size_t unique_blobs = 0;  ///< different blobs among them
  std::size_t new_blobs = 0;     ///< read and indexed by this run (dry run: would be)
  std::size_t new_chunks = 0;
  std::uint64_t new_bytes = 0;  ///< text bytes of the new blobs (dry run: bytes of the blobs)
  std::uint64_t new_lines = 0;
  std::uint64_t new_tokens = 0;     ///< estimate
  std::size_t commits_pending = 0;  ///< paths whose last commit is not known yet
  std::vector<SkippedFile> skipped;
  std::vector<LanguageCount> languages;  ///< of this run, most bytes first
  std::vector<PhaseTime> phases;
  double seconds = 0;
  std::uint64_t index_bytes = 0;              ///< size of the whole index on disk afterwards
  std::size_t segments = 0;                   ///< live segments afterwards
  std::optional<EmbeddingEstimate> estimate;  ///< of a dry run, where embedding has a price
  bool up_to_date = false;                    ///< nothing had to be written
  bool interrupted = false;                   ///< stopped early; what was finished is kept
};

/// Brings the index of a repository up to date with the requested views: lists them, indexes the
/// blobs nobody has seen before, merges small segments, and replaces the manifest. Only one writer
/// runs at a time; a second one throws. A stop request keeps every finished segment.
/// Throws Error: not a repository, unknown revision, full disk, locked; with a hosted model also
/// what its embedders throw, and then finished segments are kept, too.
IngestReport run_index(const RepositoryLayout& layout, const Settings& settings,
                       EmbedderSource& embedders, const IndexRequest& request, std::stop_token stop,
                       const std::function<void(const IndexProgress&)>& progress);

}  // namespace gitctx
