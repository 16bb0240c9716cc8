#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gitctx {

/// One value of a configuration file as it is written there, with its 1-based line.
struct ConfigEntry {
  std::string key;  ///< "section.name"
  std::variant<std::string, std::vector<std::string>> value;
  int line = 0;

  bool operator==(const ConfigEntry&) const = default;
};

/// The settings in a YAML text, in its order. Names without a value are left out. `name` stands for
/// the file in messages. Throws failure (`NAME:LINE: ...`) for broken YAML, usage for a text that
/// is YAML but not sections of settings.
std::vector<ConfigEntry> parse_config_text(std::string_view text, std::string_view name);

/// `text` with the setting put to `yaml_value`; every other byte stays, comments included. Nothing
/// when the text is written in a way that cannot be edited line by line (flow maps, anchors).
std::optional<std::string> edit_config_text(std::string_view text, std::string_view section,
                                            std::string_view name, std::string_view yaml_value);

/// A file with every setting as a comment, with its meaning, range and default; secrets left out.
std::string commented_config_text();

enum class ConfigFileAccess { shared, only_owner };

/// Replaces the file, and the folder around it if needed; a symbolic link stays and its target is
/// replaced. `only_owner` makes the file 0600 and a new folder 0700.
void write_config_file(const std::filesystem::path& path, std::string_view text,
                       ConfigFileAccess access);

}  // namespace gitctx
