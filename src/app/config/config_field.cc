#include "app/config/config_field.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <type_traits>

#include "app/suggestion.h"
#include "base/ascii.h"
#include "base/check.h"
#include "base/error.h"
#include "http/secret_scrubber.h"

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
/// and returns a reference. The choices of a member that is an enum are the enum's names.
template <class Member>
ConfigField held_by(Member, ConfigField field) {
  using T = std::remove_cvref_t<std::invoke_result_t<Member, ConfigValues&>>;
  if constexpr (std::is_enum_v<T>) {
    field.choices.assign(choice_names<T>.begin(), choice_names<T>.end());
  }
  field.load = [](const ConfigValues& values) { return to_value(Member{}(values)); };
  field.store = [](ConfigValues& values, const ConfigValue& value) {
    from_value(value, Member{}(values));
  };
  return field;
}

std::vector<ConfigField> make_search_fields() {
  return {
      held_by([](auto& v) -> auto& { return v.settings.search.limit; },
              {.section = "search",
               .name = "limit",
               .type = FieldType::integer,
               .minimum = 1,
               .maximum = 100,
               .summary = "Most results a search shows"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.search.rerank; },
          {.section = "search",
           .name = "rerank",
           .type = FieldType::choice,
           .summary = "Second look at the best results: none, or llm: the chat model orders them"}),
      held_by([](auto& v) -> auto& { return v.settings.search.min_similarity; },
              {.section = "search",
               .name = "min_similarity",
               .type = FieldType::number,
               .minimum = 0,
               .maximum = 1,
               .summary = "Results with a lower score are left out"}),
      held_by([](auto& v) -> auto& { return v.settings.search.min_best_similarity; },
              {.section = "search",
               .name = "min_best_similarity",
               .type = FieldType::number,
               .minimum = 0,
               .maximum = 1,
               .summary = "Nothing is found when even the best result has a lower score"}),
      held_by([](auto& v) -> auto& { return v.settings.search.auto_refresh; },
              {.section = "search",
               .name = "auto_refresh",
               .type = FieldType::boolean,
               .summary = "Index a small change before searching, when HEAD has moved"}),
  };
}

std::vector<ConfigField> make_index_fields() {
  return {
      held_by([](auto& v) -> auto& { return v.settings.index.chunk_tokens; },
              {.section = "index",
               .name = "chunk_tokens",
               .type = FieldType::integer,
               .minimum = 16,
               .maximum = 8192,
               .summary = "Size that a chunk of small definitions or lines aims at, in tokens"}),
      held_by([](auto& v) -> auto& { return v.settings.index.chunk_overlap_tokens; },
              {.section = "index",
               .name = "chunk_overlap_tokens",
               .type = FieldType::integer,
               .minimum = 0,
               .maximum = 4096,
               .summary = "Tokens a chunk of lines repeats from the one before"}),
      held_by([](auto& v) -> auto& { return v.settings.index.max_chunk_tokens; },
              {.section = "index",
               .name = "max_chunk_tokens",
               .type = FieldType::integer,
               .minimum = 16,
               .maximum = 32768,
               .summary = "No chunk is larger than this many tokens"}),
      held_by([](auto& v) -> auto& { return v.settings.index.max_blob_size_mb; },
              {.section = "index",
               .name = "max_blob_size_mb",
               .type = FieldType::number,
               .minimum = 0.001,
               .maximum = 1024,
               .summary = "Larger files are left out, in megabytes"}),
      held_by([](auto& v) -> auto& { return v.settings.index.refs; },
              {.section = "index",
               .name = "refs",
               .type = FieldType::list,
               .summary = "Branches, tags or commits to index besides HEAD"}),
      held_by(
          [](auto& v) -> auto& { return v.settings.index.mode; },
          {.section = "index",
           .name = "mode",
           .type = FieldType::choice,
           .summary = "snapshot: HEAD and index.refs; history: every version of every file too"}),
      held_by([](auto& v) -> auto& { return v.settings.index.memory_limit_mb; },
              {.section = "index",
               .name = "memory_limit",
               .type = FieldType::integer,
               .minimum = 64,
               .maximum = 1048576,
               .summary = "Memory that indexing keeps under, in megabytes"}),
      held_by([](auto& v) -> auto& { return v.settings.index.threads; },
              {.section = "index",
               .name = "threads",
               .type = FieldType::integer,
               .minimum = 0,
               .maximum = 256,
               .summary = "Threads that index; 0: one per core"}),
  };
}

