#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The settings of one git configuration file, read without libgit2. Ignores subsections and
/// includes; the last value of a key wins. This suffices to find the layout of a repository.
class GitConfig {
 public:
  static GitConfig parse(std::string_view text);
  /// Empty if the file does not exist.
  static GitConfig read(const std::filesystem::path& file);

  /// `key` is in lower case, such as "core.bare".
  std::optional<std::string> get(const std::string& key) const;
  /// The value, parsed as git parses a boolean; a key without a value is true.
  std::optional<bool> get_bool(const std::string& key) const;
  /// Overrides the values with the values of `other`.
  void overlay(const GitConfig& other);

 private:
  std::map<std::string, std::string> values_;
};

/// The content of a small file; nothing if it does not exist or is a folder. Throws Error if it is
/// a pipe or a device, is larger than 100 MB, or cannot be read.
std::optional<std::string> read_small_file(const std::filesystem::path& file);

}  // namespace gitctx
