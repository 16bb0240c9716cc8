#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "search/places/named_places.h"
#include "search/view_scope.h"

namespace gitctx {

/// A file of a view that a text names.
struct ViewPlace {
  std::uint32_t file = 0;  ///< number of the file in the view
  std::uint32_t line = 0;  ///< 0: no line is named

  bool operator==(const ViewPlace&) const = default;
};

/// Finds the files that the places name. A path may be from another machine, so a place stands for
/// the files whose paths share the longest end with its path. If a path has folders, the file must
/// be in a folder of the same name or in the root of the view. A place that matches more than
/// `most_files` paths is dropped. A folder stands for all files in it. Files outside the scope are
/// left out. In a history view, a path stands for its first version.
std::vector<ViewPlace> find_places(std::span<const NamedPlace> places, const ViewScope& scope,
                                   std::size_t most_files);

}  // namespace gitctx
