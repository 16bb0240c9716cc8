#pragma once

#include <filesystem>
#include <string>

#include "git/repository_layout.h"

namespace gitctx {

// Like git, gitctx refuses a repository that somebody else may have planted, because its
// configuration and links could lead to the user's files. Only the user's own configuration can
// allow such a repository.

/// Throws Error(permission) if the folder of the repository, its .git file or its git folder
/// belongs to another user, unless `safe.directory` names the folder. `git_file` is empty if there
/// is no .git file. For a bare repository, `folder` is `git_dir`.
void require_own_repository(const std::filesystem::path& folder,
                            const std::filesystem::path& git_file,
                            const std::filesystem::path& git_dir,
                            const GitEnvironment& environment);

/// Throws Error(permission) for a bare repository that was found by searching upwards, if the
/// repository is inside the worktree of another repository or if `safe.bareRepository` is
/// "explicit". A clone can contain a bare repository whose configuration names any folder as its
/// worktree.
void require_wanted_bare_repository(const std::filesystem::path& git_dir,
                                    const GitEnvironment& environment);

}  // namespace gitctx
