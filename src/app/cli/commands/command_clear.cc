#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/cli/render/text_format.h"
#include "app/services/embedders.h"
#include "base/error.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/guard/guarded_path.h"
#include "core/storage_paths.h"
#include "embed/hosted/embedding_cache.h"
#include "git/head_reader.h"
#include "index/index_files.h"

namespace gitctx {
namespace {

/// The index files in the folder, recognised by their names. Other files, such as the eval runs and
/// the lock (which a writer may hold), are not part of the index.
std::vector<std::filesystem::path> index_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const std::string& name : list_folder(directory)) {
    if (is_index_file(name)) files.push_back(directory / name);
  }
  // The manifest is deleted first, so that no reader finds a manifest that names missing files.
  std::ranges::stable_partition(files, [](const std::filesystem::path& file) {
    return is_manifest_file(file.filename().string());
  });
  return files;
}

std::uint64_t total_size(const std::vector<std::filesystem::path>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) {
    const auto status = stat_guarded(file, "cannot read");
    if (status && S_ISREG(status->st_mode)) bytes += static_cast<std::uint64_t>(status->st_size);
  }
  return bytes;
}

void clear_database(const std::filesystem::path& directory, bool force, Output& out) {
  const auto status = stat_guarded(directory, "cannot read");
  if (status && S_ISREG(status->st_mode)) {
    throw Error(ErrorCode::failure, "the index folder " + directory.string() + " is a file",
                "Remove it by hand");
  }
  if (index_files(directory).empty()) {
    out.write("There is no index to clear\n");
    return;
  }
  if (!force) {
    if (!can_ask()) {
      throw Error(ErrorCode::usage,
                  "without a terminal to ask on, clearing the index needs --force");
    }
    const std::string size = format_bytes(total_size(index_files(directory)));
    if (!ask_yes_no(fmt::format("Delete the index in {} ({})?", directory.string(), size))) {
      throw Error(ErrorCode::failure, "nothing was cleared");
    }
  }
  const auto lock = FileLock::try_lock(index_lock_file(directory));
  if (!lock) {
    throw Error(ErrorCode::failure, "another gitctx is writing the index",
                "Wait until it is done, then run the command again");
  }
  const auto files = index_files(directory);
  const std::uint64_t bytes = total_size(files);
  for (const auto& file : files) {
    if (remove_index_file(file)) continue;
    throw Error(ErrorCode::failure,
                "cannot remove " + file.string() + ": it is a folder with files in it",
                "Remove it, then run: gitctx clear --database");
  }
  out.write(fmt::format("Cleared the index: {}, {} freed\n", counted(files.size(), "file"),
                        format_bytes(bytes)));
}

/// Deletes embeddings and pending batches. Unless `force` is set, asks for a confirmation first,
/// because embeddings cost money.
void clear_embeddings(const PaidFiles& files, bool force, Output& out) {
  const bool has_batches = file_exists(files.batches);
  CacheStatistics statistics;
  std::optional<EmbeddingCache> cache;
  if (file_exists(files.embeddings)) {
    cache.emplace(EmbeddingCache::open(files.embeddings));
    statistics = cache->statistics();
  }
  if (statistics.entries() == 0 && !has_batches) {
    out.write("No embeddings are stored\n");
    return;
  }
  const std::string what =
      grouped_count(statistics.entries(), "embedding") + (has_batches ? " and batches" : "");
  if (!force) {
    if (!can_ask()) {
      throw Error(ErrorCode::usage,
                  fmt::format("without a terminal to ask on, clearing {} that were paid for needs "
                              "--force",
                              what));
    }
    if (!ask_yes_no(fmt::format("Delete {} that were paid for? Creating them again costs money; "
                                "gitctx cache export writes a copy.",
                                what))) {
      throw Error(ErrorCode::failure, "nothing was cleared");
    }
  }
  if (cache) cache->clear();
  remove_file(files.batches);
  out.write(fmt::format("Cleared {}\n", what));
}

}  // namespace

int run_command(const ClearArguments& arguments, CommandContext& context) {
  const RepositoryLayout layout = require_repository(context.directory);
  if (arguments.database) {
    clear_database(index_directory(layout.common_dir), arguments.force, context.out);
  }
  if (arguments.embeddings) {
    clear_embeddings(paid_files(layout, context.environment), arguments.force, context.out);
  }
  return 0;
}

}  // namespace gitctx
