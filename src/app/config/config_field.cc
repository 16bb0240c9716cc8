#include "app/config/config_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <thread>
#include <type_traits>
#include <utility>

#include "app/suggestion.h"
#include "base/ascii.h"
#include "base/check.h"
#include "base/error.h"
#include "git/head_reader.h"
#include "http/secret_scrubber.h"
#include "provider/provider.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

using Integer = std::int64_t;
using List = std::vector<std::string>;

/// The names of an enum's values, in the order of the enum.
template <class Enum>
constexpr std::array<std::string_view, 0> choice_names;
template <>
constexpr std::array<std::string_view, 2> choice_names<Rerank> = {"none", "llm"};
template <>
constexpr std::array<std::string_view, 2> choice_names<IndexMode> = {"snapshot", "history"};

template <class T>
ConfigValue to_value(const T& member) {
  if constexpr (std::is_enum_v<T>) {
    return std::string(choice_names<T>[static_cast<std::size_t>(member)]);
  } else if constexpr (std::is_same_v<T, int>) {
    return Integer{member};
  } else {
    return member;
  }
}

template <class T>
void from_value(const ConfigValue& value, T& member) {
  if constexpr (std::is_enum_v<T>) {
    const auto name = std::ranges::find(choice_names<T>, std::get<std::string>(value));
    GITCTX_CHECK(name != choice_names<T>.end());
    member = static_cast<T>(name - choice_names<T>.begin());
  } else if constexpr (std::is_same_v<T, int>) {
    member = static_cast<int>(std::get<Integer>(value));
  } else {
    member = std::get<T>(value);
  }
}

/// The member of `values` that has the class `Part`.
template <class Part, class Values>
auto& part_of(Values& values) {
  if constexpr (std::is_same_v<Part, Settings::Search>) return values.settings.search;
  if constexpr (std::is_same_v<Part, Settings::Index>) return values.settings.index;
  if constexpr (std::is_same_v<Part, Settings::Model>) return values.settings.model;
  if constexpr (std::is_same_v<Part, Secrets>) return values.secrets;
}

template <class Part>
constexpr std::string_view section_of = "model";
template <>
constexpr std::string_view section_of<Settings::Search> = "search";
template <>
constexpr std::string_view section_of<Settings::Index> = "index";

template <class T>
constexpr FieldType type_of = std::is_enum_v<T>           ? FieldType::choice
                              : std::is_same_v<T, bool>   ? FieldType::boolean
                              : std::is_same_v<T, int>    ? FieldType::integer
                              : std::is_same_v<T, double> ? FieldType::number
                              : std::is_same_v<T, List>   ? FieldType::list
                                                          : FieldType::text;

/// The field for a member of class `Part`. `T` decides the type of the field, `Part` its section. A
/// setting in the section `model` sends data, spends money or names a file, so it needs trust
/// unless its row says otherwise.
template <class Part, class T>
ConfigField setting(T Part::* member, std::string_view name, std::string_view summary,
                    ConfigField::Range range = {}) {
  ConfigField made{
      .section = section_of<Part>,
      .name = name,
      .type = type_of<T>,
      .range = range,
      .summary = summary,
      .team_rule = std::is_same_v<Part, Settings::Search> || std::is_same_v<Part, Settings::Index>
                       ? TeamRule::free
                       : TeamRule::needs_trust};
  if constexpr (std::is_enum_v<T>) {
    made.choices.assign(choice_names<T>.begin(), choice_names<T>.end());
  }
  made.load = [member](const ConfigValues& values) {
    return to_value(part_of<Part>(values).*member);
  };
  made.store = [member](ConfigValues& values, const ConfigValue& value) {
    from_value(value, part_of<Part>(values).*member);
  };
  return made;
}

ConfigField needs_trust(ConfigField field, std::string_view consequence) {
  field.team_rule = TeamRule::needs_trust;
  field.consequence = consequence;
  return field;
}

