#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/suites/suites.h"
#include "core/language.h"
#include "git/repository.h"
#include "git/views/view_builder.h"
#include "testing/temp_dir.h"

namespace gitctx::bench {

struct SourceFile {
  std::string path;
  std::string text;
  Language language = Language::plain_text;
};

/// The text files of the repository that the options name, or generated files. The files have about
/// `most_bytes` in total, or less. Files of a repository are selected at regular intervals.
std::vector<SourceFile> source_files(const SuiteOptions& options, std::size_t most_bytes);

/// Maximum size of a blob in bytes. Larger blobs are not read.
constexpr std::uint64_t largest_blob = 5 * 1024 * 1024;

/// The files of HEAD. Throws Error if there is no commit.
View head_view(Repository& repository);

/// A repository to index, either a clone of the repository that the options name or a generated
/// one. The destructor removes the repository and its index.
class WorkRepository {
 public:
  explicit WorkRepository(const SuiteOptions& options);

  const std::filesystem::path& path() const { return path_; }
  RepositoryLayout layout() const;
  void drop_index() const;
  /// Commits a change to `count` files.
  void touch_files(std::size_t count);
  std::size_t file_count() const;
  /// The size of the index divided by the size of the worktree.
  double index_share() const;

 private:
  void git(std::vector<std::string> arguments) const;

  TempDir temp_;
  std::filesystem::path path_;
  int changes_ = 0;
};

/// 120 different queries as people type them: questions, names and words. The generated files
/// answer most of them.
const std::vector<std::string>& query_set();

}  // namespace gitctx::bench
