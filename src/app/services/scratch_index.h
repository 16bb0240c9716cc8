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

/// Removes the folders that killed processes of this user, or failed removals, left: those whose
/// lock is free.
void remove_scratch_leftovers();

/// Makes an index of one commit for one measurement, in a temporary folder that is removed with the
/// object. The repository's index is neither read nor changed.
class ScratchIndex {
 public:
  /// Hidden parts of a blob are indexed as blanks, at every path of the blob. The suites in
  /// .gitctx/evals and evals are blanked completely, and so are all files outside `folder` unless
  /// it is empty. Throws as run_index() does, Error(interrupted) after a stop request, and
  /// Error(failure) if nothing is left to search.
  ScratchIndex(const RepositoryLayout& layout, const Settings& settings, EmbedderSource& embedders,
               const CommitId& commit, std::span<const HiddenPart> hidden,
               const std::stop_token& stop,
               const std::function<void(const IndexProgress&)>& progress,
               std::string_view folder = {});

  const Snapshot& snapshot() const { return *snapshot_; }
  const ViewReader& view() const { return *view_; }

 private:
  /// Calls remove_scratch_leftovers(), makes a new folder, and removes it with its contents at the
  /// end.
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
