#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string_view>

#include "base/hash.h"

namespace gitctx {

// The names of all files and folders that gitctx keeps, except the files inside an index
// (docs/index_format.md). No other code contains these names. The functions do not access the disk.

using StoragePath = std::filesystem::path;

/// The name of the folder with settings and suites, in a worktree or in the home folder.
inline constexpr std::string_view settings_folder_name = ".gitctx";

inline StoragePath config_file(const StoragePath& worktree_or_home) {
  return worktree_or_home / settings_folder_name / "config.yml";
}

/// A team's own prompts and suites, committed with its code.
inline StoragePath prompts_folder(const StoragePath& worktree) {
  return worktree / settings_folder_name / "prompts";
}
inline StoragePath suites_folder(const StoragePath& worktree) {
  return worktree / settings_folder_name / "evals";
}
/// Suites in a folder that is not hidden. A suite with the same name in suites_folder() takes
/// precedence.
inline StoragePath shared_suites_folder(const StoragePath& worktree) { return worktree / "evals"; }

/// The folder with the user's ledger, price table, trust store, and pending batches and traces.
inline StoragePath user_folder(const StoragePath& home) { return home / settings_folder_name; }
inline StoragePath spending_file(const StoragePath& folder) { return folder / "spending.sqlite"; }
inline StoragePath price_file(const StoragePath& folder) { return folder / "prices.yml"; }
/// The trust store: the proposals that the user has accepted, by repository.
inline StoragePath trust_file(const StoragePath& folder) { return folder / "trust.sqlite"; }

/// The index of a repository, in the git folder that its worktrees share.
inline StoragePath index_directory(const StoragePath& git_common_dir) {
  return git_common_dir / "gitctx";
}
/// The lock file, which a process holds while it writes the index.
inline StoragePath index_lock_file(const StoragePath& directory) { return directory / "lock"; }

/// The store of eval runs. The store is in the index folder but not part of the index, so clearing
/// the index keeps it.
inline StoragePath eval_store_file(const StoragePath& git_common_dir) {
  return index_directory(git_common_dir) / "evals.db";
}

/// The folder with paid results of hosted models. Clearing the index keeps this folder.
inline StoragePath cache_folder(const StoragePath& git_common_dir) {
  return git_common_dir / "gitctx-cache";
}
inline StoragePath embedding_cache_file(const StoragePath& folder) {
  return folder / "embeddings.sqlite";
}
/// Chat replies of `ask` and of the reranker.
inline StoragePath reply_cache_file(const StoragePath& folder) { return folder / "replies.sqlite"; }

/// The folder for the pending items of all repositories.
inline StoragePath all_pending_folder(const StoragePath& folder) { return folder / "pending"; }
/// The folder for the pending items of one repository. A later run sends or collects these items
/// with the user's keys. The folder is in the user's folder and not in the git folder, because a
/// copied git folder can contain files from a stranger. `git_common_dir` must be canonical.
inline StoragePath pending_folder(const StoragePath& folder, const StoragePath& git_common_dir) {
  return all_pending_folder(folder) / fmt::format("{:016x}", hash64(git_common_dir.native()));
}
inline StoragePath embedding_batch_file(const StoragePath& folder) {
  return folder / "batches.json";
}
/// The spool: experiments and traces that LangSmith has not received yet.
inline StoragePath langsmith_spool_folder(const StoragePath& folder) {
  return folder / "langsmith";
}

}  // namespace gitctx
