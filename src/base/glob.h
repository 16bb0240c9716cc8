#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Whether the whole of `path` matches `pattern` as in .gitignore: `*`, `?` and `[...]` (ranges,
/// `!` or `^`, `[:alpha:]`) stay within one path component, a component `**` matches any number of
/// components, and a backslash makes the next character literal. A malformed pattern matches
/// nothing. Matches bytes, not characters. Takes time at most proportional to the product of the
/// lengths.
bool glob_match(std::string_view pattern, std::string_view path);

/// One line of a .gitignore-like file.
class IgnorePattern {
 public:
  /// Nothing for a blank line or a comment.
  static std::optional<IgnorePattern> parse(std::string_view line);

  /// Whether the pattern matches exactly `path`, relative to the folder of the ignore file.
  bool matches(std::string_view path, bool is_directory) const;
  bool negated() const { return negated_; }
  bool directory_only() const { return directory_only_; }
  const std::string& written() const { return written_; }

 private:
  std::string text_;  ///< the pattern without `!`, first slash and final slash
  std::string written_;
  bool negated_ = false;
  bool directory_only_ = false;
  bool whole_path_ = false;  ///< matched against the path, not its last name only
  bool literal_ = false;     ///< has no wildcard
};

/// The patterns of one .gitignore-like file, for paths relative to its folder.
class IgnoreRules {
 public:
  struct Match {
    bool ignored = false;      ///< false: re-included by a negated pattern
    std::size_t line = 0;      ///< 1-based line of the file
    std::string_view pattern;  ///< as written; valid while the rules exist
  };

  /// Never fails; lines without a pattern are skipped.
  static IgnoreRules parse(std::string_view text);

  bool empty() const { return rules_.empty(); }

  /// The last pattern that matches exactly this path. The caller checks the parent folders first,
  /// from the top: an ignored folder ignores everything below it.
  std::optional<Match> match(std::string_view path, bool is_directory) const;

 private:
  struct Rule {
    IgnorePattern pattern;
    std::size_t line = 0;
  };
  std::vector<Rule> rules_;
};

}  // namespace gitctx
