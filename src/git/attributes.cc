#include "git/attributes.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::string_view names[attribute_count] = {"linguist-generated", "linguist-vendored"};
constexpr std::string_view macro_marker = "[attr]";

std::string_view take_word(std::string_view& line) {
  line = trimmed_front(line);
  const std::string_view word = line.substr(0, line.find_first_of(blank_characters));
  line.remove_prefix(word.size());
  return word;
}

/// A pattern in double quotes, with C escapes; empty if the quote is not closed.
std::string take_quoted(std::string_view& line) {
  std::string out;
  for (std::size_t i = 1; i < line.size(); ++i) {
    if (line[i] == '"') {
      line.remove_prefix(i + 1);
      return out;
    }
    if (line[i] == '\\' && i + 1 < line.size()) {
      const char c = line[++i];
      out.push_back(c == 't' ? '\t' : c == 'n' ? '\n' : c);
      if (c == '\\') out.push_back('\\');
    } else {
      out.push_back(line[i]);
    }
  }
  line = {};
  return {};
}

struct Setting {
  std::string_view name;
  AttributeValue value = AttributeValue::set;
};

Setting parse_setting(std::string_view word) {
  if (word.starts_with('-')) return {.name = word.substr(1), .value = AttributeValue::unset};
  if (word.starts_with('!')) return {.name = word.substr(1), .value = AttributeValue::unspecified};
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {.name = word};
  const bool is_false = word.substr(equals + 1) == "false";
  return {.name = word.substr(0, equals),
          .value = is_false ? AttributeValue::unset : AttributeValue::set};
}

}  // namespace

void AttributeRules::add_line(std::string_view line, std::size_t number, AttributeMacros& macros) {
  line = trimmed_front(line);
  if (line.empty() || line.front() == '#') return;
  const bool quoted = line.front() == '"';
  const std::string pattern_text = quoted ? take_quoted(line) : std::string(take_word(line));
  std::vector<std::string> words;
  for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
    words.emplace_back(word);
  }
  if (!quoted && pattern_text.starts_with(macro_marker)) {
    macros[pattern_text.substr(macro_marker.size())] = std::move(words);
    return;
  }
  const auto pattern = IgnorePattern::parse(pattern_text);
  if (!pattern || pattern->negated()) return;

  Rule rule{.pattern = *pattern, .line = number};
  const auto apply = [&rule](const Setting& setting) {
    for (int i = 0; i < attribute_count; ++i) {
      if (setting.name == names[i]) rule.values[i] = setting.value;
    }
  };
  for (const std::string& word : words) {
    const Setting setting = parse_setting(word);
    const auto macro = macros.find(setting.name);
    if (macro != macros.end() && setting.value == AttributeValue::set) {
      for (const std::string& inner : macro->second) apply(parse_setting(inner));
    }
    apply(setting);
  }
  const bool says_something =
      std::ranges::any_of(rule.values, [](const auto& value) { return value.has_value(); });
  if (says_something) rules_.push_back(std::move(rule));
}

AttributeRules AttributeRules::parse(std::string_view text, AttributeMacros& macros) {
  AttributeRules rules;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    rules.add_line(take_part(text, '\n'), number, macros);
  }
  return rules;
}

std::optional<AttributeRules::Match> AttributeRules::match(std::string_view path,
                                                           Attribute attribute) const {
  for (auto rule = rules_.rbegin(); rule != rules_.rend(); ++rule) {
    const auto& value = rule->values[static_cast<int>(attribute)];
    if (value && rule->pattern.matches(path, /*is_directory=*/false)) {
      return Match{.value = *value, .line = rule->line};
    }
  }
  return std::nullopt;
}

}  // namespace gitctx
