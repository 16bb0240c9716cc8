#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gitctx {

/// One value of a configuration file, as written, with its 1-based line.
struct ConfigEntry {
  std::string key;  ///< "section.name"
  std::variant<std::string, std::vector<std::string>> value;
  int line = 0;
  bool is_nested = false;  ///< a map, or a list of maps or lists: the value of no setting

  bool operator==(const ConfigEntry&) const = default;
};

/// The largest settings file.
inline constexpr std::size_t most_config_bytes = std::size_t{1024} * 1024;

/// The settings that have a value in a YAML text, in the order of the text. `name` is the name of
/// the file in messages. Throws Error(failure) with `NAME:LINE: ...` for broken YAML, and
/// Error(usage) for YAML that is not sections of settings or has too many values, counting aliases
/// as what they stand for.
std::vector<ConfigEntry> parse_config_text(std::string_view text, std::string_view name);

/// `text` with the setting changed to `yaml_value`; every other byte is kept, including comments.
/// Returns nothing if the text cannot be edited line by line (flow maps, anchors).
std::optional<std::string> edit_config_text(std::string_view text, std::string_view section,
                                            std::string_view name, std::string_view yaml_value);

/// A file with every setting as a comment, with its meaning, range and default, without secrets.
std::string commented_config_text();

enum class ConfigFileAccess { shared, only_owner };

/// Replaces the file; creates its folder if needed. Below a worktree, a symbolic link is an Error;
/// elsewhere its target is replaced. `only_owner` gives the file mode 0600 and a new folder mode
/// 0700.
void write_config_file(const std::filesystem::path& path, std::string_view text,
                       ConfigFileAccess access);

/// Writes a file that an option names (--html, --json-file). Below the worktree of any repository,
/// a symbolic link is an Error; elsewhere its target is replaced.
void write_named_file(const std::filesystem::path& path, std::string_view text);

}  // namespace gitctx
