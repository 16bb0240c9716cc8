#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/commit.h"
#include "core/ids.h"
#include "core/view.h"
#include "index/section_file.h"
#include "index/view_format.h"
#include "lexical/term_dictionary.h"
#include "vector/flat_store.h"

namespace gitctx {

class SegmentReader;
class Snapshot;

/// One searchable file of a view.
struct ViewFile {
  std::string_view path;
  std::uint32_t segment = 0;  ///< position in ViewReader::segments
  BlobIndex blob{};
  bool dirty = false;
  bool commit_known = false;
  std::uint32_t commit = 0;        ///< number in the commit table of the view
  std::uint32_t first_commit = 0;  ///< in the same table; equals `commit` except in a history view
};

/// Reads a view of a snapshot: the files sorted by path, the positions of their blobs in the
/// segments, the commits, and the terms and vectors of the paths. Opening checks the shape of every
/// table and the checksums of all sections up to 16 MB. The snapshot must outlive the reader.
/// Immutable and thread-safe.
class ViewReader {
 public:
  /// The part of a segment that is in the view.
  struct SegmentUse {
    const SegmentReader* segment = nullptr;
    std::span<const std::uint32_t> first_file;  ///< by blob; no_file if not in the view
    /// For each chunk, 1 / length of (vector + path weight x path vector); 0 for a chunk that is
    /// not in the view.
    std::span<const float> chunk_multipliers;
    bool whole = false;  ///< every chunk of the segment is in the view
  };

  /// Throws Error if the file is damaged or names segments that the snapshot lacks.
  ViewReader(const SectionReader& file, const Snapshot& snapshot);

  ViewKind kind() const { return static_cast<ViewKind>(meta_.kind); }
  CommitId commit() const { return meta_.commit; }
  std::size_t file_count() const { return files_.size(); }
  std::size_t chunk_count() const { return meta_.chunk_count; }
  ViewFile file(std::size_t index) const;
  BlobId blob_id(std::size_t index) const;
  /// The file with this path, or file_count() if there is none. In a history view, the first file
  /// with this path.
  std::size_t find(std::string_view path) const;
  /// Whether a file is below the folder, which is given without a final slash.
  bool has_folder(std::string_view folder) const;
  /// The next file with the same content; no_file at the end.
  std::uint32_t next_same_blob(std::size_t index) const { return files_[index].next_same_blob; }
  /// The other paths of a file; only in a history view.
  std::vector<std::string_view> other_paths(std::size_t index) const;

  std::size_t commit_count() const { return commits_.size(); }
  CommitInfo commit_info(std::uint32_t number) const;
  std::vector<SkippedFile> skipped() const;

  std::span<const SegmentUse> segments() const { return segments_; }

  /// The files whose path has the term, ascending.
  std::vector<PathPosting> path_postings(std::string_view term) const;
  /// One row per file; null if the model has no path vectors.
  const FlatStore* path_vectors() const { return has_path_vectors_ ? &path_vectors_ : nullptr; }

 private:
  void read_segments(const Snapshot& snapshot);
  void check_files() const;

  const SectionReader* section_file_;
  ViewMeta meta_;
  std::span<const FileRecord> files_;
  std::span<const CommitRecord> commits_;
  std::span<const std::byte> strings_;
  std::vector<SegmentUse> segments_;
  TermDictionary path_terms_;
  bool has_path_vectors_ = false;
  FlatStore path_vectors_{1};
};

}  // namespace gitctx
