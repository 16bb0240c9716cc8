#include "search/places/place_evidence.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ascii.h"
#include "index/segment_reader.h"
#include "search/places/view_places.h"

namespace gitctx {
namespace {

/// A name that matches more files is ignored. A place in a long text has the lower limit.
constexpr std::size_t most_files_of_name = 500;
constexpr std::size_t most_files_of_place = 3;

/// The places that a name can mean: a file, with or without an extension, or a folder.
std::vector<NamedPlace> places_of_name(std::string_view name) {
  std::vector<NamedPlace> places = named_places(name);
  if (!places.empty() || !name.contains('/') || std::ranges::any_of(name, is_blank)) return places;
  while (name.starts_with("./")) name.remove_prefix(2);
  places.push_back({.path = std::string(name)});
  places.push_back({.path = std::string(name) + "/", .is_folder = true});
  return places;
}

/// The chunk that contains the line, or else the last chunk before the line. Nothing if the file
/// has no chunk.
std::optional<ChunkId> chunk_at(const SegmentReader& segment, BlobIndex blob, std::uint32_t line) {
  std::optional<ChunkId> found;
  for (ChunkId chunk = segment.first_chunk(blob); chunk != segment.end_chunk(blob);
       chunk = ChunkId{to_int(chunk) + 1}) {
    if (found && segment.chunk(chunk).line_first > line) break;
    found = chunk;
  }
  return found;
}

}  // namespace

void add_place_evidence(std::string_view text, bool is_name, const ViewScope& scope,
                        ExactEvidence& evidence) {
  std::vector<NamedPlace> named = is_name ? places_of_name(trimmed(text)) : named_places(text);
  if (!is_name) std::erase_if(named, [](const NamedPlace& place) { return place.is_folder; });
  const std::vector<ViewPlace> places =
      find_places(named, scope, is_name ? most_files_of_name : most_files_of_place);
  std::uint32_t turn = 0;
  for (const ViewPlace& place : places) {
    const ViewFile file = scope.view().file(place.file);
    const SegmentReader& segment = *scope.view().segments()[file.segment].segment;
    const auto chunk = chunk_at(segment, file.blob, place.line);
    if (!chunk) continue;
    ExactMatch& match = evidence[{file.segment, *chunk}];
    if (match.turn > 0) continue;
    match.turn = ++turn;
    const ChunkRecord& record = segment.chunk(*chunk);
    if (place.line >= record.line_first && place.line <= record.line_last) match.line = place.line;
    // In a long text, a place is weaker evidence than a verbatim occurrence.
    if (is_name || match.level == ExactLevel::none) match.level = ExactLevel::place;
  }
}

}  // namespace gitctx
