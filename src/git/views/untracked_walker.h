#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_hash.h"
#include "core/view.h"
#include "git/repository_layout.h"

namespace gitctx {

struct UntrackedFiles {
  std::vector<std::string> files;  ///< regular files; paths from the worktree's root
  /// Symlinks, nested repositories, unreadable folders, and rule files that are not used.
  std::vector<SkippedFile> skipped;
};

/// The reason why the rule file at this absolute path is not read: the file is a link, or is not a
/// regular file for another reason. The text is worded as the detail of a skipped file. Empty if
/// the file is a regular file or missing.
std::string refusal_of_patterns(const std::string& file);

/// The files of a worktree that are not in `tracked` and match no pattern of a .gitignore,
/// info/exclude or core.excludesFile, in any order. Ignored folders are not entered.
UntrackedFiles find_untracked(const RepositoryLayout& layout, const TextViewSet& tracked,
                              const std::stop_token& stop);

}  // namespace gitctx
