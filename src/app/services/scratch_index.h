#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "core/ids.h"
#include "core/settings.h"
#include "embed/embedder_source.h"
#include "eval/queries/suite.h"
#include "git/head_reader.h"
#include "index/snapshot.h"
#include "ingest/index_run.h"

namespace gitctx {

/// Removes the temporary folders that killed processes of this user or failed removals have left
/// behind. A folder counts as left behind if its lock is free.
void remove_scratch_leftovers();

/// Makes an index of one commit for one measurement, in a temporary folder that the destructor
/// removes. The repository's index is neither read nor changed.
class ScratchIndex {
 public:
  /// Hidden parts of a blob are indexed as blanks, at every path of the blob. The suites in
  /// .gitctx/evals and evals are blanked completely. If `folder` is not empty, all files outside it
  /// are also blanked. Throws as run_index() does, Error(interrupted) after a stop request, and
  /// Error(failure) if nothing is left to search.
  ScratchIndex(const RepositoryLayout& layout, const Settings& settings, EmbedderSource& embedders,
               const CommitId& commit, std::span<const HiddenPart> hidden,
               const std::stop_token& stop,
               const std::function<void(const IndexProgress&)>& progress,
               std::string_view folder = {});

  const Snapshot& snapshot() const { return *snapshot_; }
  const ViewReader& view() const { return *view_; }

 private:
  /// A new temporary folder. The constructor first calls remove_scratch_leftovers(). The destructor
  /// removes the folder with its contents.
  class Folder {
   public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

   private:
    std::filesystem::path path_;
    UniqueFd lock_;
  };

  Folder folder_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::optional<ViewReader> view_;
};

}  // namespace gitctx
