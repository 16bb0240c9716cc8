#include "search/places/view_places.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "index/view_reader.h"

namespace gitctx {
namespace {

std::string_view name_of_path(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The number of parts at the end that both paths have in common.
std::size_t common_parts(std::string_view a, std::string_view b) {
  std::size_t parts = 0;
  for (;;) {
    if (name_of_path(a) != name_of_path(b)) return parts;
    ++parts;
    const std::size_t cut_a = a.rfind('/');
    const std::size_t cut_b = b.rfind('/');
    if (cut_a == std::string_view::npos || cut_b == std::string_view::npos) return parts;
    a = a.substr(0, cut_a);
    b = b.substr(0, cut_b);
  }
}

/// The files of the view that match one place best.
struct Matches {
  std::size_t parts = 0;
  std::vector<std::uint32_t> files;
};

void offer(Matches& matches, std::string_view wanted, std::string_view path, std::uint32_t file) {
  const std::size_t parts = common_parts(wanted, path);
  const bool is_alone = parts == 1 && wanted.contains('/') && path.contains('/');
  if (parts == 0 || is_alone || parts < matches.parts) return;
  if (parts > matches.parts) matches.files.clear();
  matches.parts = parts;
  matches.files.push_back(file);
}

bool is_in_folder(std::string_view path, std::string_view folder) {
  if (path.starts_with(folder)) return true;
  for (std::size_t at = path.find(folder); at != std::string_view::npos;
       at = path.find(folder, at + 1)) {
    if (path[at - 1] == '/') return true;
  }
  return false;
}

/// The files in folders that match the longest possible end of this path.
std::vector<std::uint32_t> files_in_folder(std::string_view folder, const ViewScope& scope) {
  std::vector<std::uint32_t> files;
  constexpr int most_ends = 8;
  while (folder.starts_with('/')) folder.remove_prefix(1);
  for (int end = 0; end < most_ends; ++end) {
    for (std::uint32_t file = 0; file < scope.view().file_count(); ++file) {
      if (scope.is_allowed(file) && is_in_folder(scope.view().file(file).path, folder)) {
        files.push_back(file);
      }
    }
    const std::size_t cut = folder.find('/') + 1;
    const std::string_view rest = folder.substr(cut);
    // The last folder of a longer path alone, such as `src/`, could mean any folder of this name.
    if (!files.empty() || rest.find('/') + 1 >= rest.size()) return files;
    folder = rest;
  }
  return files;
}

/// Keeps only the first file of each path, because a history view may have several versions.
void keep_first_versions(std::vector<std::uint32_t>& files, const ViewReader& view) {
  const auto repeated =
      std::ranges::unique(files, {}, [&](std::uint32_t file) { return view.file(file).path; });
  files.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::vector<ViewPlace> find_places(std::span<const NamedPlace> places, const ViewScope& scope,
                                   std::size_t most_files) {
  std::vector<ViewPlace> found;
  if (places.empty()) return found;
  std::unordered_multimap<std::string_view, std::size_t> by_name;
  std::vector<Matches> matches(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].is_folder) {
      matches[i].files = files_in_folder(places[i].path, scope);
    } else {
      by_name.emplace(name_of_path(places[i].path), i);
    }
  }
  for (std::uint32_t file = 0; file < scope.view().file_count(); ++file) {
    if (!scope.is_allowed(file)) continue;
    const std::string_view path = scope.view().file(file).path;
    const auto [begin, end] = by_name.equal_range(name_of_path(path));
    for (auto it = begin; it != end; ++it) {
      offer(matches[it->second], places[it->second].path, path, file);
    }
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    keep_first_versions(matches[i].files, scope.view());
    if (matches[i].files.size() > most_files) continue;
    for (const std::uint32_t file : matches[i].files) {
      const ViewPlace place{file, places[i].line};
      if (std::ranges::find(found, place) == found.end()) found.push_back(place);
    }
  }
  return found;
}

}  // namespace gitctx
