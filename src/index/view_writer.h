#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/commit.h"
#include "core/ids.h"
#include "core/view.h"
#include "index/manifest.h"
#include "index/view_format.h"

namespace gitctx {

/// The content of a view file.
struct ViewContent {
  struct File {
    std::string path;
    std::vector<std::string> other_paths;
    std::uint32_t segment = 0;  ///< number in `segments`
    BlobIndex blob{};
    bool dirty = false;
    bool commit_known = false;
    std::uint32_t commit = 0;        ///< number in `commits`
    std::uint32_t first_commit = 0;  ///< number in `commits`
  };
  struct SegmentUse {
    SegmentId id{};
    std::uint32_t blob_count = 0;
    /// For each chunk, 1 / length of (vector + path weight x path vector); 0 for a chunk that is
    /// not in the view.
    std::vector<float> chunk_multipliers;
  };

  ViewKind kind = ViewKind::snapshot;
  CommitId commit;
  std::vector<File> files;  ///< sorted by path; includes files without chunks
  std::vector<CommitInfo> commits;
  std::vector<SkippedFile> skipped;
  std::vector<SegmentUse> segments;
  std::map<std::string, std::vector<PathPosting>> path_terms;  ///< postings sorted by file
  std::uint32_t dimension = 0;
  std::vector<std::int8_t> path_vectors;  ///< files x dimension; empty without path vectors
  std::vector<float> path_vector_scales;
};

/// Writes a view file.
FileStamp write_view(const std::filesystem::path& path, const ViewContent& content);

}  // namespace gitctx
