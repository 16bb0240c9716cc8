#include "app/config/config_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <type_traits>
#include <utility>

#include "app/suggestion.h"
#include "base/ascii.h"
#include "base/check.h"
#include "base/error.h"
#include "http/secret_scrubber.h"
#include "provider/provider.h"

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

/// Completes a field with the member of ConfigValues that holds it; `Member` takes a ConfigValues
/// and returns a reference. The type of the member decides that of the field, unless it is a text.
template <class Member>
ConfigField held_by(Member, ConfigField field) {
  using T = std::remove_cvref_t<std::invoke_result_t<Member, ConfigValues&>>;
  if constexpr (std::is_enum_v<T>) {
    field.type = FieldType::choice;
    field.choices.assign(choice_names<T>.begin(), choice_names<T>.end());
  } else if constexpr (std::is_same_v<T, bool>) {
    field.type = FieldType::boolean;
  } else if constexpr (std::is_same_v<T, int>) {
    field.type = FieldType::integer;
  } else if constexpr (std::is_same_v<T, double>) {
    field.type = FieldType::number;
  } else if constexpr (std::is_same_v<T, List>) {
    field.type = FieldType::list;
  }
  field.load = [](const ConfigValues& values) { return to_value(Member{}(values)); };
  field.store = [](ConfigValues& values, const ConfigValue& value) {
    from_value(value, Member{}(values));
  };
  return field;
}

std::vector<ConfigField> make_search_fields() {
  return {
      held_by(
          [](auto& v) -> auto& { return v.settings.search.limit; },
          {.name = "limit", .range = {1, 100}, .summary = "Maximum number of results of a search"}),
      held_by([](auto& v) -> auto& { return v.settings.search.rerank; },
              {.name = "rerank",
               .summary = "What reorders the best results; none: nothing, llm: the chat model"}),
      held_by([](auto& v) -> auto& { return v.settings.search.min_similarity; },
              {.name = "min_similarity",
               .range = {0, 1},
               .summary = "Hide results with a lower score"}),
      held_by([](auto& v) -> auto& { return v.settings.search.min_best_similarity; },
              {.name = "min_best_similarity",
               .range = {0, 1},
               .summary = "Return nothing if the best score is lower"}),
      held_by([](auto& v) -> auto& { return v.settings.search.auto_refresh; },
              {.name = "auto_refresh",
               .summary = "Index a small change before a search when HEAD has moved"}),
  };
}

std::vector<ConfigField> make_index_fields() {
  return {
      held_by([](auto& v) -> auto& { return v.settings.index.chunk_tokens; },
              {.name = "chunk_tokens",
               .range = {16, 8192},
               .summary = "Target size of a chunk of small definitions or lines, in tokens"}),
      held_by([](auto& v) -> auto& { return v.settings.index.chunk_overlap_tokens; },
              {.name = "chunk_overlap_tokens",
               .range = {0, 4096},
               .summary = "Tokens that a chunk of lines repeats from the previous one"}),
      held_by([](auto& v) -> auto& { return v.settings.index.max_chunk_tokens; },
              {.name = "max_chunk_tokens",
               .range = {16, 32768},
               .summary = "Maximum size of a chunk, in tokens"}),
      held_by([](auto& v) -> auto& { return v.settings.index.max_blob_size_mb; },
              {.name = "max_blob_size_mb",
               .range = {0.001, 1024},
               .summary = "Skip larger files, in megabytes"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.index.refs; },
          {.name = "refs", .summary = "Branches, tags or commits to index in addition to HEAD"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.index.mode; },
          {.name = "mode",
           .summary =
               "snapshot: index HEAD and index.refs; history: also every version of every file"}),
      held_by([](auto& v) -> auto& { return v.settings.index.memory_limit_mb; },
              {.name = "memory_limit",
               .range = {64, 1048576},
               .summary = "Memory that indexing aims to stay below, in megabytes"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.index.threads; },
          {.name = "threads", .range = {0, 256}, .summary = "Indexing threads; 0: one per core"}),
  };
}

std::vector<ConfigField> make_model_fields() {
  return {
      held_by([](auto& v) -> auto& { return v.settings.model.embedding; },
              {.name = "embedding",
               .summary = "Embedding model; embedded: the model inside the program, hashed: an "
                          "untrained model, X.gcm: a file made by gitctx-train, openai/NAME, "
                          "voyage/NAME, cohere/NAME, gemini/NAME: a hosted model, any other "
                          "NAME: a model of the server at model.base_url"}),
      held_by([](auto& v) -> auto& { return v.settings.model.base_url; },
              {.name = "base_url",
               .type = FieldType::address,
               .summary = "Address of the hosted embedding model; empty: its provider"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.model.dimensions; },
          {.name = "dimensions",
           .range = {0, 16384},
           .summary =
               "Dimension of the vectors of a hosted model that can shorten them; 0: full length"}),
      held_by([](auto& v) -> auto& { return v.settings.model.chat; },
              {.name = "chat",
               .summary = "Chat model, which answers questions and reorders results; openai/NAME, "
                          "anthropic/NAME, or any NAME of the server at model.chat_base_url"}),
      held_by([](auto& v) -> auto& { return v.settings.model.chat_base_url; },
              {.name = "chat_base_url",
               .type = FieldType::address,
               .summary = "Address of the chat model; empty: its provider"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.model.budget_usd_per_day; },
          {.name = "budget_usd_per_day",
           .range = {0, 1e6},
           .summary = "Spending limit for hosted models in a UTC day, in dollars; 0: no limit"}),
  };
}

