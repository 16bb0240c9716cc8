#include "search/view_scope.h"

#include <algorithm>

#include "base/paths/path_filter.h"
#include "index/segment_reader.h"

namespace gitctx {

ViewScope::ViewScope(const ViewReader& view, const Query& query)
    : view_(view), filtered_(!query.paths.empty() || !query.languages.empty()) {
  find_view_chunks();
  if (filtered_) find_allowed_files(query);
}

void ViewScope::find_view_chunks() {
  for (const ViewReader::SegmentUse& use : view_.segments()) {
    std::optional<ChunkSet>& chunks = in_view_.emplace_back();
    if (use.whole) continue;
    chunks.emplace(use.segment->chunk_count());
    for (std::uint32_t b = 0; b < use.first_file.size(); ++b) {
      if (use.first_file[b] == no_file) continue;
      chunks->add_range(use.segment->first_chunk(BlobIndex{b}),
                        use.segment->end_chunk(BlobIndex{b}));
    }
  }
}

void ViewScope::find_allowed_files(const Query& query) {
  const PathFilter paths(query.paths);
  for (const ViewReader::SegmentUse& use : view_.segments()) {
    allowed_.emplace_back(ChunkSet(use.segment->chunk_count()));
  }
  allowed_files_.resize(view_.file_count());
  for (std::size_t i = 0; i < view_.file_count(); ++i) {
    const ViewFile file = view_.file(i);
    const SegmentReader& segment = *view_.segments()[file.segment].segment;
    const bool language_fits =
        query.languages.empty() ||
        std::ranges::find(query.languages, segment.language(file.blob)) != query.languages.end();
    if (!language_fits || !paths.matches(file.path)) continue;
    allowed_files_[i] = true;
    allowed_[file.segment]->add_range(segment.first_chunk(file.blob), segment.end_chunk(file.blob));
  }
}

}  // namespace gitctx
