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

/// The index that one manifest describes: mapped, immutable, shared between threads without locks.
/// A writer that replaces the manifest does not affect an open snapshot.
class Snapshot {
 public:
  /// Throws Error(no_index) if there is no index, DamagedFile if a file of the index is damaged,
  /// and OtherFormat if the index has another format.
  static std::shared_ptr<const Snapshot> open(const std::filesystem::path& directory);

  /// Opens the files of the given manifest, which may differ from the manifest on disk.
  static std::shared_ptr<const Snapshot> open(const std::filesystem::path& directory,
                                              Manifest manifest);

  const Manifest& manifest() const { return manifest_; }
  const std::vector<SegmentReader>& segments() const { return segments_; }

  /// The view of this kind and commit, or null.
  const ViewRecord* find_view(ViewKind kind, const CommitId& commit) const;
  /// The view of this owner ("HEAD@WORKTREE", "worktree@WORKTREE", "history", "ref:NAME"), or null.
  const ViewRecord* find_view_of(std::string_view owner) const;

  const SegmentReader* find_segment(SegmentId id) const;

  /// Opens a view of this snapshot's manifest. The snapshot must outlive the reader.
  ViewReader open_view(const ViewRecord& record) const;

  /// Compares the checksums in the file of a view, and opens the view with the segments of this
  /// snapshot. The view need not be in this snapshot's manifest. Throws DamagedFile if a checksum
  /// is wrong or the view does not fit the segments.
  void verify_view(const std::filesystem::path& directory, const ViewRecord& record) const;

  /// Compares the checksums of all sections and opens every view. Throws DamagedFile at the first
  /// mismatch.
  void verify_checksums() const;
  /// Like verify_checksums(), but also decompresses every text.
  void verify() const;

 private:
  ViewReader open_view(const ViewRecord& record, const SectionReader& file) const;

  Manifest manifest_;
  std::vector<SegmentReader> segments_;
  std::vector<SectionReader> view_files_;  // parallel to manifest_.views
};

}  // namespace gitctx
