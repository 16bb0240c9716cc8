#pragma once

#include <algorithm>
#include <span>

#include "lexical/query_term.h"

namespace gitctx {

/// The chunks from the position of the walk up to `end`, all with the same path impact. In a gap
/// between path ranges, `is_path` is false and the impact is 0.
struct PathRun {
  ChunkId end{};
  float impact = 0;
  bool is_path = false;
};

/// Walks the path ranges of one term forwards. The ranges must outlive the walk.
class PathWalk {
 public:
  explicit PathWalk(std::span<const PathRange> ranges) : ranges_(ranges) {}

  /// The run that contains `chunk`, cut at `limit`, which must be above `chunk`. `chunk` must not
  /// decrease between calls.
  PathRun run_at(ChunkId chunk, ChunkId limit) {
    while (!ranges_.empty() && ranges_.front().end <= chunk) ranges_ = ranges_.subspan(1);
    if (ranges_.empty() || ranges_.front().begin >= limit) return {.end = limit};
    const PathRange& range = ranges_.front();
    if (chunk < range.begin) return {.end = range.begin};
    return {.end = std::min(range.end, limit), .impact = range.impact, .is_path = true};
  }

  PathRun run_at(ChunkId chunk) { return run_at(chunk, ChunkId{to_int(chunk) + 1}); }

  /// Whether a chunk of [begin, end) is in a path range. If so, raises `impact` to the largest path
  /// impact of these chunks.
  bool find_max(ChunkId begin, ChunkId end, float& impact) const {
    bool is_found = false;
    for (const PathRange& range : ranges_) {
      if (range.begin >= end) break;
      if (range.end <= begin) continue;
      impact = std::max(impact, range.impact);
      is_found = true;
    }
    return is_found;
  }

 private:
  std::span<const PathRange> ranges_;
};

}  // namespace gitctx
