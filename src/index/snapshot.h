#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/view.h"
#include "index/manifest.h"
#include "index/segment_reader.h"
#include "index/view_reader.h"

namespace gitctx {

/// An index as one manifest names it: immutable, mapped, shared between threads without locks. A
/// writer that replaces the manifest meanwhile does not disturb it.
class Snapshot {
 public:
  /// Throws Error: no_index if there is none (hint: gitctx index), failure if a file is damaged or
  /// newer than this program.
  static std::shared_ptr<const Snapshot> open(const std::filesystem::path& directory);

  /// The same for a manifest in hand, which need not be the one on disk.
  static std::shared_ptr<const Snapshot> open(const std::filesystem::path& directory,
                                              Manifest manifest);

  const Manifest& manifest() const { return manifest_; }
  const std::vector<SegmentReader>& segments() const { return segments_; }

  /// The view of that kind read at that commit, if it is indexed.
  const ViewRecord* find_view(ViewKind kind, const CommitId& commit) const;
  /// The view that belongs to that owner ("HEAD@<worktree>", "worktree@<worktree>", "history",
  /// "ref:<name>"), whatever its commit.
  const ViewRecord* find_view_of(std::string_view owner) const;

  const SegmentReader* find_segment(SegmentId id) const;

  /// A view of this snapshot's own manifest; it looks into the snapshot.
  ViewReader open_view(const ViewRecord& record) const;

  /// Reads every byte of every file and compares the checksums. Throws Error at the first damage.
  void verify() const;

 private:
  Manifest manifest_;
  std::vector<SegmentReader> segments_;
  std::vector<SectionReader> view_files_;  // parallel to manifest_.views
};

}  // namespace gitctx
