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

/// The texts of a file before and after a commit. A text is empty if this version of the file does
/// not exist or is not text.
struct FileVersions {
  std::string before;
  std::string after;
};

using ReadVersions = std::function<FileVersions(const CommitChange&, const std::string& path)>;

/// Queries made from the messages of commits that touched few files. The answers are the touched
/// code files that still exist; locate_changes() replaces these files by lines.
std::vector<ProposedQuery> propose_commits(const ViewReader& view,
                                           std::span<const CommitChange> commits);

/// Replaces each answer, which is a whole file, by the lines that the commit added and the file
/// still has. Removes an answer that has no such lines, or only imports. Returns false if no answer
/// is left; the commit then cannot be a query.
bool locate_changes(ProposedQuery& proposed, const CommitChange& commit, const ViewReader& view,
                    const ReadVersions& read);

/// The 1-based lines of `now` that a change from `before` to `after` added, found by their content.
/// A line is left out if it has hardly any letters or digits, or if the change did not add every
/// copy of it.
std::vector<std::uint32_t> surviving_lines(const FileVersions& versions, std::string_view now);

}  // namespace gitctx
