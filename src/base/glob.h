#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Whether the whole of `path` matches `pattern` as in .gitignore: `*`, `?` and `[...]` (ranges,
/// `!` or `^`, `[:alpha:]`) stay within one path component, a component `**` stands for any number
/// of them, a backslash takes the next character literally. A pattern that is not well formed
/// matches nothing. Bytes, not characters. Time is at most the product of both lengths, on any
/// input.
bool glob_match(std::string_view pattern, std::string_view path);

/// The patterns of one .gitignore-like file, for paths relative to the folder it lies in.
class IgnoreRules {
 public:
  struct Match {
    bool ignored = false;          ///< false: taken back by a negated pattern
    std::size_t line = 0;          ///< 1-based line of the file
    std::string_view pattern;      ///< as written; valid as long as the rules
  };

  /// Never fails: lines without a pattern are left out.
  static IgnoreRules parse(std::string_view text);

  bool empty() const { return rules_.empty(); }

  /// The last rule that matches this very path; rules for the folders above it are the caller's to
  /// ask for, from the top, and an ignored folder ignores all below it.
  std::optional<Match> match(std::string_view path, bool is_directory) const;

 private:
  friend class AttributeRules;
  struct Rule {
    std::string pattern;        ///< without negation, anchor and final slash
    std::string written;
    std::size_t line = 0;
    bool negated = false;
    bool directory_only = false;
    bool whole_path = false;    ///< has a slash: matched against the path, not only its last name
    bool literal = false;       ///< no wildcard in it

    bool matches(std::string_view path, bool is_directory) const;
  };
  static std::optional<Rule> parse_line(std::string_view line);

  std::vector<Rule> rules_;
};

/// What `--path` takes. A path passes if it passes any pattern, and always if there are none:
///   tests, *.py     no slash: the name of the file or of any folder above it
///   src/            a final slash: any folder of that name
///   src/http        a slash inside: from the repository root, a file or a folder with all below
///   src/**, **/x.c  as in .gitignore
///   *.{ts,tsx}      alternatives
/// A leading `./` or `/` is dropped, and a pattern that is literally a file or folder passes it,
/// whatever wildcards its name holds (`app/[id]/page.tsx`).
class PathFilter {
 public:
  PathFilter() = default;
  explicit PathFilter(std::span<const std::string> patterns);

  bool empty() const { return patterns_.empty(); }
  bool matches(std::string_view path) const;

 private:
  struct Pattern {
    std::string text;
    bool directory_only = false;
    bool whole_path = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace gitctx
