#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config_field.h"
#include "app/config/environment.h"
#include "app/notice.h"

namespace gitctx {

/// The source of a value, weakest first: each source overrides those listed before it.
enum class ConfigSource { default_value, user_file, team_file, environment };

/// A setting with its effective value.
struct ResolvedField {
  const ConfigField* field = nullptr;
  ConfigValue value;
  ConfigSource source = ConfigSource::default_value;
  std::string where;  ///< "default", "FILE:LINE" or the variable

  std::string shown() const { return show_config_value(*field, value); }
};

struct ConfigPaths {
  std::optional<std::filesystem::path> team;  ///< `.gitctx/config.yml` of the worktree, if any
  std::optional<std::filesystem::path> user;  ///< `~/.gitctx/config.yml`, if HOME is set
};

/// `worktree` is empty outside a repository and in a bare one.
ConfigPaths config_paths(const std::filesystem::path& worktree, const Environment& environment);

/// The settings merged from environment, team file, user file and defaults, in that order of
/// precedence, and checked.
struct Config {
  Settings settings;
  Secrets secrets;
  std::vector<ResolvedField> fields;  ///< parallel to config_fields()
  std::vector<Notice>
      notices;  ///< unknown names, keys in the team file, a user file with a loose mode
  /// Whether the committed file sets model.base_url or model.chat_base_url to a server that the
  /// user file does not name. No key is sent to such a server, because the author of the committed
  /// file must not receive the keys of other users.
  bool base_url_is_shared = false;
  bool chat_base_url_is_shared = false;
};

/// Throws usage for a value, from any source, of a wrong type or out of range; failure for broken
/// YAML; permission for a file that must not be read.
Config load_config(const ConfigPaths& paths, const Environment& environment);

/// Throws usage for a value that conflicts with the other settings.
void check_goes_with(const Config& config, const ConfigField& field, const ConfigValue& value);

/// Writes one setting to a file and keeps the rest of the file. Creates the file if needed. Secrets
/// are only written with `ConfigTarget::user`. Throws usage for an unknown key, a wrong value, or a
/// secret for the team file.
enum class ConfigTarget { team, user };
void set_config_value(const std::filesystem::path& path, ConfigTarget target, std::string_view key,
                      std::string_view value);

}  // namespace gitctx
