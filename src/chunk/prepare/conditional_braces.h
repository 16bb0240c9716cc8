#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"
#include "core/language.h"

namespace gitctx {

/// Finds `#if` groups with a branch whose braces are unbalanced, because the matching braces are
/// outside the group. A grammar that reads all branches of such a group reports syntax errors:
///
///   #if NET8
///     void run() {
///   #else
///     void runOld() {
///   #endif
///       work();
///     }
class ConditionalBraces {
 public:
  static constexpr std::string_view class_name = "Branch_of_if";

  explicit ConditionalBraces(const CodeSkeleton& skeleton);

  std::size_t group_count() const { return groups_.size(); }

  /// In each such group, keeps one branch, and blanks the other branches and the lines `#if`,
  /// `#else` and `#endif`. Offsets and line numbers stay the same.
  std::string keep_one_branch(std::string text) const;

  /// Consecutive lines that keep_one_branch() blanks. `first` and `last` are offsets in the first
  /// and the last of these lines.
  struct BlankLines {
    std::size_t first = 0;
    std::size_t last = 0;
    bool is_before = false;  ///< true before the kept branch, false after it
  };
  /// All lines that keep_one_branch() blanks, sorted by offset.
  std::vector<BlankLines> blank_lines() const;

  /// A branch that opens more braces than it closes, and its copy in `Openings::text`.
  struct Opening {
    std::size_t group = 0;
    std::size_t begin = 0;   ///< start of the branch in the source text
    std::size_t end = 0;     ///< end of the branch in the source text
    std::size_t offset = 0;  ///< offset of the copy in `Openings::text`
    bool is_kept = false;    ///< whether keep_one_branch() keeps the branch
  };
  struct Openings {
    std::string text;
    std::vector<Opening> branches;  ///< sorted by `offset`
  };
  /// Copies the branches that open more braces than they close. In C and C++, closes each open
  /// brace of a copy with `};`. In C#, closes it with `}`, and wraps the copy in a class named
  /// `class_name`.
  Openings openings(std::string_view text, Language language) const;

 private:
  struct Branch {
    std::size_t begin = 0;
    std::size_t end = 0;
    int opened = 0;  ///< number of opening braces minus number of closing braces
    bool is_never = false;
  };
  struct Group {
    std::vector<ConditionalLine> lines;
    std::vector<Branch> branches;

    std::size_t kept() const;
    bool has_open_branch() const;
  };

  void close(std::vector<Group>& open);

  std::vector<Group> groups_;
};

}  // namespace gitctx
