#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"
#include "core/language.h"

namespace gitctx {

/// Finds `#if` groups whose branches open or close braces that a part outside the group closes or
/// opens. A grammar that reads all branches at once takes the braces for errors:
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

  /// `text` with one branch of each such group. The other branches and the lines `#if`, `#else` and
  /// `#endif` are blank. Offsets and lines stay the same.
  std::string keep_one_branch(std::string text) const;

  /// The lines of a group that keep_one_branch() blanks, as offsets of characters in these lines.
  struct BlankLines {
    std::size_t first = 0;
    std::size_t last = 0;
    bool is_before = false;  ///< before the kept branch, else after it
  };
  /// Sorted.
  std::vector<BlankLines> blank_lines() const;

  /// A branch that opens braces, as a part of a text.
  struct Opening {
    std::size_t group = 0;
    std::size_t begin = 0;   ///< of the branch in the source text
    std::size_t end = 0;     ///< of the branch in the source text
    std::size_t offset = 0;  ///< in `text`
    bool is_kept = false;    ///< whether keep_one_branch() keeps the branch
  };
  struct Openings {
    std::string text;
    std::vector<Opening> branches;  ///< sorted by `offset`
  };
  /// All branches that open braces, each with the braces that close them. In C#, each is in a class
  /// of its own, whose name is `class_name`.
  Openings openings(std::string_view text, Language language) const;

 private:
  struct Branch {
    std::size_t begin = 0;
    std::size_t end = 0;
    int opened = 0;  ///< number of open braces; negative for closing ones
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
