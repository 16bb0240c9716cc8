#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_set>

#include "base/file_lock.h"
#include "core/ids.h"
#include "index/manifest.h"
#include "index/segment_builder.h"
#include "index/snapshot.h"
#include "index/view_writer.h"

namespace gitctx {

/// The one writer of an index. Files it writes count only once commit() has named them in a
/// manifest; until then, and if the process dies, the index is the one before. Holds the lock of
/// the index folder for its life.
class IndexWriter {
 public:
  struct Options {
    std::string model;  ///< an index made with another model or chunking is begun anew
    std::string chunking;
    bool force = false;  ///< begin anew whatever is there, also a damaged index
    bool keep = false;   ///< refuse rather than begin an index of another model or chunking anew
  };

  /// Creates the folder if need be. Throws Error: locked by another writer, damaged, newer,
  /// or (configuration) made otherwise where it is to be kept.
  static IndexWriter open(const std::filesystem::path& directory, const Options& options);

  /// What the next commit() will write.
  const Manifest& manifest() const { return manifest_; }
  /// Nothing of the index on disk is kept: commits replace it as a whole.
  bool begins_anew() const { return begins_anew_; }

  /// A builder for a new segment; give its record to add_segment().
  SegmentBuilder new_segment(std::uint32_t dimension);
  void add_segment(const SegmentRecord& record);

  /// Merges what the merge policy asks for. `live` holds the blobs that some view shows; the others
  /// are kept, so that going back to an old branch costs nothing, until they are the larger part
  /// of a segment. Returns whether anything changed.
  bool merge(const std::unordered_set<BlobId>& live);

  /// The segments as they are now, without views.
  std::shared_ptr<const Snapshot> segments_snapshot() const;

  /// Writes the file of a view and makes it the one of `owner`. `record` comes with kind, commit,
  /// fingerprint, completeness and pending commits.
  void put_view(ViewRecord record, const ViewContent& content, const std::string& owner);
  /// Writes anew the view that owns `file`, for the segments as they are now.
  void replace_view(const std::string& file, const ViewContent& content);
  /// Makes an existing view that of `owner`. Returns whether it was not already.
  bool give_view(const std::string& file, const std::string& owner);
  /// Returns whether there was such an owner.
  bool drop_owner(const std::string& owner);

  /// Replaces the manifest, then removes the files it does not name.
  void commit();

  /// Bytes of all live files.
  std::uint64_t index_bytes() const;

 private:
  IndexWriter(std::filesystem::path directory, FileLock lock)
      : directory_(std::move(directory)), lock_(std::move(lock)) {}

  std::uint64_t next_file_number() { return manifest_.next_file++; }
  void write_view_file(ViewRecord& record, const ViewContent& content);
  void remove_unnamed_files();
  std::uint64_t largest_file_number() const;
  bool is_mostly_garbage(std::size_t position, const std::unordered_set<BlobId>& live) const;

  std::filesystem::path directory_;
  FileLock lock_;
  Manifest manifest_;
  bool begins_anew_ = false;
};

/// Which segments to merge into one, as positions; empty when none. Segments of one size class
/// (powers of four of their text, from 256 KiB) are merged when there are four of them; those of
/// 256 MiB and more never are. So there are O(log n) segments, and a byte is rewritten O(log n)
/// times.
std::vector<std::size_t> plan_merge(std::span<const SegmentRecord> segments);

}  // namespace gitctx
