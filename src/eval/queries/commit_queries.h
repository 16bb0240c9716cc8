#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/ranges.h"
#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// A commit with the files it changed.
struct CommitChange {
  CommitId id;
  std::string subject;
  std::string body;
  std::vector<std::string> paths;
};

/// The texts of a file before and after a commit; empty where the file does not exist or is not
/// text.
struct FileVersions {
  std::string before;
  std::string after;
};

using ReadVersions = std::function<FileVersions(const CommitChange&, const std::string& path)>;

/// Queries from the subjects and bodies of commits that touched few files. The answers are the code
/// files that still exist; locate_changes() replaces them by lines.
std::vector<ProposedQuery> propose_commits(const ViewReader& view,
                                           std::span<const CommitChange> commits);

/// Replaces the files by the lines of the change that they still have. False if no file has such
/// lines, or only lines that import something: such a commit cannot be a query.
bool locate_changes(ProposedQuery& proposed, const CommitChange& commit, const ViewReader& view,
                    const ReadVersions& read);

/// The 1-based lines of `now` that a change from `before` to `after` added: lines of the same
/// content, unless the content is too common to be told from other lines.
std::vector<std::uint32_t> surviving_lines(const FileVersions& versions, std::string_view now);

}  // namespace gitctx
