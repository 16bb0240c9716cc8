#include "base/paths/glob.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t none = std::string_view::npos;
constexpr std::size_t most_sets = std::numeric_limits<std::uint16_t>::max();
constexpr std::size_t longest_pattern = 16 * 1024;  ///< four times the length of the longest path
// Trying a pattern counts as this many steps, because reading the pattern from memory takes time.
constexpr std::uint64_t steps_per_pattern = 2;
// Looking up a path among the literal patterns counts as one step for this many bytes of the path,
// because the look-up hashes the path.
constexpr std::size_t looked_up_bytes_per_step = 4;

using ByteSet = std::bitset<256>;

bool in_named_class(std::string_view name, unsigned char c) {
  if (name == "alpha") return std::isalpha(c) != 0;
  if (name == "digit") return std::isdigit(c) != 0;
  if (name == "alnum") return std::isalnum(c) != 0;
  if (name == "upper") return std::isupper(c) != 0;
  if (name == "lower") return std::islower(c) != 0;
  if (name == "space") return std::isspace(c) != 0;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "punct") return std::ispunct(c) != 0;
  if (name == "print") return std::isprint(c) != 0;
  if (name == "graph") return std::isgraph(c) != 0;
  if (name == "cntrl") return std::iscntrl(c) != 0;
  if (name == "xdigit") return std::isxdigit(c) != 0;
  return false;
}

/// Returns the next byte of a bracket expression and moves `at` past the byte. Returns nothing at
/// the end of the pattern.
std::optional<unsigned char> take_bracket_byte(std::string_view pattern, std::size_t& at) {
  if (at < pattern.size() && pattern[at] == '\\') ++at;
  if (at >= pattern.size()) return std::nullopt;
  return static_cast<unsigned char>(pattern[at++]);
}

/// Parses the bracket expression that begins at `pattern[at]`, which must be '[', and moves `at`
/// past it. Returns nothing if the expression has no end.
std::optional<ByteSet> take_bracket(std::string_view pattern, std::size_t& at) {
  ByteSet set;
  ++at;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool may_have_class = true;  // false as soon as a search finds no further ":]"
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    if (may_have_class && pattern.substr(at).starts_with("[:")) {
      const std::size_t close = pattern.find(":]", at + 2);
      may_have_class = close != none;
      if (may_have_class) {
        const std::string_view name = pattern.substr(at + 2, close - at - 2);
        for (int c = 0; c < 256; ++c) {
          if (in_named_class(name, static_cast<unsigned char>(c))) set.set(c);
        }
        at = close + 2;
        continue;
      }
    }
    const auto low = take_bracket_byte(pattern, at);
    if (!low) return std::nullopt;
    const bool is_range = at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']';
    if (is_range) ++at;
    const auto high = is_range ? take_bracket_byte(pattern, at) : low;
    if (!high) return std::nullopt;
    for (int c = *low; c <= *high; ++c) set.set(c);
  }
  if (at++ >= pattern.size()) return std::nullopt;
  if (negated) set.flip();
  set.reset('/');
  return set;
}

/// Whether a path component "**" begins at `pattern[at]`.
bool is_double_star(std::string_view pattern, std::size_t at) {
  return pattern.substr(at).starts_with("**") && (at == 0 || pattern[at - 1] == '/') &&
         (at + 2 == pattern.size() || pattern[at + 2] == '/');
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[\\") != none; }

std::string_view last_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == none ? path : path.substr(slash + 1);
}

}  // namespace

void MatchWork::drop_heaviest() {
  const auto heaviest = std::ranges::max_element(
      files_, {}, [](const std::shared_ptr<File>& file) { return file->steps; });
  File& file = **heaviest;
  used_ -= std::min(used_, file.steps);
  file.is_dropped = true;
  dropped_.push_back(file.path);
  files_.erase(heaviest);
}

void MatchWork::fail() const {
  throw Error(ErrorCode::failure,
              "the " + std::string(what_) + " have too many patterns for this number of files",
              "Remove patterns that no file needs");
}

std::size_t bracket_end(std::string_view pattern, std::size_t open) {
  return take_bracket(pattern, open) ? open : none;
}

Glob::Glob(std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size() && !is_malformed_;) {
    switch (pattern[at]) {
      case '*': {
        const bool is_double = is_double_star(pattern, at);
        const bool is_last = at + 2 == pattern.size();
        const Kind kind = !is_double ? Kind::star : is_last ? Kind::rest : Kind::double_star;
        elements_.push_back({.kind = kind});
        // Also skips the slash after a "**".
        if (is_double) at = std::min(at + 3, pattern.size());
        while (!is_double && at < pattern.size() && pattern[at] == '*') ++at;
        break;
      }
      case '?':
        elements_.push_back({.kind = Kind::any_byte});
        ++at;
        break;
      case '[': {
        const std::optional<ByteSet> set = take_bracket(pattern, at);
        is_malformed_ = !set || sets_.size() > most_sets;
        if (is_malformed_) break;
        elements_.push_back({.kind = Kind::set, .set = static_cast<std::uint16_t>(sets_.size())});
        sets_.push_back(*set);
        break;
      }
      case '\\':
        if (++at == pattern.size()) is_malformed_ = true;
        [[fallthrough]];
      default:
        if (is_malformed_) break;
        elements_.push_back({.byte = static_cast<unsigned char>(pattern[at++])});
    }
  }
}