std::vector<ConfigField> make_model_fields() {
  return {
      held_by([](auto& v) -> auto& { return v.settings.model.embedding; },
              {.section = "model",
               .name = "embedding",
               .type = FieldType::text,
               .summary = "What turns text into vectors; embedded: the model inside the program, "
                          "hashed: one that was not trained, X.gcm: a file made by gitctx-train, "
                          "openai/NAME, voyage/NAME, cohere/NAME, gemini/NAME: a hosted model, any "
                          "other NAME: one of the server at model.base_url"}),
      held_by([](auto& v) -> auto& { return v.settings.model.base_url; },
              {.section = "model",
               .name = "base_url",
               .type = FieldType::address,
               .summary = "Where the hosted embedding model is; empty: at its provider"}),
      held_by([](auto& v) -> auto& { return v.settings.model.dimensions; },
              {.section = "model",
               .name = "dimensions",
               .type = FieldType::integer,
               .minimum = 0,
               .maximum = 16384,
               .summary = "Numbers in a vector of a hosted model that can shorten them; 0: all"}),
      held_by([](auto& v) -> auto& { return v.settings.model.chat; },
              {.section = "model",
               .name = "chat",
               .type = FieldType::text,
               .summary = "What answers questions and re-orders results; openai/NAME, "
                          "anthropic/NAME, or any NAME of the server at model.chat_base_url"}),
      held_by([](auto& v) -> auto& { return v.settings.model.chat_base_url; },
              {.section = "model",
               .name = "chat_base_url",
               .type = FieldType::address,
               .summary = "Where the chat model is; empty: at its provider"}),
      held_by([](auto& v) -> auto& { return v.settings.model.budget_usd_per_day; },
              {.section = "model",
               .name = "budget_usd_per_day",
               .type = FieldType::number,
               .minimum = 0,
               .maximum = 1e6,
               .summary = "Most that hosted models may cost in a day (UTC), in dollars; 0: no "
                          "limit"}),
  };
}

/// A key: read from the user file and the environment only.
template <class Member>
ConfigField key_field(Member member, std::string_view name,
                      const std::vector<std::string>& variables, std::string_view summary) {
  return held_by(member, {.section = "model",
                          .name = name,
                          .type = FieldType::secret,
                          .summary = summary,
                          .extra_variables = variables});
}

std::vector<ConfigField> make_key_fields() {
  return {
      key_field([](auto& v) -> auto& { return v.secrets.openai_api_key; }, "openai_api_key",
                {"OPENAI_API_KEY"},
                "Key for models of OpenAI; only read from the user file and the environment"),
      key_field([](auto& v) -> auto& { return v.secrets.voyage_api_key; }, "voyage_api_key",
                {"VOYAGE_API_KEY"}, "Key for models of Voyage; like that of OpenAI"),
      key_field([](auto& v) -> auto& { return v.secrets.cohere_api_key; }, "cohere_api_key",
                {"CO_API_KEY", "COHERE_API_KEY"}, "Key for models of Cohere; like that of OpenAI"),
      key_field([](auto& v) -> auto& { return v.secrets.gemini_api_key; }, "gemini_api_key",
                {"GEMINI_API_KEY"}, "Key for models of Google; like that of OpenAI"),
      key_field([](auto& v) -> auto& { return v.secrets.anthropic_api_key; }, "anthropic_api_key",
                {"ANTHROPIC_API_KEY"}, "Key for models of Anthropic; like that of OpenAI"),
      key_field([](auto& v) -> auto& { return v.secrets.langsmith_api_key; }, "langsmith_api_key",
                {"LANGCHAIN_API_KEY", "LANGSMITH_API_KEY"},
                "Key for LangSmith; like that of OpenAI"),
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

/// Whether YAML reads these characters as the string they are, unquoted.
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
      return fmt::format("a number from {} to {}", minimum, maximum);
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
    std::vector<ConfigField> all = make_search_fields();
    std::ranges::move(make_index_fields(), std::back_inserter(all));
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
  if (hint.empty()) hint = "gitctx config list shows every key";
  throw Error(ErrorCode::usage, fmt::format("unknown setting '{}'", key), hint);
}

std::string suggest_config_key(std::string_view key) {
  std::vector<std::string> keys;
  for (const ConfigField& field : config_fields()) {
    keys.push_back(field.key());
    // A name without its section is the most common slip.
    if (field.name == key) return fmt::format("did you mean '{}'?", field.key());
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
          number < field.minimum || number > field.maximum) {
        fail_value(field, text, where);
      }
      if (field.type == FieldType::number) return number;
      if (number != std::floor(number)) {
        throw Error(ErrorCode::usage, fmt::format("{}: expected a whole number from {} to {}, "
                                                  "got '{}'",
                                                  where, field.minimum, field.maximum, text));
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
