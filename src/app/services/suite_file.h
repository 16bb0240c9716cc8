#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/config/config.h"
#include "app/trust/trust_store.h"
#include "eval/prompts/prompt_suite.h"
#include "eval/yaml_reader.h"
#include "git/repository_layout.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// The path of `name`.yml in .gitctx/evals. Throws Error(usage) in a bare repository.
std::filesystem::path named_suite_path(const RepositoryLayout& layout, const std::string& name);

/// The file of a suite: NAME.yml in .gitctx/evals, or else in evals. A name that has a slash or
/// ends in .yml is a path relative to `directory`.
std::filesystem::path suite_path(const std::string& suite, const RepositoryLayout& layout,
                                 const std::filesystem::path& directory);

/// The text of a suite. Throws Error(failure) for a file of the repository that is larger than
/// `most_bytes` or is not a regular file.
std::string read_suite_text(const std::filesystem::path& path, const RepositoryLayout& layout,
                            std::uint64_t most_bytes = most_suite_bytes);

/// A prompt suite with the texts of all files that it names. Each text is read once, so that the
/// texts that the user accepted are the texts that are used.
class SuiteFile {
 public:
  /// `yaml` is the text of the suite. Throws Error(usage) for YAML that is not a prompt suite. A
  /// suite outside the worktree of `layout` belongs to the repository that contains it.
  SuiteFile(std::filesystem::path path, std::string yaml, const RepositoryLayout& layout);

  /// Whether the suite must be trusted before it runs. This is the case if a file of the repository
  /// would cause a model call or the reading of another file. `is_replayed` says that recorded
  /// replies replace the models.
  bool needs_trust(bool is_replayed) const;
  TrustItem item() const;
  const std::filesystem::path& path() const { return texts_.front().file; }
  /// The repository that the suite belongs to. In the trust store, the decision about the suite
  /// belongs to this repository.
  const RepositoryLayout& repository() const { return layout_; }
  /// Whether the suite is in a worktree other than the one in which the command runs.
  bool is_elsewhere() const { return is_elsewhere_; }
  /// Whether `gitctx trust` finds the suite even if the user does not name it.
  bool is_listed() const;
  /// "gitctx -C /other trust /other/suite.yml".
  std::string trust_command() const;
  /// "The suite evals/answer.yml would call a chat model".
  std::string consequence() const;

  /// The suite with its examples. Throws as load_prompt_suite() does.
  PromptSuite load() const;
  /// A prompt that the suite names, or a prompt that every suite can use. Throws Error(usage) for
  /// an unknown name.
  Prompt prompt(const std::string& name, const Config& config) const;

 private:
  struct Text {
    std::filesystem::path file;
    std::string shown;  ///< path, relative to the worktree if the file is in it
    std::string text;
    bool is_of_repository = false;
  };

  void add(const std::filesystem::path& file);
  std::string text_of(const std::filesystem::path& file) const;

  RepositoryLayout layout_;  ///< layout of the repository that the suite belongs to
  bool is_elsewhere_ = false;
  PromptSuite outline_;      ///< suite without the examples in another file
  std::vector<Text> texts_;  ///< the suite's own text first
};

/// The prompt with that name: the repository's prompt if it is in force, else the built-in prompt.
/// A name with a slash or the ending .yml is the path of a file, relative to `directory`. Throws
/// Error(usage) for an unknown name.
Prompt named_prompt(const std::string& name, const Config& config, const RepositoryLayout& layout,
                    const std::filesystem::path& directory);

/// Throws Error(configuration) unless the suite may run. `place` must be the place of
/// suite.repository().
void require_trust(const SuiteFile& suite, bool is_replayed, const TrustPlace& place);

}  // namespace gitctx
