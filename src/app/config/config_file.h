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
  bool is_nested = false;  ///< a map, or a list of maps or lists, which no setting accepts

  bool operator==(const ConfigEntry&) const = default;
};

/// The maximum size of a settings file.
inline constexpr std::size_t most_config_bytes = std::size_t{1024} * 1024;

/// The settings that have a value in a YAML text, in the order of the text. `name` is the name of
/// the file in messages. Throws Error(failure) with `NAME:LINE: ...` for broken YAML. Throws
/// Error(usage) if the YAML does not consist of sections of settings or has too many values. An
/// alias counts as the values that it stands for.
std::vector<ConfigEntry> parse_config_text(std::string_view text, std::string_view name);

/// `text` with the setting changed to `yaml_value`; every other byte is kept, including comments.
/// Returns nothing if the text cannot be edited line by line (flow maps, anchors).
std::optional<std::string> edit_config_text(std::string_view text, std::string_view section,
                                            std::string_view name, std::string_view yaml_value);

/// The text of a file that lists every setting as a comment, with its meaning, range and default.
/// The text contains no secrets.
std::string commented_config_text();

enum class ConfigFileAccess { shared, only_owner };

/// Replaces the file, and creates its folder if needed. Below a worktree, a symbolic link is an
/// Error; elsewhere, the target of the link is replaced. `only_owner` gives the file mode 0600 and
/// a new folder mode 0700.
void write_config_file(const std::filesystem::path& path, std::string_view text,
                       ConfigFileAccess access);

/// Writes a file that an option names (--html, --json-file). Below the worktree of any repository,
/// a symbolic link is an Error; elsewhere, the target of the link is replaced.
void write_named_file(const std::filesystem::path& path, std::string_view text);

}  // namespace gitctx
