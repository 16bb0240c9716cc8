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

/// A value that the repository's settings file proposes.
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
  std::optional<ProposedValue> waiting{};   ///< proposed value that waits for trust
  std::optional<ProposedValue> too_high{};  ///< proposed limit, ignored because it exceeds `value`

  std::string shown() const { return show_config_value(*field, value); }
};

struct ConfigPaths {
  std::optional<std::filesystem::path> team{};     ///< `.gitctx/config.yml` of the worktree, if any
  std::optional<std::filesystem::path> user{};     ///< `~/.gitctx/config.yml`, if HOME is set
  std::optional<std::filesystem::path> prompts{};  ///< `.gitctx/prompts` of the worktree, if any
  TrustPlace trust{};
};

/// A default-constructed layout represents a folder outside every repository.
ConfigPaths config_paths(const RepositoryLayout& layout, const Environment& environment);

/// The checked settings. They are merged from the environment, the repository's settings file, the
/// user file and the defaults, in that order of precedence. The settings and prompts in the
/// repository are proposals. A proposal is in force only if `ConfigField::team_rule` or a decision
/// of the user allows it.
struct Config {
  Settings settings;
  Secrets secrets;
  std::vector<ResolvedField> fields;  ///< parallel to config_fields()
  std::vector<Notice> notices;        ///< one of them combines the `repository_notices`, if any
  /// All notices about the repository's files: settings that wait for trust, limits that are too
  /// high, unknown names, wrong values, keys, ...
  std::vector<Notice> repository_notices;
  std::vector<TeamPrompt> prompts;
  std::vector<Notice> prompt_notices;  ///< the `repository_notices` about unusable prompts
  /// The settings in the repository's settings file that need trust or may cost money, as one item.
  /// The content of the item is empty if there are no such settings.
  TrustItem team_settings;
  TrustPlace trust;
  /// The hosted embedding model that the user's own settings select; empty if they select none.
  std::string hosted_embedding;

  /// `notices`, but with all of `repository_notices` instead of the one notice that combines them.
  std::vector<Notice> all_notices() const;
  /// Whether the repository's settings file sets model.base_url or model.chat_base_url to a server
  /// that the user file does not name. No key is sent to such a server, because the author of the
  /// repository's settings must not receive the keys of other users.
  bool base_url_is_shared = false;
  bool chat_base_url_is_shared = false;
};

/// Throws Error(usage) if a value in the user file or the environment has a wrong type or is out of
/// range, Error(failure) if the user file is broken YAML, and Error(permission) if the user file
/// cannot be read. Faults in the files of the repository are not errors: the faulty part is
/// ignored with a notice.
Config load_config(const ConfigPaths& paths, const Environment& environment);

/// Loads the settings without the environment, so that all proposals of the repository are compared
/// with the user's own file. GITCTX_TRUST has no effect. Apart from HOME, `environment` is used
/// only to determine the user's own hosted model.
Config load_proposals(const RepositoryLayout& layout, const Environment& environment);

/// The place where the value of a setting is set: "default", "FILE:LINE" or the variable.
const std::string& place_of(const Config& config, std::string_view key);

/// Whether a value that the repository proposes for the setting waits for trust.
bool is_waiting(const Config& config, std::string_view key);

/// The hint of the notice about the settings and prompts that wait for trust.
inline constexpr std::string_view trust_hint = "Run: gitctx trust";

/// Whether any value that the repository proposes for a setting waits for trust.
bool settings_wait(const Config& config);

/// The settings and prompts that wait for trust.
std::vector<TrustItem> waiting_items(const Config& config);

/// Throws Error(usage) for a value that conflicts with the other settings.
void check_goes_with(const Config& config, const ConfigField& field, const ConfigValue& value);

enum class ConfigTarget { team, user };
/// Writes one setting to a file and keeps the rest of the file. Creates the file if needed. Throws
/// Error(usage) for an unknown key, for a wrong value, and for a secret unless `target` is
/// ConfigTarget::user.
void set_config_value(const std::filesystem::path& path, ConfigTarget target, std::string_view key,
                      std::string_view value);

}  // namespace gitctx