/// Marks a setting that decides how much text is embedded.
ConfigField may_cost(ConfigField field) {
  field.team_rule = TeamRule::may_cost;
  return field;
}

/// Marks a limit that a repository may lower but not raise.
ConfigField only_tightens(ConfigField field, double limit_of_zero = 0) {
  field.team_rule = TeamRule::only_tightens;
  field.limit_of_zero = limit_of_zero;
  return field;
}

/// Marks a list of revisions. An expression may walk through the whole history, and each walk takes
/// time and memory, so a repository may only name a few refs.
ConfigField few_refs(ConfigField field) {
  constexpr std::size_t most_refs = 100;
  field.is_proposable = [](const ConfigValue& value) {
    const auto& refs = std::get<std::vector<std::string>>(value);
    return refs.size() <= most_refs && std::ranges::none_of(refs, is_expression);
  };
  field.proposable_values =
      "at most 100 branches, tags and commits, and no expressions such as HEAD~1";
  return field;
}

ConfigField address_setting(std::string Settings::Model::* member, std::string_view name,
                            std::string_view summary, std::string_view consequence) {
  ConfigField made = needs_trust(setting(member, name, summary), consequence);
  made.type = FieldType::address;
  return made;
}

/// A setting that names a file on this machine. The path must not depend on the current folder.
ConfigField file_setting(std::string Settings::Model::* member, std::string_view name,
                         std::string_view summary) {
  ConfigField made = setting(member, name, summary);
  made.type = FieldType::file;
  return made;
}

/// A key, which is read only from the user file and the environment.
ConfigField key_field(std::string Secrets::* member, std::string_view name,
                      std::vector<std::string> variables, std::string_view summary) {
  ConfigField made = setting(member, name, summary);
  made.type = FieldType::secret;
  made.extra_variables = std::move(variables);
  return made;
}

ConfigField provider_key(std::string Secrets::* member, std::string_view provider,
                         std::string_view summary) {
  const Provider& known = *find_provider(provider);
  std::vector<std::string> variables{std::string(known.key_variable)};
  if (!known.key_alias.empty()) variables.insert(variables.begin(), std::string(known.key_alias));
  return key_field(member, known.key_setting.substr(known.key_setting.find('.') + 1),
                   std::move(variables), summary);
}

std::vector<ConfigField> make_key_fields() {
  return {
      provider_key(&Secrets::openai_api_key, "openai",
                   "OpenAI key; read only from the user file and the environment"),
      provider_key(&Secrets::voyage_api_key, "voyage",
                   "Voyage key; read from the same places as the OpenAI key"),
      provider_key(&Secrets::cohere_api_key, "cohere",
                   "Cohere key; read from the same places as the OpenAI key"),
      provider_key(&Secrets::gemini_api_key, "gemini",
                   "Google key; read from the same places as the OpenAI key"),
      provider_key(&Secrets::anthropic_api_key, "anthropic",
                   "Anthropic key; read from the same places as the OpenAI key"),
      key_field(&Secrets::langsmith_api_key, "langsmith_api_key",
                {"LANGCHAIN_API_KEY", "LANGSMITH_API_KEY"},
                "LangSmith key; read from the same places as the OpenAI key"),
  };
}

