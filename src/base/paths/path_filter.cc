#include "base/paths/path_filter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/error.h"

namespace gitctx {
namespace {

constexpr std::size_t no_position = std::string_view::npos;
constexpr std::size_t alternatives_limit = 64;
constexpr std::string_view special_characters = "*?[]{}\\";

[[noreturn]] void refuse_pattern(std::string_view pattern, std::string_view fault,
                                 std::string hint) {
  throw Error(ErrorCode::usage, fmt::format("the glob '{}' {}", pattern, fault), std::move(hint));
}

/// The position after the character at `at`. A bracket expression counts as one character, and so
/// does an escaped character. Returns npos if the expression has no end, or if nothing follows the
/// backslash.
std::size_t after_character(std::string_view pattern, std::size_t at) {
  if (pattern[at] == '[') return bracket_end(pattern, at);
  if (pattern[at] != '\\') return at + 1;
  return at + 1 < pattern.size() ? at + 2 : no_position;
}

/// The fault in the brackets, braces or backslashes of a pattern; empty if there is no fault.
std::string_view fault_in(std::string_view pattern) {
  if (pattern.empty()) return "is empty";
  std::size_t depth = 0;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t next = after_character(pattern, at);
    if (next == no_position) {
      return pattern[at] == '[' ? "has a '[' without a ']'" : "ends in a backslash";
    }
    if (pattern[at] == '{') ++depth;
    if (pattern[at] == '}' && depth-- == 0) return "has a '}' without a '{'";
    at = next;
  }
  return depth > 0 ? "has a '{' without a '}'" : "";
}

struct Braces {
  std::size_t open = no_position;
  std::size_t close = no_position;
};

/// Finds a pair of braces that contains a comma outside inner braces. Never returns a pair that is
/// inside another such pair.
Braces find_braces(std::string_view pattern) {
  struct Open {
    std::size_t position = 0;
    bool has_comma = false;
  };
  std::vector<Open> open;
  Braces found;
  for (std::size_t at = 0; at < pattern.size(); at = after_character(pattern, at)) {
    if (pattern[at] == '{') open.push_back({.position = at});
    if (pattern[at] == ',' && !open.empty()) open.back().has_comma = true;
    if (pattern[at] != '}' || open.empty()) continue;
    if (open.back().has_comma) found = {.open = open.back().position, .close = at};
    open.pop_back();
    if (open.empty() && found.open != no_position) break;
  }
  return found;
}

/// The alternatives in a pair of braces, which are separated by commas.
std::vector<std::string_view> split_braces(std::string_view pattern, Braces braces) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = braces.open + 1;
  for (std::size_t at = begin; at <= braces.close; at = after_character(pattern, at)) {
    if (pattern[at] == '{') ++depth;
    if (at == braces.close || (pattern[at] == ',' && depth == 0)) {
      parts.push_back(pattern.substr(begin, at - begin));
      begin = at + 1;
    }
    if (pattern[at] == '}') --depth;
  }
  return parts;
}

/// Returns the brace expansions of a pattern. If the pattern has alternatives in braces, also
/// returns the pattern itself, because a file may have this name.
std::vector<std::string> expanded(std::string_view pattern) {
  std::vector<std::string> done;
  if (find_braces(pattern).open != no_position) done.emplace_back(pattern);
  std::vector<std::string> open{std::string(pattern)};
  while (!open.empty()) {
    const std::string current = std::move(open.back());
    open.pop_back();
    const Braces braces = find_braces(current);
    if (braces.open == no_position) {
      done.push_back(current);
      continue;
    }
    for (const std::string_view part : split_braces(current, braces)) {
      if (done.size() + open.size() > alternatives_limit) {
        refuse_pattern(pattern, fmt::format("has more than {} alternatives", alternatives_limit),
                       "Give several globs");
      }
      open.push_back(fmt::format("{}{}{}", std::string_view(current).substr(0, braces.open), part,
                                 std::string_view(current).substr(braces.close + 1)));
    }
  }
  return done;
}

/// The components of `text`. Empty components and "." are left out, and a ".." removes the
/// component before it. Errors name the pattern `written`.
std::vector<std::string_view> components_of(std::string_view text, std::string_view written) {
  std::vector<std::string_view> components;
  while (!text.empty()) {
    const std::string_view component = take_part(text, '/');
    if (component.empty() || component == ".") continue;
    if (component != "..") {
      components.push_back(component);
      continue;
    }
    if (components.empty()) {
      refuse_pattern(written, "leads out of the repository",
                     "Give a path from the root of the repository");
    }
    if (components.back() == "**") {
      refuse_pattern(written, "has a '..' after a '**'", "Name the folder instead");
    }
    components.pop_back();
  }
  return components;
}

/// Whether `text` can name only a folder, because it ends in a slash, in "/." or in "/..".
bool names_folder(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == no_position) return false;
  const std::string_view last = text.substr(slash + 1);
  return last.empty() || last == "." || last == "..";
}

std::string without_escapes(std::string_view pattern) {
  std::string text;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) ++at;
    text += pattern[at];
  }
  return text;
}

}  // namespace

std::string escaped_pattern(std::string_view text) {
  std::string pattern;
  for (const char c : text) {
    if (special_characters.find(c) != no_position) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

PathFilter::Pattern::Pattern(std::string_view text, std::string_view written)
    : text_(fmt::format("{}", fmt::join(components_of(text, written), "/"))),
      literal_(without_escapes(text_)),
      glob_(text_),
      directory_only_(names_folder(text)),
      whole_path_(text.find('/') < text.find_last_not_of('/')) {
  if (glob_.is_malformed()) refuse_pattern(written, "is malformed", "Write a simpler glob");
}

bool PathFilter::Pattern::is_name(std::string_view subject) const {
  return subject == text_ || subject == literal_ || glob_.matches(subject);
}

bool PathFilter::Pattern::matches(std::string_view path) const {
  if (text_.empty()) return true;
  for (std::size_t begin = 0;;) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const bool is_directory = end < path.size();
    const std::string_view subject =
        whole_path_ ? path.substr(0, end) : path.substr(begin, end - begin);
    if ((is_directory || !directory_only_) && is_name(subject)) return true;
    if (!is_directory) return false;
    begin = end + 1;
  }
}

PathFilter::PathFilter(std::span<const std::string> patterns) {
  for (const std::string& written : patterns) {
    const bool excludes = written.starts_with('!');
    const std::string_view pattern = std::string_view(written).substr(excludes ? 1 : 0);
    if (const std::string_view fault = fault_in(pattern); !fault.empty()) {
      refuse_pattern(written, fault,
                     pattern.empty() ? "Name the files to exclude after the '!', such as '!tests'"
                                     : "Put a backslash before each of [ { } \\ that is part of a "
                                       "name");
    }
    for (const std::string& text : expanded(pattern)) {
      if (text.empty()) continue;
      (excludes ? excluded_ : wanted_).push_back(Pattern(text, written));
    }
  }
}

bool PathFilter::matches(std::string_view path) const {
  const auto fits = [path](const Pattern& pattern) { return pattern.matches(path); };
  return (wanted_.empty() || std::ranges::any_of(wanted_, fits)) &&
         std::ranges::none_of(excluded_, fits);
}

}  // namespace gitctx