/// A key, which is only read from the user file and the environment.
template <class Member>
ConfigField key_field(Member member, std::string_view name, std::vector<std::string> variables,
                      std::string_view summary) {
  return held_by(member, {.name = name,
                          .type = FieldType::secret,
                          .summary = summary,
                          .extra_variables = std::move(variables)});
}

template <class Member>
ConfigField provider_key(Member member, std::string_view provider, std::string_view summary) {
  const Provider& known = *find_provider(provider);
  std::vector<std::string> variables{std::string(known.key_variable)};
  if (!known.key_alias.empty()) variables.insert(variables.begin(), std::string(known.key_alias));
  return key_field(member, known.key_setting.substr(known.key_setting.find('.') + 1),
                   std::move(variables), summary);
}

std::vector<ConfigField> make_key_fields() {
  return {
      provider_key([](auto& v) -> auto& { return v.secrets.openai_api_key; }, "openai",
                   "OpenAI key; only read from the user file and the environment"),
      provider_key([](auto& v) -> auto& { return v.secrets.voyage_api_key; }, "voyage",
                   "Voyage key; read like the OpenAI key"),
      provider_key([](auto& v) -> auto& { return v.secrets.cohere_api_key; }, "cohere",
                   "Cohere key; read like the OpenAI key"),
      provider_key([](auto& v) -> auto& { return v.secrets.gemini_api_key; }, "gemini",
                   "Google key; read like the OpenAI key"),
      provider_key([](auto& v) -> auto& { return v.secrets.anthropic_api_key; }, "anthropic",
                   "Anthropic key; read like the OpenAI key"),
      key_field([](auto& v) -> auto& { return v.secrets.langsmith_api_key; }, "langsmith_api_key",
                {"LANGCHAIN_API_KEY", "LANGSMITH_API_KEY"},
                "LangSmith key; read like the OpenAI key"),
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

/// Whether YAML reads the text unquoted as the same string.
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
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
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
    case FieldType::secret:
      return "a key without blanks";
  }
  return {};
}

std::span<const ConfigField> config_fields() {
  static const std::vector<ConfigField> fields = [] {
    std::vector<ConfigField> all;
    const auto add = [&](std::string_view section, std::vector<ConfigField> section_fields) {
      for (ConfigField& field : section_fields) field.section = section;
      std::ranges::move(section_fields, std::back_inserter(all));
    };
    add("search", make_search_fields());
    add("index", make_index_fields());
    add("model", make_model_fields());
    add("model", make_key_fields());
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

ConfigValue parse_config_value(const ConfigField& field, std::string_view text,
                               std::string_view where) {
  const std::string_view word = trimmed(text);
  const char* const end = word.data() + word.size();
  switch (field.type) {
    case FieldType::integer:
    case FieldType::number: {
      double number = 0;
      const auto parsed = std::from_chars(word.data(), end, number);
      if (word.empty() || parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(number) ||
          number < field.range.minimum || number > field.range.maximum) {
        fail_value(field, text, where);
      }
      if (field.type == FieldType::number) return number;
      if (number != std::floor(number)) {
        throw Error(ErrorCode::usage,
                    fmt::format("{}: expected a whole number from {} to {}, "
                                "got '{}'",
                                where, field.range.minimum, field.range.maximum, text));
      }
      return static_cast<Integer>(number);
    }
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
  std::string text;
  if (const auto* flag = std::get_if<bool>(&value)) text = *flag ? "true" : "false";
  if (const auto* integer = std::get_if<Integer>(&value)) text = fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&value)) text = fmt::format("{}", *number);
  if (const auto* words = std::get_if<std::string>(&value)) text = *words;
  if (const auto* list = std::get_if<List>(&value)) text = join(*list, ", ");
  if (text.empty()) return "(empty)";
  if (field.is_secret()) return mask_secret(text);
  return field.type == FieldType::address ? scrub_secrets(text, {}) : text;
}

bool has_secret(const ConfigField& field, std::string_view text) {
  if (field.is_secret()) return true;
  return field.type == FieldType::address && scrub_secrets(std::string(text), {}) != text;
}

std::string config_value_to_yaml(const ConfigValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<Integer>(&value)) return fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* text = std::get_if<std::string>(&value)) return text_to_yaml(*text);
  std::vector<std::string> items;
  for (const std::string& item : std::get<List>(value)) items.push_back(text_to_yaml(item));
  return "[" + join(items, ", ") + "]";
}

std::string mask_secret(std::string_view secret) {
  constexpr std::size_t shortest_cut = 12;
  if (secret.empty()) return {};
  if (secret.size() < shortest_cut) return "***";
  return fmt::format("{}...{}", secret.substr(0, 3), secret.substr(secret.size() - 3));
}

}  // namespace gitctx
