#include "base/glob.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t none = std::string_view::npos;

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

/// One member of a bracket expression. take_bracket_byte() moves `at` past it.
struct BracketByte {
  unsigned char value = 0;
  bool valid = false;
};

BracketByte take_bracket_byte(std::string_view pattern, std::size_t& at) {
  if (at < pattern.size() && pattern[at] == '\\') ++at;
  if (at >= pattern.size()) return {};
  return {.value = static_cast<unsigned char>(pattern[at++]), .valid = true};
}

/// The bracket expression at `pattern[begin]`, which is '['.
struct Bracket {
  std::size_t end = none;  ///< position after ']'; none without a ']'
  bool matched = false;
};

Bracket match_bracket(std::string_view pattern, std::size_t begin, unsigned char c) {
  std::size_t at = begin + 1;
  const bool negated = at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^');
  if (negated) ++at;
  bool matched = false;
  for (bool first = true; at < pattern.size() && (first || pattern[at] != ']'); first = false) {
    if (pattern.substr(at).starts_with("[:")) {
      const std::size_t close = pattern.find(":]", at + 2);
      if (close != none) {
        matched |= in_named_class(pattern.substr(at + 2, close - at - 2), c);
        at = close + 2;
        continue;
      }
    }
    const BracketByte low = take_bracket_byte(pattern, at);
    if (!low.valid) return {};
    const bool is_range = at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']';
    if (!is_range) {
      matched |= low.value == c;
      continue;
    }
    ++at;
    const BracketByte high = take_bracket_byte(pattern, at);
    if (!high.valid) return {};
    matched |= low.value <= c && c <= high.value;
  }
  if (at >= pattern.size()) return {};
  return {.end = at + 1, .matched = matched != negated && c != '/'};
}

/// The end of the element at `pattern[at]` (neither '*' nor the end) if it matches the byte `c`;
/// nothing if it does not.
std::size_t match_one(std::string_view pattern, std::size_t at, char c) {
  switch (pattern[at]) {
    case '?':
      return c != '/' ? at + 1 : none;
    case '[': {
      const Bracket bracket = match_bracket(pattern, at, static_cast<unsigned char>(c));
      return bracket.matched ? bracket.end : none;
    }
    case '\\':
      return at + 1 < pattern.size() && pattern[at + 1] == c ? at + 2 : none;
    default:
      return pattern[at] == c ? at + 1 : none;
  }
}

/// Whether a component "**" starts at `pattern[at]`.
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

// It suffices to backtrack to the last '*' or the last '**': whatever an earlier star could match,
// a later star can match too.
bool glob_match(std::string_view pattern, std::string_view path) {
  struct Fallback {
    std::size_t pattern = none;
    std::size_t path = 0;
  };
  Fallback star;
  Fallback double_star;
  std::size_t p = 0;
  std::size_t s = 0;
  for (;;) {
    bool failed = false;
    if (p == pattern.size()) {
      if (s == path.size()) return true;
      failed = true;
    } else if (pattern[p] == '*') {
      if (is_double_star(pattern, p)) {
        if (p + 2 == pattern.size()) return s < path.size();
        p += 3;
        double_star = {.pattern = p, .path = s};
        star = {};
      } else {
        while (p < pattern.size() && pattern[p] == '*') ++p;
        star = {.pattern = p, .path = s};
      }
    } else {
      const std::size_t next = s < path.size() ? match_one(pattern, p, path[s]) : none;
      failed = next == none;
      if (!failed) {
        p = next;
        ++s;
      }
    }
    if (!failed) continue;
    if (star.pattern != none && star.path < path.size() && path[star.path] != '/') {
      p = star.pattern;
      s = ++star.path;
      continue;
    }
    if (double_star.pattern == none) return false;
    const std::size_t slash = path.find('/', double_star.path);
    if (slash == none) return false;
    double_star.path = slash + 1;
    p = double_star.pattern;
    s = slash + 1;
    star = {};
  }
}

std::optional<IgnorePattern> IgnorePattern::parse(std::string_view line) {
  IgnorePattern pattern;
  if (line.ends_with('\r')) line.remove_suffix(1);
  while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
  if (line.empty() || line.front() == '#') return std::nullopt;
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
  pattern.literal_ = !has_wildcard(line);
  return pattern;
}

bool IgnorePattern::matches(std::string_view path, bool is_directory) const {
  if (directory_only_ && !is_directory) return false;
  const std::string_view subject = whole_path_ ? path : last_name(path);
  return literal_ ? subject == text_ : glob_match(text_, subject);
}

IgnoreRules IgnoreRules::parse(std::string_view text) {
  IgnoreRules rules;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t line = 1; !text.empty(); ++line) {
    if (auto pattern = IgnorePattern::parse(take_part(text, '\n'))) {
      rules.rules_.push_back({.pattern = std::move(*pattern), .line = line});
    }
  }
  return rules;
}

std::optional<IgnoreRules::Match> IgnoreRules::match(std::string_view path,
                                                     bool is_directory) const {
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    if (!rule->pattern.matches(path, is_directory)) continue;
    return Match{.ignored = !rule->pattern.negated(),
                 .line = rule->line,
                 .pattern = rule->pattern.written()};
  }
  return std::nullopt;
}

}  // namespace gitctx
