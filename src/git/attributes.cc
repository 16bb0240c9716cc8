#include "git/attributes.h"

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::string_view names[attribute_count] = {"linguist-generated", "linguist-vendored",
                                                     "binary", "linguist-language", "encoding"};
constexpr std::string_view macro_marker = "[attr]";

std::string_view take_word(std::string_view& line) {
  line = trimmed_front(line);
  const std::string_view word = line.substr(0, line.find_first_of(blank_characters));
  line.remove_prefix(word.size());
  return word;
}

/// Removes a quoted pattern from the front of `line` and decodes its C escapes. The escape `\\` is
/// kept for the parser of patterns. Returns an empty text if the quote is not closed.
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
  std::string_view text = {};
};

Setting parse_setting(std::string_view word) {
  if (word.starts_with('-')) return {.name = word.substr(1), .value = AttributeValue::unset};
  if (word.starts_with('!')) return {.name = word.substr(1), .value = AttributeValue::unspecified};
  const std::size_t equals = word.find('=');
  if (equals == std::string_view::npos) return {.name = word};
  const std::string_view text = word.substr(equals + 1);
  return {.name = word.substr(0, equals),
          .value = text == "false" ? AttributeValue::unset : AttributeValue::set,
          .text = text};
}

AttributeValues read_values(std::string_view words, const AttributeMacros& macros) {
  AttributeValues values;
  for (auto word = take_word(words); !word.empty(); word = take_word(words)) {
    const Setting setting = parse_setting(word);
    const auto macro = macros.find(setting.name);
    const bool expands = macro != macros.end() && setting.value == AttributeValue::set;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (expands && macro->second[i]) values[i] = macro->second[i];
      if (setting.name == names[i]) values[i] = {setting.value, std::string(setting.text)};
    }
  }
  return values;
}

}  // namespace

void AttributeRules::add_line(std::string_view line, std::size_t number, AttributeMacros& macros) {
  line = trimmed_front(line);
  if (line.empty() || line.front() == '#') return;
  const bool quoted = line.front() == '"';
  const std::string pattern_text = quoted ? take_quoted(line) : std::string(take_word(line));
  const bool is_macro = !quoted && pattern_text.starts_with(macro_marker);
  static const AttributeMacros none;
  const AttributeValues values = read_values(line, is_macro ? none : macros);
  if (is_macro) {
    if (macros.size() < most_patterns) macros[pattern_text.substr(macro_marker.size())] = values;
    return;
  }
  const auto pattern = IgnorePattern::parse(pattern_text);
  if (!pattern || pattern->negated()) return;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) continue;
    lines_[i].patterns.add(*pattern);
    lines_[i].settings.push_back(*values[i]);
    lines_[i].numbers.push_back(number);
  }
}

AttributeRules AttributeRules::parse(std::string_view text, AttributeMacros& macros) {
  AttributeRules rules;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty() && rules.size() <= most_patterns; ++number) {
    rules.add_line(take_part(text, '\n'), number, macros);
  }
  return rules;
}

std::size_t AttributeRules::size() const {
  std::size_t size = 0;
  for (const Lines& lines : lines_) size += lines.settings.size();
  return size;
}

std::optional<AttributeRules::Match> AttributeRules::match(std::string_view path,
                                                           Attribute attribute,
                                                           MatchWork& work) const {
  const Lines& lines = lines_of(attribute);
  const auto number = lines.patterns.find_last(path, /*is_directory=*/false, work);
  if (!number) return std::nullopt;
  const AttributeSetting& setting = lines.settings[*number];
  return Match{.value = setting.value, .line = lines.numbers[*number], .text = setting.text};
}

}  // namespace gitctx