std::vector<ConfigField> make_fields() {
  using Search = Settings::Search;
  using Index = Settings::Index;
  return {
      setting(&Search::limit, "limit", "Maximum number of results of a search", {1, 100}),
      needs_trust(
          setting(&Search::rerank, "rerank",
                  "How the best results are reordered; none: not at all, llm: by the chat model"),
          "The chat model would read the query and code of each search"),
      setting(&Search::min_similarity, "min_similarity",
              "Hide results with a score below this value", {0, 1}),
      setting(&Search::min_best_similarity, "min_best_similarity",
              "Mark all results as improbable if the best score is below this value", {0, 1}),
      setting(&Search::auto_refresh, "auto_refresh",
              "Index a small change before a search when HEAD has moved"),

      may_cost(setting(&Index::chunk_tokens, "chunk_tokens",
                       "Target size of a chunk of small definitions or lines, in tokens",
                       {16, 8192})),
      may_cost(setting(&Index::chunk_overlap_tokens, "chunk_overlap_tokens",
                       "Tokens that a chunk of lines repeats from the previous one", {0, 4096})),
      may_cost(setting(&Index::max_chunk_tokens, "max_chunk_tokens",
                       "Maximum size of a chunk, in tokens", {16, 32768})),
      only_tightens(setting(&Index::max_blob_size_mb, "max_blob_size_mb",
                            "Maximum size of an indexed file, in megabytes", {0.001, 128})),
      few_refs(may_cost(
          setting(&Index::refs, "refs", "Branches, tags or commits to index in addition to HEAD"))),
      may_cost(setting(
          &Index::mode, "mode",
          "snapshot: index HEAD and index.refs; history: also every version of every file")),
      only_tightens(setting(&Index::memory_limit_mb, "memory_limit",
                            "Memory that indexing aims to stay below, in megabytes",
                            {64, 1048576})),
      only_tightens(
          setting(&Index::threads, "threads", "Indexing threads; 0: one per core", {0, 256}),
          std::max(1U, std::thread::hardware_concurrency())),
  };
}

/// Settings in the section `model` need trust unless their row says otherwise.
std::vector<ConfigField> make_model_fields() {
  using Model = Settings::Model;
  return {
      needs_trust(
          setting(&Model::embedding, "embedding",
                  "Embedding model; embedded: the model inside the program, hashed: an untrained "
                  "model, X.gcm: a file made by gitctx-train, openai/NAME, voyage/NAME, "
                  "cohere/NAME, gemini/NAME: a hosted model, any other NAME: a model of the server "
                  "at model.base_url"),
          "The embedding model {} would read code and queries"),
      address_setting(&Model::base_url, "base_url",
                      "Address of the hosted embedding model; empty: the address of its provider",
                      "Code and queries, but no key, would be sent to {}"),
      setting(
          &Model::dimensions, "dimensions",
          "Dimension of a hosted model's vectors, if the model can shorten them; 0: full length",
          {0, 16384}),
      needs_trust(setting(&Model::chat, "chat",
                          "Chat model, which answers questions and reorders results; openai/NAME, "
                          "anthropic/NAME, or any NAME of the server at model.chat_base_url"),
                  "The chat model {} would read questions and code"),
      address_setting(&Model::chat_base_url, "chat_base_url",
                      "Address of the chat model; empty: the address of its provider",
                      "Questions and code, but no key, would be sent to {}"),
      needs_trust(setting(&Model::chat_timeout_s, "chat_timeout",
                          "Time limit of one call of the chat model, in seconds", {1, 3600}),
                  "A call of the chat model would take up to {} seconds"),
      only_tightens(setting(&Model::budget_usd_per_day, "budget_usd_per_day",
                            "Spending limit for hosted models in a UTC day, in dollars; 0: no "
                            "limit",
                            {0, 1e6}),
                    std::numeric_limits<double>::infinity()),
      needs_trust(setting(&Model::allow_http, "allow_http",
                          "Allow unencrypted http:// to hosts other than this machine"),
                  "Questions, code and keys could be sent unencrypted: model.allow_http is {}"),
      needs_trust(file_setting(&Model::ca_bundle, "ca_bundle",
                               "PEM file of the certificate authorities that vouch for servers; "
                               "empty: those of this machine"),
                  "The authorities in {} would vouch for servers"),
  };
}

bool is_address(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    return text.size() > scheme.size() &&
           text.find_first_of(blank_characters) == std::string_view::npos;
  }
  return false;
}

[[noreturn]] void fail_value(const ConfigField& field, std::string_view text,
                             std::string_view where) {
  const std::string got = field.is_secret()
                              ? std::string{}
                              : fmt::format(", got '{}'", scrub_secrets(std::string(text), {}));
  throw Error(ErrorCode::usage, fmt::format("{}: expected {}{}", where, field.expectation(), got));
}

