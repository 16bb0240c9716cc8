#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/torture/child.h"

namespace gitctx::torture {

using Words = std::vector<std::string>;

/// A folder in which the program is tortured: `repo` (a repository), `home` and `tmp` (the folder
/// of temporary files). Copies of a sandbox give the same answers.
class Sandbox {
 public:
  Sandbox(std::filesystem::path program, std::filesystem::path folder)
      : program_(std::move(program)), folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path repository() const { return folder_ / "repo"; }
  std::filesystem::path home() const { return folder_ / "home"; }
  std::filesystem::path temporary() const { return folder_ / "tmp"; }
  std::filesystem::path index() const { return repository() / ".git/gitctx"; }

  /// Variables that all programs in the sandbox get, besides HOME, PATH, TMPDIR and the locale.
  Environment variables;

  /// A sandbox with the same program and variables in another folder. Does not change that folder.
  Sandbox moved_to(std::filesystem::path folder) const;

  /// Replaces the content of the folder by a copy of another sandbox.
  void restore(const Sandbox& from) const;
  void remove() const;

  /// Runs the program in the repository, or in `place`. In `words`, "$SANDBOX" stands for the path
  /// of the sandbox.
  Ending run(const Words& words, const Environment& more = {}) const;
  Ending run_in(const std::filesystem::path& place, const Words& words,
                const Environment& more = {}) const;
  Child start(const Words& words, const Environment& more = {}) const;
  /// Like run(), for steps that must succeed: throws std::runtime_error if the program fails.
  void must_run(const Words& words, const Environment& more = {}) const;
  /// Runs git; throws std::runtime_error if it fails.
  std::string git(const Words& words) const;

  /// The command line that repeats a run by hand.
  std::string command_line(const Words& words) const;
  std::string relative_text(
      std::string text) const;  ///< with the path of the folder replaced by $SANDBOX

 private:
  Words whole_command(const Words& words) const;
  Environment environment(const Environment& more) const;

  std::filesystem::path program_;
  std::filesystem::path folder_;
};

/// An answer of the program in comparable form: the exit status and the output, without times and
/// values that depend on them. For search results, the form contains paths, lines, scores, blobs
/// and texts. Crashes and hangs are not checked here.
std::string comparable_answer(const Sandbox& sandbox, const Ending& ending);

/// Files that no run may leave behind: temporary files, and files in the index folder that the
/// manifest does not name. Paths are relative to the sandbox.
std::vector<std::string> leftovers(const Sandbox& sandbox);
/// Like leftovers(), but only for the index folder.
std::vector<std::string> index_leftovers(const Sandbox& sandbox);

}  // namespace gitctx::torture
