#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text_hash.h"

namespace gitctx {

/// The maximum number of patterns in all ignore files of a repository.
inline constexpr std::size_t most_patterns = 200'000;

/// The number of matching steps that are allowed regardless of the number of paths. A step takes
/// about two nanoseconds.
inline constexpr std::uint64_t free_match_steps = 20'000'000;

/// Counts matching steps, and throws Error beyond a limit that grows with the number of paths. A
/// real repository has a few hundred patterns. With so few patterns, the steps stay far below the
/// limit, regardless of the number of paths.
class MatchWork {
 public:
  /// A file of patterns, and the number of matching steps that its patterns have taken.
  struct File {
    std::string path;
    std::uint64_t steps = 0;
    bool is_dropped = false;  ///< true if its patterns took too many steps and are ignored
  };

  /// `what` names the pattern files in the message of the Error.
  explicit MatchWork(std::string_view what, std::uint64_t free_steps = free_match_steps)
      : what_(what), limit_(free_steps) {}

  void add_path() { limit_ += steps_per_path; }
  void add_steps(std::uint64_t steps) {
    used_ += steps;
    total_ += steps;
    if (used_ > limit_ || total_ > 2 * limit_) fail();
  }

  /// Returns the result of `match`, or nothing if `file` is dropped. `match` must return an
  /// optional match of the patterns of `file`, and must call add_steps(). If the limit is exceeded,
  /// drops the file that has taken the most steps, and no longer counts the steps of this file.
  /// Throws Error instead if most_dropped files have already been dropped, or if the steps of all
  /// files, including the dropped ones, exceed twice the limit. This bounds the total work.
  template <class Match>
  auto match(const std::shared_ptr<File>& file, const Match& match) -> decltype(match()) {
    while (!file->is_dropped) {
      const std::uint64_t before = used_;
      if (file->steps == 0) files_.push_back(file);
      try {
        auto found = match();
        file->steps += used_ - before;
        return found;
      } catch (const Error&) {
        file->steps += used_ - before;
        if (dropped_.size() == most_dropped || total_ > 2 * limit_) throw;
        drop_heaviest();
      }
    }
    return std::nullopt;
  }
  /// All steps, including those of dropped files.
  std::uint64_t total_steps() const { return total_; }
  /// The paths of the files that were dropped.
  const std::vector<std::string>& dropped() const { return dropped_; }

 private:
  static constexpr std::uint64_t steps_per_path = 10'000;
  static constexpr std::size_t most_dropped = 3;

  void drop_heaviest();
  [[noreturn]] void fail() const;

  std::string_view what_;
  std::uint64_t limit_;
  std::uint64_t used_ = 0;                    ///< the steps of the files that are not dropped
  std::uint64_t total_ = 0;                   ///< the steps of all files
  std::vector<std::shared_ptr<File>> files_;  ///< the files used so far and not dropped
  std::vector<std::string> dropped_;
};

/// A pattern as in .gitignore, parsed once and matched with many paths. `*`, `?` and `[...]` match
/// within one path component. A bracket expression may have ranges, a leading `!` or `^`, and
/// classes such as `[:alpha:]`. A component `**` matches any number of components. A backslash
/// makes the next character literal. A malformed pattern matches nothing. Patterns match bytes, not
/// characters.
class Glob {
 public:
  explicit Glob(std::string_view pattern);

  /// Whether the pattern matches the whole of `path`. Adds the number of matching steps to `steps`.
  /// The number is at most about the product of the lengths of the pattern and the path.
  bool matches(std::string_view path, std::uint64_t& steps) const;
  bool matches(std::string_view path) const {
    std::uint64_t steps = 0;
    return matches(path, steps);
  }
  bool is_malformed() const { return is_malformed_; }

 private:
  enum class Kind : std::uint8_t { byte, any_byte, set, star, double_star, rest };
  struct Element {
    Kind kind = Kind::byte;
    unsigned char byte = 0;
    std::uint16_t set = 0;  ///< index in sets_
  };