std::string join(std::span<const std::string> items, std::string_view separator) {
  return fmt::format("{}", fmt::join(items, separator));
}

std::string shown_text(const List& list) { return join(list, ", "); }
std::string shown_text(const auto& value) { return fmt::format("{}", value); }

std::string value_text(const ConfigValue& value) {
  return std::visit([](const auto& held) { return shown_text(held); }, value);
}

/// Whether YAML reads the unquoted text as the same string.
bool is_plain_yaml(std::string_view text) {
  const auto is_safe = [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '/';
  };
  const bool starts_as_word = !text.empty() && is_letter(text[0]);
  static constexpr std::string_view reserved[] = {"true", "false", "yes", "no", "on",
                                                  "off",  "null",  "y",   "n"};
  return starts_as_word && std::ranges::all_of(text, is_safe) &&
         std::ranges::find(reserved, lower_case(text)) == std::end(reserved);
}

std::string text_to_yaml(const std::string& text) {
  if (is_plain_yaml(text)) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;  // also bytes that are not UTF-8, because a path can contain them
    }
  }
  return out + '"';
}

}  // namespace

std::vector<std::string> Secrets::all() const {
  std::vector<std::string> keys{openai_api_key, voyage_api_key,    cohere_api_key,
                                gemini_api_key, anthropic_api_key, langsmith_api_key};
  std::erase(keys, std::string());
  return keys;
}

std::string ConfigField::key() const { return fmt::format("{}.{}", section, name); }

std::string ConfigField::environment_variable() const {
  std::string variable = fmt::format("GITCTX_{}__{}", section, name);
  for (char& c : variable) c = upper_case(c);
  return variable;
}

std::string ConfigField::expectation() const {
  switch (type) {
    case FieldType::integer:
    case FieldType::number:
      return fmt::format("a number from {} to {}", range.minimum, range.maximum);
    case FieldType::boolean:
      return "true or false";
    case FieldType::choice:
      return choices.size() == 1 ? fmt::format("'{}'", choices[0])
                                 : "one of " + join(choices, ", ");
    case FieldType::list:
      return "a list of names";
    case FieldType::text:
      return "a name";
    case FieldType::address:
      return "an address that starts with https:// or http://, or nothing";
    case FieldType::file:
      return "a path that starts with / or ~/, or nothing";
    case FieldType::secret:
      return "a key without blanks";
  }
  return {};
}

bool ConfigField::is_as_tight(const ConfigValue& value, const ConfigValue& other) const {
  const auto limit = [this](const ConfigValue& each) {
    const auto* const whole = std::get_if<Integer>(&each);
    const double number = whole != nullptr ? static_cast<double>(*whole) : std::get<double>(each);
    return number == 0 ? limit_of_zero : number;
  };
  return limit(value) <= limit(other);
}

std::span<const ConfigField> config_fields() {
  static const std::vector<ConfigField> fields = [] {
    std::vector<ConfigField> all = make_fields();
    std::ranges::move(make_model_fields(), std::back_inserter(all));
    std::ranges::move(make_key_fields(), std::back_inserter(all));
    return all;
  }();
  return fields;
}

const ConfigField& require_config_field(std::string_view key) {
  for (const ConfigField& field : config_fields()) {
    if (field.key() == key) return field;
  }
  std::string hint = suggest_config_key(key);
  if (hint.empty()) hint = "Run: gitctx config list";
  throw Error(ErrorCode::usage, fmt::format("unknown setting '{}'", key), hint);
}

std::string suggest_config_key(std::string_view key) {
  std::vector<std::string> keys;
  for (const ConfigField& field : config_fields()) {
    keys.push_back(field.key());
    // The most common mistake is a name without its section.
    if (field.name == key) return fmt::format("Did you mean '{}'?", field.key());
  }
  return did_you_mean(key, keys);
}

