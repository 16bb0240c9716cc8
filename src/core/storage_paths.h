#pragma once

#include <filesystem>
#include <string_view>

namespace gitctx {

// The names of every file and folder that gitctx keeps, apart from the files inside an index
// (docs/index_format.md). No other code contains these names. Nothing here touches the disk.

using StoragePath = std::filesystem::path;

/// The folder of settings and suites, in a worktree and in the home folder.
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
/// Suites in a folder that is not hidden. A suite of the same name in suites_folder() comes first.
inline StoragePath shared_suites_folder(const StoragePath& worktree) { return worktree / "evals"; }

/// The user's spending on hosted models, and prices that override the built-in ones.
inline StoragePath user_folder(const StoragePath& home) { return home / settings_folder_name; }
inline StoragePath spending_file(const StoragePath& folder) { return folder / "spending.sqlite"; }
inline StoragePath price_file(const StoragePath& folder) { return folder / "prices.yml"; }
/// What the user has accepted of each repository.
inline StoragePath trust_file(const StoragePath& folder) { return folder / "trust.sqlite"; }

/// The index of a repository, in the git folder that its worktrees share.
inline StoragePath index_directory(const StoragePath& git_common_dir) {
  return git_common_dir / "gitctx";
}
/// The lock that the process writing the index holds.
inline StoragePath index_lock_file(const StoragePath& directory) { return directory / "lock"; }

/// The store of eval runs. The store is in the index folder but not part of the index, so clearing
/// the index keeps it.
inline StoragePath eval_store_file(const StoragePath& git_common_dir) {
  return index_directory(git_common_dir) / "evals.db";
}

/// Paid results of hosted models. Clearing the index does not touch this folder.
inline StoragePath cache_folder(const StoragePath& git_common_dir) {
  return git_common_dir / "gitctx-cache";
}
inline StoragePath embedding_cache_file(const StoragePath& folder) {
  return folder / "embeddings.sqlite";
}
inline StoragePath embedding_batch_file(const StoragePath& folder) {
  return folder / "batches.json";
}
/// Chat replies of `ask` and of the reranker.
inline StoragePath reply_cache_file(const StoragePath& folder) { return folder / "replies.sqlite"; }
/// The spool: experiments and traces that LangSmith has not received yet.
inline StoragePath langsmith_spool_folder(const StoragePath& folder) {
  return folder / "langsmith";
}

}  // namespace gitctx
