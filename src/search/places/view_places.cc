#include "search/places/view_places.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "index/view_reader.h"

namespace gitctx {
namespace {

std::string_view name_of_path(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The number of parts that both paths end with.
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

}  // namespace

std::vector<ViewPlace> find_places(std::span<const NamedPlace> places, const ViewScope& scope,
                                   std::size_t most_files) {
  std::vector<ViewPlace> found;
  if (places.empty()) return found;
  std::unordered_multimap<std::string_view, std::size_t> by_name;
  std::vector<std::size_t> folders;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].is_folder) {
      folders.push_back(i);
    } else {
      by_name.emplace(name_of_path(places[i].path), i);
    }
  }
  std::vector<Matches> matches(places.size());
  for (std::uint32_t file = 0; file < scope.view().file_count(); ++file) {
    if (!scope.is_allowed(file)) continue;
    const std::string_view path = scope.view().file(file).path;
    const auto [begin, end] = by_name.equal_range(name_of_path(path));
    for (auto it = begin; it != end; ++it) {
      offer(matches[it->second], places[it->second].path, path, file);
    }
    for (const std::size_t i : folders) {
      if (is_in_folder(path, places[i].path)) matches[i].files.push_back(file);
    }
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (matches[i].files.size() > most_files) continue;
    for (const std::uint32_t file : matches[i].files) {
      const ViewPlace place{file, places[i].line};
      if (std::ranges::find(found, place) == found.end()) found.push_back(place);
    }
  }
  return found;
}

}  // namespace gitctx
