#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/cli/render/text_format.h"
#include "app/services/embedders.h"
#include "base/error.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "core/storage_paths.h"
#include "embed/hosted/embedding_cache.h"
#include "git/head_reader.h"

namespace gitctx {
namespace {

constexpr std::string_view manifest_name = "manifest";

/// The files of an index folder, except the lock, which a writer may hold, and the eval runs, which
/// are not part of the index.
std::vector<std::filesystem::path> index_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(directory, failed)) {
    const bool is_eval_store = entry.path().filename().string().starts_with(eval_store_name);
    const bool is_lock = entry.path() == index_lock_file(directory);
    if (!is_lock && !is_eval_store) files.push_back(entry.path());
  }
  if (failed && failed != std::errc::no_such_file_or_directory) {
    throw_system_error(failed.value(), "cannot read", directory.string());
  }
  // The manifest is deleted first, so that no reader finds a manifest that names missing files.
  std::ranges::stable_partition(files, [](const std::filesystem::path& file) {
    return file.filename().string().starts_with(manifest_name);
  });
  return files;
}

std::uint64_t total_size(const std::vector<std::filesystem::path>& files) {
  std::uint64_t bytes = 0;
  for (const auto& file : files) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (!failed) bytes += size;
  }
  return bytes;
}

void clear_database(const std::filesystem::path& directory, bool force, Output& out) {
  if (std::filesystem::is_regular_file(directory)) {
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
    std::error_code failed;
    std::filesystem::remove_all(file, failed);
    if (failed) throw_system_error(failed.value(), "cannot remove", file.string());
  }
  out.write(fmt::format("Cleared the index: {}, {} freed\n", counted(files.size(), "file"),
                        format_bytes(bytes)));
}

/// Deletes embeddings only after a confirmation: they cost money.
void clear_embeddings(const PaidFiles& files, bool force, Output& out) {
  const bool has_batches = std::filesystem::exists(files.batches);
  CacheStatistics statistics;
  std::optional<EmbeddingCache> cache;
  if (std::filesystem::exists(files.embeddings)) {
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
    if (!ask_yes_no(fmt::format("Delete {} that were paid for? Creating them again costs money "
                                "again; gitctx cache export writes a copy.",
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
