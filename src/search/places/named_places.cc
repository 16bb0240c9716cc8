#include "search/places/named_places.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t most_places = 300;
constexpr std::size_t most_path_bytes = 400;

bool is_path_char(char c) {
  return is_alphanumeric(c) || std::string_view("_-./\\@+~$%").contains(c) ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The number at the beginning of the text; 0 if there is none.
std::uint32_t number_of(std::string_view text) {
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The line that a text names right after a path; 0 if there is none.
std::uint32_t line_after_path(std::string_view rest) {
  constexpr std::array<std::string_view, 8> forms = {
      ":", "(", "#L", "\", line ", ", line ", "\" on line ", " on line ", ":line "};
  for (const std::string_view form : forms) {
    if (!rest.starts_with(form)) continue;
    if (const std::uint32_t line = number_of(rest.substr(form.size())); line > 0) return line;
  }
  return 0;
}

/// Whether the last part of a path has an extension with a letter, as in `b.py`.
bool has_extension(std::string_view path) {
  constexpr std::size_t most_bytes = 12;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view extension = name.substr(dot + 1);
  return !extension.empty() && extension.size() <= most_bytes &&
         std::ranges::all_of(extension, is_identifier_char) &&
         std::ranges::any_of(extension, is_letter);
}

/// If the text ends with the frame of a Java traceback, such as `com.example.Class.method(`,
/// returns the folders of the package: `com/example/`. Otherwise empty.
std::string package_before(std::string_view before) {
  if (!before.ends_with('(')) return {};
  before.remove_suffix(1);
  std::size_t begin = before.size();
  while (begin > 0 && (is_identifier_char(before[begin - 1]) || before[begin - 1] == '.' ||
                       before[begin - 1] == '$')) {
    --begin;
  }
  std::string package(before.substr(begin));
  for (int part = 0; part < 2; ++part) {  // the method, then the class
    const std::size_t dot = package.rfind('.');
    if (dot == std::string::npos) return {};
    package.resize(dot);
  }
  std::ranges::replace(package, '.', '/');
  return package + "/";
}

/// The path without a dot that ends a sentence and without `./` in front.
std::string_view without_ends(std::string_view path) {
  while (path.ends_with('.') && !path.ends_with("/..")) path.remove_suffix(1);
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

}  // namespace

std::vector<NamedPlace> named_places(std::string_view text) {
  std::vector<NamedPlace> places;
  for (std::size_t at = 0; at < text.size() && places.size() < most_places;) {
    if (!is_path_char(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_path_char(text[at])) ++at;
    std::string path(text.substr(begin, at - begin));
    if (path.size() > most_path_bytes) continue;
    std::ranges::replace(path, '\\', '/');
    NamedPlace place{.path = std::string(without_ends(path))};
    place.line = line_after_path(text.substr(at));
    if (std::ranges::none_of(place.path, is_alphanumeric)) continue;
    place.is_folder = place.path.ends_with('/');
    if (!place.is_folder && !has_extension(place.path)) continue;
    if (place.line > 0 && !place.path.contains('/')) {
      place.path.insert(0, package_before(text.substr(0, begin)));
    }
    if (std::ranges::find(places, place) == places.end()) places.push_back(std::move(place));
  }
  return places;
}

}  // namespace gitctx
