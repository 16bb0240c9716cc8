#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"

namespace gitctx {

/// The patterns of `--path`. A path passes if it matches any pattern, or if there are no patterns:
///   tests, *.py     no slash: the name of the file or of any folder above it
///   src/            a final slash: any folder of that name
///   src/http        an inner slash: a file, or a folder with all below it, from the root
///   src/**, **/x.c  as in .gitignore
///   *.{ts,tsx}      alternatives
/// A leading `./` or `/` is dropped. A pattern that equals the path of a file or folder matches
/// this path, even if the path contains wildcards (`app/[id]/page.tsx`).
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
