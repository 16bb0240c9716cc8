#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
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
/// code files that still exist; locate_commits() replaces these files by lines.
std::vector<ProposedQuery> propose_commits(const ViewReader& view,
                                           std::span<const CommitChange> commits);

struct LocateLimits {
  std::size_t queries = 0;
  /// The maximum total size of the texts to compare. In a small repository, thousands of commits
  /// can change the same large files.
  std::uint64_t bytes = 256 << 20;
};

/// Replaces each answer, which is a whole file, by the lines that the commit added and the file
/// still has. Removes an answer that has no such lines, or only imports. Keeps the first queries
/// that have an answer left, up to the limits, and removes the other queries. Throws
/// Error(interrupted) if a stop has been requested.
void locate_commits(std::vector<ProposedQuery>& proposed, std::span<const CommitChange> commits,
                    const ViewReader& view, const ReadVersions& read, const LocateLimits& limits,
                    const std::stop_token& stop);

/// The 1-based lines of `now` that a change from `before` to `after` added, found by their content.
/// A line is left out if it has hardly any letters or digits, or if the change did not add every
/// copy of it.
std::vector<std::uint32_t> surviving_lines(const FileVersions& versions, std::string_view now);

}  // namespace gitctx
