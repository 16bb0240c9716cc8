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

/// Where a value comes from, weakest first: what is nearer to the repository and to the command
/// wins.
enum class ConfigSource { default_value, user_file, team_file, environment };

/// A setting with the value that counts.
struct ResolvedField {
  const ConfigField* field = nullptr;
  ConfigValue value;
  ConfigSource source = ConfigSource::default_value;
  std::string where;  ///< "default", "FILE:LINE" or the name of a variable

  std::string shown() const { return show_config_value(*field, value); }
};

struct ConfigPaths {
  std::optional<std::filesystem::path> team;  ///< `.gitctx/config.yml` of the worktree, if any
  std::optional<std::filesystem::path> user;  ///< `~/.gitctx/config.yml`, if there is a home
};

/// `worktree` is empty outside a repository and in a bare one.
ConfigPaths config_paths(const std::filesystem::path& worktree, const Environment& environment);

/// The settings after environment, team file, user file and defaults were merged, in that order of
/// strength, and checked.
struct Config {
  Settings settings;
  Secrets secrets;
  std::vector<ResolvedField> fields;  ///< parallel to config_fields()
  std::vector<Notice> notices;        ///< unknown names, keys in the team file, a loose user file
  /// model.base_url, model.chat_base_url come from the file that is committed, and the user's does
  /// not name the same server: whoever wrote the one must not get the keys of whoever reads it, so
  /// none is sent there.
  bool base_url_is_shared = false;
  bool chat_base_url_is_shared = false;
};

/// Throws usage for a wrong type or range, wherever it stands; failure for broken YAML; permission
/// for a file that cannot be read.
Config load_config(const ConfigPaths& paths, const Environment& environment);

/// Throws usage for a value that does not go with the other settings.
void check_goes_with(const Config& config, const ConfigField& field, const ConfigValue& value);

/// Puts one setting into a file, which is created if needed, and keeps the rest of it. Secrets are
/// only written with `ConfigTarget::user`. Throws usage for an unknown key, a wrong value, or a
/// secret meant for the team file.
enum class ConfigTarget { team, user };
void set_config_value(const std::filesystem::path& path, ConfigTarget target, std::string_view key,
                      std::string_view value);

}  // namespace gitctx
