#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/settings.h"

namespace gitctx {

/// Keys of hosted services. Never printed whole, never read from or written to a committed file.
struct Secrets {
  std::string openai_api_key;
  std::string voyage_api_key;
  std::string cohere_api_key;
  std::string gemini_api_key;
  std::string anthropic_api_key;
  std::string langsmith_api_key;

  /// All that are set, for whoever keeps them out of texts.
  std::vector<std::string> all() const;
};

/// Everything that can be configured, as plain values.
struct ConfigValues {
  Settings settings;
  Secrets secrets;
};

enum class FieldType { integer, number, boolean, choice, list, text, address, secret };

using ConfigValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::string>>;

/// One setting. The table of these is the only place that knows a setting's name, type, range and
/// meaning; reading, writing, listing, checking and the commented file all follow from it. The
/// default is what a fresh ConfigValues holds.
struct ConfigField {
  std::string_view section;
  std::string_view name;
  FieldType type = FieldType::integer;
  double minimum = 0;  ///< of integers and numbers, inclusive
  double maximum = 0;
  std::vector<std::string> choices;
  std::string_view summary;                  ///< one line without a full stop
  std::vector<std::string> extra_variables;  ///< read besides the regular one, the last one wins
  ConfigValue (*load)(const ConfigValues&) = nullptr;
  void (*store)(ConfigValues&, const ConfigValue&) = nullptr;

  std::string key() const;                   ///< "search.limit"
  std::string environment_variable() const;  ///< "GITCTX_SEARCH__LIMIT"
  std::string expectation() const;           ///< "a number from 1 to 100"
  bool is_secret() const { return type == FieldType::secret; }
};

/// All settings, by section, in the order in which they are shown.
std::span<const ConfigField> config_fields();

/// The field with that key; throws usage, with the nearest key, when there is none.
const ConfigField& require_config_field(std::string_view key);

/// The hint for a key that does not exist; empty when no key is near.
std::string suggest_config_key(std::string_view key);

/// What `text` means for the field. Throws usage (`WHERE: expected a number from 1 to 100, got
/// 'x'`) for a wrong type or range; the text of a secret is never quoted.
ConfigValue parse_config_value(const ConfigField& field, std::string_view text,
                               std::string_view where);
/// The same for a list that was written as one.
ConfigValue parse_config_list(const ConfigField& field, std::vector<std::string> items,
                              std::string_view where);

/// Whether the value must not be seen: a key, or an address with a password in it.
bool has_secret(const ConfigField& field, std::string_view text);

/// For people: lists joined by ", ", secrets masked, an empty value as "(empty)".
std::string show_config_value(const ConfigField& field, const ConfigValue& value);

/// As it is written in a YAML file, on one line.
std::string config_value_to_yaml(const ConfigValue& value);

/// "sk-...123": the first and last three characters, or "***" for what is too short to cut.
std::string mask_secret(std::string_view secret);

}  // namespace gitctx