/// Whether `element`, which must stand for one byte, matches `c`.
bool Glob::fits(const Element& element, char c) const {
  const auto byte = static_cast<unsigned char>(c);
  if (element.kind == Kind::byte) return element.byte == byte;
  return element.kind == Kind::any_byte ? byte != '/' : sets_[element.set].test(byte);
}

// It suffices to backtrack to the last '*' or the last '**', because a later star can match
// everything that an earlier star could match.
bool Glob::matches(std::string_view path, std::uint64_t& steps) const {
  struct Fallback {
    std::size_t element = none;
    std::size_t path = 0;
  };
  ++steps;
  if (is_malformed_) return false;
  // Most patterns end in a literal, such as a file extension, which most paths do not have.
  if (!elements_.empty() && elements_.back().kind == Kind::byte &&
      (path.empty() || !fits(elements_.back(), path.back()))) {
    return false;
  }
  Fallback star;
  Fallback double_star;
  std::size_t e = 0;
  std::size_t s = 0;
  for (;; ++steps) {
    if (e == elements_.size()) {
      if (s == path.size()) return true;
    } else if (elements_[e].kind == Kind::rest) {
      return s < path.size();
    } else if (elements_[e].kind == Kind::star) {
      star = {.element = ++e, .path = s};
      continue;
    } else if (elements_[e].kind == Kind::double_star) {
      double_star = {.element = ++e, .path = s};
      star = {};
      continue;
    } else if (s < path.size() && fits(elements_[e], path[s])) {
      ++e;
      ++s;
      continue;
    }
    if (star.element != none && star.path < path.size() && path[star.path] != '/') {
      e = star.element;
      s = ++star.path;
      continue;
    }
    if (double_star.element == none) return false;
    const std::size_t slash = path.find('/', double_star.path);
    if (slash == none) return false;
    double_star.path = s = slash + 1;
    e = double_star.element;
    star = {};
  }
}

std::optional<IgnorePattern> IgnorePattern::parse(std::string_view line) {
  IgnorePattern pattern;
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  if (line.empty() || line.front() == '#' || line.size() > longest_pattern) return std::nullopt;
  pattern.written_ = line;
  if (line.front() == '!') {
    pattern.negated_ = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.directory_only_ = true;
    line.remove_suffix(1);
  }
  pattern.whole_path_ = line.find('/') != none;
  if (line.starts_with('/')) line.remove_prefix(1);
  if (line.empty()) return std::nullopt;
  pattern.text_ = line;
  if (has_wildcard(line)) pattern.glob_.emplace(line);
  return pattern;
}

bool IgnorePattern::matches(std::string_view path, std::string_view name, bool is_directory,
                            std::uint64_t& steps) const {
  steps += steps_per_pattern;
  if (directory_only_ && !is_directory) return false;
  const std::string_view subject = whole_path_ ? path : name;
  return glob_ ? glob_->matches(subject, steps) : subject == text_;
}

void PatternList::add(IgnorePattern pattern) {
  const IgnorePattern& added = patterns_.emplace_back(std::move(pattern));
  const auto number = static_cast<std::uint32_t>(patterns_.size());
  if (added.literal() == nullptr) return globs_.push_back(number);
  Last& last = (added.whole_path() ? paths_ : names_)[*added.literal()];
  (added.directory_only() ? last.for_folders : last.any) = number;
}

std::uint32_t PatternList::find(const Literals& literals, std::string_view text,
                                bool is_directory) {
  if (literals.empty()) return 0;
  const auto found = literals.find(text);
  if (found == literals.end()) return 0;
  return std::max(found->second.any, is_directory ? found->second.for_folders : 0);
}

std::optional<std::size_t> PatternList::find_last(std::string_view path, bool is_directory,
                                                  MatchWork& work) const {
  const std::string_view name = last_name(path);
  std::uint32_t last = std::max(find(names_, name, is_directory), find(paths_, path, is_directory));
  std::uint64_t steps = 1 + path.size() / looked_up_bytes_per_step;
  for (auto number = globs_.rbegin(); number != globs_.rend() && *number > last; ++number) {
    if (patterns_[*number - 1].matches(path, name, is_directory, steps)) last = *number;
    work.add_steps(std::exchange(steps, 0));
  }
  work.add_steps(steps);
  return last == 0 ? std::nullopt : std::optional<std::size_t>(last - 1);
}

IgnoreRules IgnoreRules::parse(std::string_view text) {
  IgnoreRules rules;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t line = 1; !text.empty() && rules.size() <= most_patterns; ++line) {
    if (auto pattern = IgnorePattern::parse(take_part(text, '\n'))) {
      rules.patterns_.add(std::move(*pattern));
      rules.lines_.push_back(line);
    }
  }
  return rules;
}

std::optional<IgnoreRules::Match> IgnoreRules::match(std::string_view path, bool is_directory,
                                                     MatchWork& work) const {
  const auto number = patterns_.find_last(path, is_directory, work);
  if (!number) return std::nullopt;
  const IgnorePattern& pattern = patterns_[*number];
  return Match{
      .ignored = !pattern.negated(), .line = lines_[*number], .pattern = pattern.written()};
}

}  // namespace gitctx
