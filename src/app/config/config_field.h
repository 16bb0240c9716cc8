#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/settings.h"

namespace gitctx {

/// Keys of hosted services. They are never printed in full, and never read from or written to the
/// repository's settings file.
struct Secrets {
  std::string openai_api_key;
  std::string voyage_api_key;
  std::string cohere_api_key;
  std::string gemini_api_key;
  std::string anthropic_api_key;
  std::string langsmith_api_key;

  /// All keys that are set, so that texts can be scrubbed of them.
  std::vector<std::string> all() const;
};

/// All configurable values.
struct ConfigValues {
  Settings settings;
  Secrets secrets;
};

enum class FieldType { integer, number, boolean, choice, list, text, address, file, secret };

/// The effect that the repository's settings file can have on a setting.
enum class TeamRule {
  free,         ///< the file's value is in force
  needs_trust,  ///< the file's value is in force once the user has accepted it
  /// The setting decides how much text is embedded. The rule is needs_trust if the user's own model
  /// is hosted, otherwise free.
  may_cost,
  only_tightens,  ///< the file's value is in force if it does not raise the limit
};

using ConfigValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// One setting, which is a row of the table of settings. Only this table defines the name, type,
/// range and meaning of a setting. All code that reads, writes, lists or checks settings uses the
/// table, as does the code that generates the commented settings file. The defaults are those of
/// ConfigValues.
struct ConfigField {
  std::string_view section;
  std::string_view name;
  FieldType type = FieldType::text;
  struct Range {
    double minimum = 0;
    double maximum = 0;
  } range;  ///< inclusive; for integers and numbers
  std::vector<std::string> choices{};
  std::string_view summary;  ///< one line without a full stop
  /// Other environment variables that set the value, in increasing precedence.
  /// environment_variable() overrides all of them.
  std::vector<std::string> extra_variables{};
  TeamRule team_rule = TeamRule::free;
  double limit_of_zero = 0;  ///< for `only_tightens`: the limit that the value 0 means
  /// The effect of a value from the repository: a sentence without a full stop, in which `{}` is
  /// the value. Empty: the name and the value say enough.
  std::string_view consequence{};
  /// Whether a repository may propose the value, and which values those are; null: it may propose
  /// any value.
  bool (*is_proposable)(const ConfigValue& value) = nullptr;
  std::string_view proposable_values{};
  std::function<ConfigValue(const ConfigValues&)> load{};
  std::function<void(ConfigValues&, const ConfigValue&)> store{};

  std::string key() const;                   ///< "search.limit"
  std::string environment_variable() const;  ///< "GITCTX_SEARCH__LIMIT"
  std::string expectation() const;           ///< "a number from 1 to 100"
  bool is_secret() const { return type == FieldType::secret; }
  /// Whether `value` is at least as strict a limit as `other`. The setting must be an integer or a
  /// number.
  bool is_as_tight(const ConfigValue& value, const ConfigValue& other) const;
};

/// All settings, grouped by section, in display order.
std::span<const ConfigField> config_fields();

/// The field with that key. Throws Error(usage) for an unknown key; the hint is the nearest key.
const ConfigField& require_config_field(std::string_view key);

/// The hint for an unknown key; empty if no key is similar.
std::string suggest_config_key(std::string_view key);

/// Parses `text` as a value of the field. Throws Error(usage) with `WHERE: expected a number from 1
/// to 100, got 'x'` if the type or the range is wrong. The message never quotes the text of a
/// secret.
ConfigValue parse_config_value(const ConfigField& field, std::string_view text,
                               std::string_view where);
/// Like parse_config_value(), but for a YAML list.
ConfigValue parse_config_list(const ConfigField& field, std::vector<std::string> items,
                              std::string_view where);

/// Whether the value must not be shown because it is a key or an address with a password.
bool has_secret(const ConfigField& field, std::string_view text);

/// The value as shown to users: lists joined by ", ", secrets masked, an empty value as "(empty)".
std::string show_config_value(const ConfigField& field, const ConfigValue& value);

/// The value as one line of YAML.
std::string config_value_to_yaml(const ConfigValue& value);

/// "sk-...123": the first and last three characters, or "***" for a secret under 12 characters.
std::string mask_secret(std::string_view secret);

}  // namespace gitctx
