#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"

namespace gitctx {

/// The patterns of `--path`. A path passes if it matches any pattern, or if there are no patterns:
///   tests, *.py     no slash: the name of the file or of any folder above it
///   src/            a final slash: the name of any folder above the file
///   src/http        an inner slash: the path, from the root, of the file or of a folder above it
///   src/**, **/x.c  as in .gitignore
///   *.{ts,tsx}      alternatives
/// A leading `./` or `/` of a pattern is dropped. A file or folder whose path is identical to the
/// pattern always matches. For example, the pattern `app/[id]/page.tsx` matches the file
/// `app/[id]/page.tsx`, although `[id]` is also a wildcard.
class PathFilter {
 public:
  PathFilter() = default;
  explicit PathFilter(std::span<const std::string> patterns);

  bool empty() const { return patterns_.empty(); }
  bool matches(std::string_view path) const;

 private:
  struct Pattern {
    std::string text;
    Glob glob;
    bool directory_only = false;
    bool whole_path = false;  ///< compared with the path from the repository root

    bool matches(std::string_view path) const;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace gitctx
