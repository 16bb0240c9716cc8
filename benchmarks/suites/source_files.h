#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/suites/suites.h"
#include "core/language.h"
#include "git/head_reader.h"
#include "testing/temp_dir.h"

namespace gitctx::bench {

struct SourceFile {
  std::string path;
  std::string text;
  Language language = Language::plain_text;
};

/// The text files of the repository that the options name, or generated ones; at most `most_bytes`
/// of them, taken evenly over all.
std::vector<SourceFile> source_files(const SuiteOptions& options, std::size_t most_bytes);

/// A repository to index: a clone of the one the options name, or a generated one, with its own
/// index folder, in a folder that goes away with this.
class WorkRepository {
 public:
  explicit WorkRepository(const SuiteOptions& options);

  const std::filesystem::path& path() const { return path_; }
  RepositoryLayout layout() const;
  void drop_index() const;
  /// Commits a change of `count` files.
  void touch_files(std::size_t count);
  std::size_t file_count() const;
  /// Bytes of the index over bytes checked out.
  double index_share() const;

 private:
  void git(std::vector<std::string> arguments) const;

  TempDir temp_;
  std::filesystem::path path_;
  int changes_ = 0;
};

/// Questions, names and words as people ask for them; 120 different ones, most of which the
/// generated code answers.
const std::vector<std::string>& query_set();

}  // namespace gitctx::bench