  bool fits(const Element& element, char c) const;

  std::vector<Element> elements_;
  std::vector<std::bitset<256>> sets_;
  bool is_malformed_ = false;
};

/// The position after the bracket expression that begins at `pattern[open]`, which must be '[';
/// npos if the expression has no end.
std::size_t bracket_end(std::string_view pattern, std::size_t open);

/// Whether `path` matches `pattern`; see Glob.
inline bool glob_match(std::string_view pattern, std::string_view path) {
  return Glob(pattern).matches(path);
}

/// One line of a .gitignore-like file.
class IgnorePattern {
 public:
  /// Returns nothing for a blank line, a comment, or a pattern that is too long to match any path.
  static std::optional<IgnorePattern> parse(std::string_view line);

  /// Whether the pattern matches `path` itself, not only a folder above it. `path` is relative to
  /// the folder of the ignore file; `name` is its last component. Adds the number of matching steps
  /// to `steps`.
  bool matches(std::string_view path, std::string_view name, bool is_directory,
               std::uint64_t& steps) const;
  bool negated() const { return negated_; }
  bool directory_only() const { return directory_only_; }
  /// Whether the pattern is compared with the whole path, not only with its last component.
  bool whole_path() const { return whole_path_; }
  /// The only path or name that the pattern matches; null if the pattern has wildcards.
  const std::string* literal() const { return glob_ ? nullptr : &text_; }
  const std::string& written() const { return written_; }

 private:
  std::string text_;  ///< the pattern without `!`, first slash and final slash
  std::string written_;
  std::optional<Glob> glob_;  ///< set only if the pattern has a wildcard
  bool negated_ = false;
  bool directory_only_ = false;
  bool whole_path_ = false;
};

/// The patterns of one file, in order.
class PatternList {
 public:
  void add(IgnorePattern pattern);

  std::size_t size() const { return patterns_.size(); }
  const IgnorePattern& operator[](std::size_t number) const { return patterns_[number]; }

  /// The number of the last pattern that matches.
  std::optional<std::size_t> find_last(std::string_view path, bool is_directory,
                                       MatchWork& work) const;

 private:
  /// For one literal name or path: the last pattern that matches files and folders, and the last
  /// pattern that matches only folders. Each is the number of the pattern + 1, or 0 if there is no
  /// such pattern.
  struct Last {
    std::uint32_t any = 0;
    std::uint32_t for_folders = 0;
  };
  using Literals = TextMap<Last>;

  static std::uint32_t find(const Literals& literals, std::string_view text, bool is_directory);

  std::vector<IgnorePattern> patterns_;
  // Most patterns in real files are literal. Literal patterns are looked up, not compared one by
  // one.
  Literals names_;
  Literals paths_;
  std::vector<std::uint32_t> globs_;  ///< the patterns with wildcards, each as its number + 1
};

/// The patterns of one .gitignore-like file, for paths relative to its folder.
class IgnoreRules {
 public:
  struct Match {
    bool ignored = false;      ///< false: re-included by a negated pattern
    std::size_t line = 0;      ///< 1-based line of the file
    std::string_view pattern;  ///< as written; valid while the rules exist
  };

  /// Parses a file. Never fails. Skips lines without a pattern, and all lines after most_patterns +
  /// 1 patterns.
  static IgnoreRules parse(std::string_view text);

  bool empty() const { return patterns_.size() == 0; }
  std::size_t size() const { return patterns_.size(); }

  /// The last pattern that matches the path itself, not only a folder above it. The caller must
  /// check the parent folders first, from the top, because everything below an ignored folder is
  /// ignored.
  std::optional<Match> match(std::string_view path, bool is_directory, MatchWork& work) const;

 private:
  PatternList patterns_;
  std::vector<std::size_t> lines_;
};

}  // namespace gitctx
