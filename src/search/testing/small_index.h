#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "embed/embedder.h"
#include "index/snapshot.h"
#include "testing/temp_dir.h"

namespace gitctx {

/// A file of a SmallIndex. Each paragraph (up to a blank line) is a chunk. The names that follow
/// `def ` and `class ` at the beginning of a line are the chunk's symbols.
struct SmallFile {
  std::string path;
  std::string text;
  Language language = Language::python;
};

using SmallFiles = std::vector<SmallFile>;

/// An index for tests of the search, built without git: one view over some files, with the terms,
/// path terms and vectors (HashedEmbedder) that ingest would write.
class SmallIndex {
 public:
  struct Options {
    std::uint32_t segment_count = 1;      ///< file i is stored in segment i % segment_count
    std::vector<SmallFile> outside = {};  ///< files that are indexed but not in the view
  };

  explicit SmallIndex(std::vector<SmallFile> files) : SmallIndex(std::move(files), Options{}) {}
  SmallIndex(std::vector<SmallFile> files, const Options& options);

  const ViewReader& view() const { return *view_; }
  const Snapshot& snapshot() const { return *snapshot_; }
  Embedder& embedder() const { return *embedder_; }

 private:
  TempDir folder_;
  std::unique_ptr<Embedder> embedder_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<const ViewReader> view_;
};

/// Files with random words, names, folders and languages. Some files have the same content.
std::vector<SmallFile> random_small_files(std::uint64_t seed, std::size_t count);

/// Calls `visit(segment, chunk, file)` for every chunk of every file of the view. A chunk that
/// belongs to several files is visited once for each file.
void for_each_view_chunk(
    const ViewReader& view,
    const std::function<void(std::uint32_t segment, ChunkId chunk, std::uint32_t file)>& visit);

}  // namespace gitctx
