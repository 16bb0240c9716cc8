#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The settings of one git configuration file, read without libgit2: sections without subsection,
/// last value wins, no includes. Enough for what tells the shape of a repository.
class GitConfig {
 public:
  static GitConfig parse(std::string_view text);
  /// Empty if there is no such file.
  static GitConfig read(const std::filesystem::path& file);

  /// `key` as "core.bare", in lower case.
  std::optional<std::string> get(const std::string& key) const;
  /// As git reads a boolean; a key without a value is true.
  std::optional<bool> get_bool(const std::string& key) const;
  /// Takes over all values of `other`, over those here.
  void overlay(const GitConfig& other);

 private:
  std::map<std::string, std::string> values_;
};

/// The content of a small file; nothing if it is missing or no file. Other failures throw.
std::optional<std::string> read_small_file(const std::filesystem::path& file);

}  // namespace gitctx
