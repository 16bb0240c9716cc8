#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/query.h"
#include "index/view_reader.h"
#include "lexical/chunk_set.h"

namespace gitctx {

/// The part of a view that a query searches: the files that pass the filters, and the chunks of
/// these files.
class ViewScope {
 public:
  ViewScope(const ViewReader& view, const Query& query);

  const ViewReader& view() const { return view_; }

  /// The chunks of a segment that are in the view; null means all.
  const ChunkSet* in_view(std::size_t segment) const { return pointer(in_view_[segment]); }
  /// The chunks in the view that also pass the filters; null means all chunks of the segment.
  const ChunkSet* allowed(std::size_t segment) const {
    return filtered_ ? pointer(allowed_[segment]) : in_view(segment);
  }
  bool is_allowed(std::size_t file) const { return !filtered_ || allowed_files_[file]; }
  bool is_filtered() const { return filtered_; }

 private:
  static const ChunkSet* pointer(const std::optional<ChunkSet>& set) {
    return set ? &*set : nullptr;
  }
  void find_view_chunks();
  void find_allowed_files(const Query& query);

  const ViewReader& view_;
  bool filtered_ = false;
  std::vector<std::optional<ChunkSet>> in_view_;
  std::vector<std::optional<ChunkSet>> allowed_;
  std::vector<bool> allowed_files_;
};

}  // namespace gitctx
