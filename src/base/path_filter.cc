#include "base/path_filter.h"

#include <algorithm>

namespace gitctx {
namespace {

constexpr std::size_t no_position = std::string_view::npos;
constexpr std::size_t alternatives_limit = 64;

/// The positions of the first pair of braces that has a comma outside of inner braces.
struct Braces {
  std::size_t open = no_position;
  std::size_t close = no_position;
};

Braces find_braces(std::string_view text) {
  for (std::size_t open = text.find('{'); open != no_position; open = text.find('{', open + 1)) {
    int depth = 0;
    bool has_comma = false;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == ',' && depth == 1) has_comma = true;
      if (text[i] != '}' || --depth > 0) continue;
      if (has_comma) return {.open = open, .close = i};
      break;
    }
  }
  return {};
}

/// `text` itself and its brace expansions, at most `alternatives_limit` of them.
std::vector<std::string> expanded(const std::string& text) {
  std::vector<std::string> done;
  if (find_braces(text).open != no_position) done.push_back(text);
  std::vector<std::string> open{text};
  while (!open.empty()) {
    const std::string current = std::move(open.back());
    open.pop_back();
    const Braces braces = find_braces(current);
    if (braces.open == no_position || done.size() + open.size() >= alternatives_limit) {
      done.push_back(current);
      continue;
    }
    int depth = 0;
    std::size_t begin = braces.open + 1;
    for (std::size_t i = begin; i <= braces.close; ++i) {
      if (current[i] == '{') ++depth;
      const bool splits = i == braces.close || (current[i] == ',' && depth == 0);
      if (current[i] == '}') --depth;
      if (!splits) continue;
      open.push_back(current.substr(0, braces.open) + current.substr(begin, i - begin) +
                     current.substr(braces.close + 1));
      begin = i + 1;
    }
  }
  return done;
}

}  // namespace

PathFilter::PathFilter(std::span<const std::string> patterns) {
  for (const std::string& written : patterns) {
    for (std::string text : expanded(written)) {
      while (text.starts_with("./")) text.erase(0, 2);
      const bool whole_path = text.find('/') < text.size() - (text.ends_with('/') ? 1 : 0);
      while (text.starts_with('/')) text.erase(0, 1);
      const bool directory_only = text.ends_with('/');
      while (text.ends_with('/')) text.pop_back();
      if (text == ".") text.clear();
      const Glob glob(text);
      patterns_.push_back({.text = std::move(text),
                           .glob = glob,
                           .directory_only = directory_only,
                           .whole_path = whole_path});
    }
  }
}

bool PathFilter::Pattern::matches(std::string_view path) const {
  if (text.empty()) return true;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const bool is_directory = end < path.size();
    const std::string_view subject =
        whole_path ? path.substr(0, end) : path.substr(begin, end - begin);
    if (is_directory || !directory_only) {
      if (subject == text || glob.matches(subject)) return true;
    }
    if (!is_directory) return false;
    begin = end + 1;
  }
}

bool PathFilter::matches(std::string_view path) const {
  return patterns_.empty() || std::ranges::any_of(patterns_, [path](const Pattern& pattern) {
           return pattern.matches(path);
         });
}

}  // namespace gitctx