namespace {

/// `word` must have no blanks around it. `text` and `where` are used in messages.
ConfigValue parse_number_value(const ConfigField& field, std::string_view word,
                               std::string_view text, std::string_view where) {
  const char* const end = word.data() + word.size();
  double number = 0;
  const auto parsed = std::from_chars(word.data(), end, number);
  if (word.empty() || parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(number) ||
      number < field.range.minimum || number > field.range.maximum) {
    fail_value(field, text, where);
  }
  if (field.type == FieldType::number) return number;
  if (number != std::floor(number)) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected a whole number from {} to {}, got '{}'", where,
                            field.range.minimum, field.range.maximum, text));
  }
  return static_cast<Integer>(number);
}

}  // namespace

ConfigValue parse_config_value(const ConfigField& field, std::string_view text,
                               std::string_view where) {
  constexpr std::size_t longest_value = 4096;  // short enough to show before it is trusted
  const std::string_view word = trimmed(text);
  if (field.type != FieldType::list && word.size() > longest_value) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected {} of at most {} bytes, got {}", where,
                                              field.expectation(), longest_value, word.size()));
  }
  switch (field.type) {
    case FieldType::integer:
    case FieldType::number:
      return parse_number_value(field, word, text, where);
    case FieldType::boolean: {
      const std::string lower = lower_case(word);
      if (lower == "true" || lower == "yes" || lower == "on" || lower == "1") return true;
      if (lower == "false" || lower == "no" || lower == "off" || lower == "0") return false;
      fail_value(field, text, where);
    }
    case FieldType::choice:
      if (std::ranges::find(field.choices, word) == field.choices.end()) {
        fail_value(field, text, where);
      }
      return std::string(word);
    case FieldType::list: {
      List items;
      for (std::size_t begin = 0; begin <= word.size();) {
        const std::size_t comma = std::min(word.find(',', begin), word.size());
        const std::string_view item = trimmed(word.substr(begin, comma - begin));
        if (!item.empty()) items.emplace_back(item);
        begin = comma + 1;
      }
      return items;
    }
    case FieldType::text:
      return std::string(word);
    case FieldType::address:
      if (!word.empty() && !is_address(word)) fail_value(field, text, where);
      return std::string(word);
    case FieldType::file:
      if (!word.empty() && !word.starts_with('/') && !word.starts_with("~/")) {
        fail_value(field, text, where);
      }
      return std::string(word);
    case FieldType::secret:
      if (word.find_first_of(blank_characters) != std::string_view::npos)
        fail_value(field, text, where);
      return std::string(word);
  }
  return {};
}

ConfigValue parse_config_list(const ConfigField& field, std::vector<std::string> items,
                              std::string_view where) {
  if (field.type != FieldType::list) fail_value(field, join(items, ", "), where);
  return items;
}

std::string show_config_value(const ConfigField& field, const ConfigValue& value) {
  const std::string text = value_text(value);
  if (text.empty()) return "(empty)";
  if (field.is_secret()) return mask_secret(text);
  return redacted(field.type == FieldType::address ? scrub_secrets(text, {}) : text);
}

bool has_secret(const ConfigField& field, std::string_view text) {
  if (field.is_secret()) return true;
  return field.type == FieldType::address && scrub_secrets(std::string(text), {}) != text;
}

std::string config_value_to_yaml(const ConfigValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text_to_yaml(*text);
  const auto* list = std::get_if<List>(&value);
  if (list == nullptr) return value_text(value);
  List items;
  for (const std::string& item : *list) items.push_back(text_to_yaml(item));
  return "[" + join(items, ", ") + "]";
}

std::string mask_secret(std::string_view secret) {
  constexpr std::size_t shortest_cut = 12;
  if (secret.empty()) return {};
  if (secret.size() < shortest_cut) return "***";
  return fmt::format("{}...{}", secret.substr(0, 3), secret.substr(secret.size() - 3));
}

}  // namespace gitctx
