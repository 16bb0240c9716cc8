#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/paths/glob.h"

namespace gitctx {

/// The patterns of `--path`. A path passes if it matches any pattern, or if there are no patterns.
/// These are the kinds of patterns, and what each is compared with:
///   tests, *.py     no slash: the name of the file or of any folder above it
///   src/            a final slash: the name of any folder above the file
///   src/http        an inner slash: the path, from the root, of the file or of a folder above it
///   /src            a leading slash: likewise
///   src/**, **/x.c  as in .gitignore
///   *.{ts,tsx}      alternatives
///   !tests          excludes what `tests` matches; an excluded path never passes
///   \!name          a name that begins with `!`
/// In a pattern, `a//b` and `a/./b` are `a/b`, and `a/../b` is `b`. A file or folder whose path is
/// identical to the pattern always matches. For example, the pattern `app/[id]/page.tsx` matches
/// the file `app/[id]/page.tsx`, although `[id]` is also a wildcard.
class PathFilter {
 public:
  PathFilter() = default;
  /// Throws Error(usage) for a malformed pattern and for a pattern that leads above the root.
  explicit PathFilter(std::span<const std::string> patterns);

  bool empty() const { return wanted_.empty() && excluded_.empty(); }
  bool matches(std::string_view path) const;

 private:
  class Pattern {
   public:
    /// `text` is one brace expansion of `written`, the pattern from the user.
    Pattern(std::string_view text, std::string_view written);
    bool matches(std::string_view path) const;

   private:
    bool is_name(std::string_view subject) const;

    std::string text_;     ///< without superfluous slashes and dots
    std::string literal_;  ///< `text_` without the backslashes that escape a character
    Glob glob_;
    bool directory_only_ = false;
    bool whole_path_ = false;  ///< compared with the path from the repository root
  };

  std::vector<Pattern> wanted_;
  std::vector<Pattern> excluded_;
};

/// `text` as a pattern that matches only `text`.
std::string escaped_pattern(std::string_view text);

}  // namespace gitctx
