#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository_layout.h"

namespace gitctx {

/// The query: the given words joined by blanks, or standard input if no word or only "-" was given.
/// The result is trimmed and valid UTF-8. Throws Error(usage) if the query is empty or longer than
/// 64 KB; the message names `command`.
std::string query_text(std::string_view command, const std::vector<std::string>& words);

/// Converts the values of --path to patterns of a PathFilter, which are relative to the root of the
/// repository.
/// * From an absolute path below the worktree, the path of the worktree is removed.
/// * A path that begins with `./` or `../` is relative to `directory`.
/// * A path with an inner slash becomes two patterns: one relative to the root, because results
///   show such paths, and one relative to `directory`, because a shell completes such paths.
/// Throws Error(usage) for a malformed pattern and for a path outside the repository.
std::vector<std::string> path_patterns(const RepositoryLayout& layout,
                                       const std::filesystem::path& directory,
                                       const std::vector<std::string>& globs);

}  // namespace gitctx
