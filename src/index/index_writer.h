#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/file_lock.h"
#include "core/ids.h"
#include "index/manifest.h"
#include "index/segment_builder.h"
#include "index/snapshot.h"
#include "index/view_writer.h"

namespace gitctx {

/// Writes an index; only one writer can exist at a time. New files become part of the index when
/// commit() writes a manifest that names them. If the process dies earlier, the index is unchanged.
/// The writer holds the lock of the index folder as long as the writer exists.
class IndexWriter {
 public:
  struct Options {
    std::string model;     ///< id of the model; an index of another model is rebuilt
    std::string chunking;  ///< id of the chunking; an index of another chunking is rebuilt
    bool force = false;    ///< rebuild the index in any case, even one of a newer format
    bool keep = false;     ///< fail instead of rebuilding an index
    bool verify = false;   ///< compare all checksums, not only those of small sections
  };

  /// Files that were damaged when the index was opened.
  struct Damage {
    std::string manifest;              ///< message about the manifest; its damage forces a rebuild
    std::vector<std::string> reasons;  ///< a message for each damaged segment and view
    std::vector<ViewRecord> views;     ///< views that are damaged or refer to a damaged segment
  };

  /// Creates the folder if needed. Removes the files that a killed run left behind, and empty
  /// folders and pipes in place of files. Drops damaged segments and views from the manifest. The
  /// caller must then index the views of damage() again, which also indexes the blobs of the
  /// dropped segments. If the manifest is damaged, the index is rebuilt without its old files.
  /// Throws these errors:
  /// * Error, if another writer has locked the index
  /// * NewerFormat, for an index of a newer format, unless `force` is set
  /// * with `keep`, DamagedFile, if the manifest is damaged
  /// * with `keep`, OtherFormat, for an index of an older format
  /// * with `keep`, OtherModel, for an index of another model
  /// * with `keep`, Error(configuration), for an index of another chunking
  static IndexWriter open(const std::filesystem::path& directory, const Options& options);

  /// The manifest that the next commit() writes.
  const Manifest& manifest() const { return manifest_; }
  /// Whether the next commit() replaces the whole index on disk.
  bool is_rebuild() const { return is_rebuild_; }
  const Damage& damage() const { return damage_; }
  /// The views of the index that a rebuild replaces.
  const std::vector<ViewRecord>& replaced_views() const { return replaced_views_; }
  /// The index that open() found, without its damaged parts; null for a rebuild.
  const std::shared_ptr<const Snapshot>& opened() const { return opened_; }

  /// A builder for a new segment. The record that its finish() returns must be passed to
  /// add_segment().
  SegmentBuilder new_segment(std::uint32_t dimension);
  void add_segment(const SegmentRecord& record);

  /// Merges the segments that plan_merge() selects. `live` must have the blobs of all views. Other
  /// blobs are kept until they make up most of a segment, so that they need not be indexed again
  /// after a switch back to an old branch. Returns whether anything changed.
  bool merge(const std::unordered_set<BlobId>& live);

  /// The current segments, without views.
  std::shared_ptr<const Snapshot> segments_snapshot() const;

  /// Writes the file of a view and gives the view to `owner`. In `record`, the caller sets the
  /// kind, commit, fingerprint, commit count and completeness.
  void put_view(ViewRecord record, const ViewContent& content, const std::string& owner);
  /// Writes a new file for the view in `file`. `content` must refer to the current segments.
  void replace_view(const std::string& file, const ViewContent& content);
  /// Gives an existing view to `owner`. Returns whether the manifest changed.
  bool give_view(const std::string& file, const std::string& owner);

  struct OwnedFile {
    std::string file;
    std::string owner;
  };
  /// Gives several views to owners at once. Owners may exchange their views, so views without
  /// owners are dropped only at the end.
  bool give_views(std::span<const OwnedFile> views);
  /// Removes an owner from its view. Returns whether the owner existed.
  bool drop_owner(const std::string& owner);

  /// Replaces the manifest, then removes the files that it does not name.
  void commit();

  /// The total size of the files that the manifest names.
  std::uint64_t index_bytes() const;

 private:
  IndexWriter(std::filesystem::path directory, FileLock lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  std::uint64_t next_file_number() { return manifest_.next_file++; }
  void make_room_for_files();
  void open_files(bool verify);
  void drop_damaged_segments();
  void drop_damaged_views();
  void write_view_file(ViewRecord& record, const ViewContent& content);
  bool set_owner(const std::string& file, const std::string& owner);
  void remove_unnamed_files();
  std::uint64_t largest_file_number() const;
  bool is_mostly_garbage(std::size_t position, const std::unordered_set<BlobId>& live) const;

  std::filesystem::path directory_;
  FileLock lock_;
  Manifest manifest_;
  bool is_rebuild_ = false;
  Damage damage_;
  std::vector<ViewRecord> replaced_views_;
  std::shared_ptr<const Snapshot> opened_;
};

/// The positions of the segments to merge into one; empty if there are none. Four or more segments
/// of one size class (by text size, in powers of four from 256 KiB) are merged; segments of 256 MiB
/// and more are never merged. As a result, there are O(log n) segments, and a byte is rewritten
/// O(log n) times.
std::vector<std::size_t> plan_merge(std::span<const SegmentRecord> segments);

}  // namespace gitctx
