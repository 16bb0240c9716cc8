#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gitctx {

/// Reads the settings of git configuration files without libgit2. Of the sections with a
/// subsection, reads only `[remote "NAME"]`, as remote.NAME. The settings that decide the layout
/// and the safety of a repository are in sections without a subsection.
class GitConfig {
 public:
  /// Which included files are read. `unconditional` reads the files that `include.path` names.
  /// `all` also reads the files that `includeIf` names, regardless of the condition. It is for
  /// callers that must check every file that git could read.
  enum class Includes { none, unconditional, all };

  static GitConfig parse(std::string_view text);
  /// The settings in `file`; none if the file does not exist. In the paths of included files, "~/"
  /// is replaced by `home`. Throws Error if more than 100 files are included.
  static GitConfig read(const std::filesystem::path& file, Includes includes = Includes::none,
                        const std::filesystem::path& home = {});

  /// The last value of a key. `key` is in lower case, such as "core.bare".
  std::optional<std::string> get(const std::string& key) const;
  /// All values of a key, in the order of the files.
  std::vector<std::string> all(const std::string& key) const;
  /// The value, parsed as git parses a boolean; a key without a value is true.
  std::optional<bool> get_bool(const std::string& key) const;
  /// Adds a value, which overrides earlier ones.
  void add(const std::string& key, std::string value) { values_[key].push_back(std::move(value)); }
  /// The keys of a section, without its name.
  std::vector<std::string> keys_of(std::string_view section) const;
  /// Whether git may refuse the files that were read, because a text does not follow the grammar,
  /// or because includes are nested almost too deeply.
  bool is_doubtful() const { return is_doubtful_; }
  /// The number of lines with a setting, including those in sections with a subsection.
  std::size_t lines() const { return lines_; }
  /// Adds the values of `other`, which override the earlier values.
  void overlay(const GitConfig& other);

 private:
  struct Reading {
    Includes includes = Includes::none;
    std::filesystem::path home;
    std::filesystem::path folder{};  ///< folder of the file being read
    int depth = 0;
  };
  void add_text(std::string_view text, const Reading& reading);
  void add_file(const std::filesystem::path& file, Reading reading);
  void add_included(const std::string& name, const Reading& reading);

  std::map<std::string, std::vector<std::string>> values_;
  std::size_t lines_ = 0;
  int included_files_ = 0;
  bool is_doubtful_ = false;
};

/// The path of a git setting, with "~/" expanded; `path` itself if `home` is empty.
std::filesystem::path expanded_path(const std::string& path, const std::filesystem::path& home);

/// Throws Error if the file exists and is a pipe or a device, because libgit2 would wait for its
/// data. As in git, /dev/null is an empty file.
void require_regular_or_missing(const std::filesystem::path& file);

/// Git's size limit for a rule file.
inline constexpr std::uint64_t most_rule_file_bytes = std::uint64_t{100} * 1024 * 1024;

/// The content of one of git's own files; nothing if it does not exist or is a folder. Follows
/// symbolic links, as git does, because some tools make .git/config or .git/HEAD a link. As in git,
/// /dev/null is an empty file. Throws Error if the file is a pipe or another device, is larger than
/// most_rule_file_bytes, or cannot be read.
std::optional<std::string> read_small_file(const std::filesystem::path& file);

/// Like read_small_file(file), but with the limit `most_bytes`, a whole number of megabytes.
std::optional<std::string> read_small_file(const std::filesystem::path& file,
                                           std::uint64_t most_bytes);

}  // namespace gitctx
