#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config_field.h"
#include "app/config/environment.h"
#include "app/config/team_prompts.h"
#include "app/notice.h"
#include "app/trust/trust_store.h"
#include "git/repository_layout.h"

namespace gitctx {

/// The source of a value, in increasing precedence: each source overrides those listed before it.
enum class ConfigSource { default_value, user_file, team_file, environment };

/// A value that the team file proposes.
struct ProposedValue {
  ConfigValue value;
  std::string where;  ///< "FILE:LINE"
};

/// A setting with its effective value.
struct ResolvedField {
  const ConfigField* field = nullptr;
  ConfigValue value;
  ConfigSource source = ConfigSource::default_value;
  std::string where;                        ///< "default", "FILE:LINE" or the variable
  std::optional<ProposedValue> waiting{};   ///< is in force once the user has accepted it
  std::optional<ProposedValue> too_high{};  ///< a limit of the team file that would lift this one

  std::string shown() const { return show_config_value(*field, value); }
};

struct ConfigPaths {
  std::optional<std::filesystem::path> team{};     ///< `.gitctx/config.yml` of the worktree, if any
  std::optional<std::filesystem::path> user{};     ///< `~/.gitctx/config.yml`, if HOME is set
  std::optional<std::filesystem::path> prompts{};  ///< `.gitctx/prompts` of the worktree, if any
  TrustPlace trust{};
};

/// A default-constructed layout stands for a folder outside every repository.
ConfigPaths config_paths(const RepositoryLayout& layout, const Environment& environment);

/// The settings merged from environment, team file, user file and defaults, in that order of
/// precedence, and checked. The team file and the prompts of the repository are a proposal: only
/// what `ConfigField::team_rule` and the user's decisions let through is in force.
struct Config {
  Settings settings;
  Secrets secrets;
  std::vector<ResolvedField> fields;  ///< parallel to config_fields()
  std::vector<Notice> notices;        ///< of them, at most one is about the files of the repository
  /// Everything about the files of the repository: what waits for trust, lifted limits, unknown
  /// names, wrong values, keys, ...
  std::vector<Notice> repository_notices;
  std::vector<TeamPrompt> prompts;
  std::vector<Notice> prompt_notices;  ///< of `repository_notices`: why a prompt cannot be used
  TrustItem
      team_settings;  ///< the settings of the team file that need trust; empty: there are none
  TrustPlace trust;
  std::string
      hosted_embedding;  ///< the hosted model that embeds by the user's own settings, if any

  /// `notices` with everything about the files of the repository.
  std::vector<Notice> all_notices() const;
  /// Whether the committed file sets model.base_url or model.chat_base_url to a server that the
  /// user file does not name. No key is sent to such a server, because the author of the committed
  /// file must not receive the keys of other users.
  bool base_url_is_shared = false;
  bool chat_base_url_is_shared = false;
};

/// Throws Error(usage) for a value of the user file or the environment of a wrong type or out of
/// range, Error(failure) for broken YAML of the user file, and Error(permission) if it must not be
/// read. Nothing in the files of the repository is an error: what is wrong is ignored with a
/// notice.
Config load_config(const ConfigPaths& paths, const Environment& environment);

/// The settings without those of the environment, so that everything that the repository proposes
/// is compared with the user's own file. GITCTX_TRUST has no effect.
Config load_proposals(const RepositoryLayout& layout, const Environment& environment);

/// The place of a setting: "default", "FILE:LINE" or the variable.
const std::string& place_of(const Config& config, std::string_view key);

/// Whether the repository proposes a value for the setting that waits for trust.
bool is_waiting(const Config& config, std::string_view key);

/// Whether the repository proposes a value for any setting that waits for trust.
bool settings_wait(const Config& config);

/// The settings and prompts that wait for trust.
std::vector<TrustItem> waiting_items(const Config& config);

/// Throws Error(usage) for a value that conflicts with the other settings.
void check_goes_with(const Config& config, const ConfigField& field, const ConfigValue& value);

/// Writes one setting to a file and keeps the rest of the file. Creates the file if needed. Secrets
/// are only written with `ConfigTarget::user`. Throws Error(usage) for an unknown key, a wrong
/// value, or a secret for the team file.
enum class ConfigTarget { team, user };
void set_config_value(const std::filesystem::path& path, ConfigTarget target, std::string_view key,
                      std::string_view value);

}  // namespace gitctx
