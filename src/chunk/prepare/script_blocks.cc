#include "chunk/prepare/script_blocks.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// An opening tag.
struct Tag {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< offset after the '>'
  std::string_view attributes;
  bool is_self_closing = false;
};

/// Whether the name of a tag is at `at`.
bool has_name_at(std::string_view text, std::size_t at, std::string_view name) {
  if (!equal_ignoring_case(text.substr(at, name.size()), name)) return false;
  const std::size_t end = at + name.size();
  return end == text.size() || is_blank(text[end]) || text[end] == '/' || text[end] == '>';
}

/// The opening tag of an element that begins at `at`; nothing if there is none.
std::optional<Tag> tag_at(std::string_view text, std::size_t at, std::string_view name) {
  if (!has_name_at(text, at + 1, name)) return std::nullopt;
  // The limit keeps the time linear if quotes are not closed.
  constexpr std::size_t most_bytes = 4096;
  const std::string_view part = text.substr(at, most_bytes);
  const std::size_t name_end = 1 + name.size();
  for (std::size_t i = name_end; i < part.size(); ++i) {
    if (part[i] == '>') {
      return Tag{.begin = at,
                 .end = at + i + 1,
                 .attributes = part.substr(name_end, i - name_end),
                 .is_self_closing = part[i - 1] == '/'};
    }
    if (part[i] == '"' || part[i] == '\'') i = part.find(part[i], i + 1);
    if (i == none || part[i] == '<') break;
  }
  return std::nullopt;
}

/// The offset of the closing tag of an element whose content begins at `from`, or npos.
std::size_t find_closing_tag(std::string_view text, std::size_t from, std::string_view name) {
  for (std::size_t at = text.find("</", from); at != none; at = text.find("</", at + 2)) {
    if (has_name_at(text, at + 2, name)) return at;
  }
  return none;
}

/// The value of an attribute; empty if there is no such attribute.
std::string_view attribute_value(std::string_view attributes, std::string_view name) {
  while (!(attributes = trimmed_front(attributes)).empty()) {
    const std::size_t name_end =
        std::min(attributes.find_first_of("= \t\r\n", 1), attributes.size());
    const bool is_found = equal_ignoring_case(attributes.substr(0, name_end), name);
    attributes = trimmed_front(attributes.substr(name_end));
    std::string_view value;
    if (attributes.starts_with('=')) {
      attributes = trimmed_front(attributes.substr(1));
      const bool is_quoted = attributes.starts_with('"') || attributes.starts_with('\'');
      const char quote = attributes.empty() ? ' ' : attributes.front();
      if (is_quoted) {
        attributes.remove_prefix(1);
        value = take_part(attributes, quote);
      } else {
        value = attributes.substr(0, attributes.find_first_of(" \t\r\n"));
        attributes.remove_prefix(value.size());
      }
    }
    if (is_found) return trimmed(value);
  }
  return {};
}

/// The language whose grammar reads the script; nothing if it is not JavaScript or TypeScript.
std::optional<Language> language_of_script(std::string_view attributes) {
  const std::string type = lower_case(attribute_value(attributes, "type"));
  const std::string lang = lower_case(attribute_value(attributes, "lang"));
  const auto names = [&](std::string_view word) { return type.contains(word) || lang == word; };
  if (names("jsx") || names("tsx") || type == "text/babel") return Language::tsx;
  const bool is_script = type.empty() || type == "module" || type == "ts" ||
                         type.contains("javascript") || type.contains("ecmascript") ||
                         type.contains("typescript");
  const bool is_known =
      lang.empty() || lang == "js" || lang == "ts" || lang == "javascript" || lang == "typescript";
  return is_script && is_known ? std::optional(Language::typescript) : std::nullopt;
}

/// Builds the copy of a text in which everything except the scripts is blank.
class ScriptKeeper {
 public:
  ScriptKeeper(std::string_view text, Language language) : text_(text), language_(language) {}

  ScriptBlocks keep() {
    for (std::size_t at = text_.find('<'); at != none; at = text_.find('<', at)) {
      at = after_markup(at);
      if (at == none) break;
    }
    return std::move(blocks_);
  }

 private:
  /// Reads the comment, style or script that begins at `at`. Returns the offset after it.
  std::size_t after_markup(std::size_t at) {
    if (!is_last_comment_ && text_.substr(at).starts_with("<!--")) {
      const std::size_t end = text_.find("-->", at);
      is_last_comment_ = end == none;
      return is_last_comment_ ? at + 1 : end;
    }
    const auto style = tag_at(text_, at, "style");
    const auto script = tag_at(text_, at, "script");
    if (!style && !script) return at + 1;
    const Tag& tag = style ? *style : *script;
    if (tag.is_self_closing && language_ != Language::html) return tag.end;
    if (style) return find_closing_tag(text_, style->end, "style");
    const std::size_t end = find_closing_tag(text_, script->end, "script");
    if (const auto language = language_of_script(script->attributes)) {
      if (*language == Language::tsx) blocks_.language = Language::tsx;
      keep_script(*script, std::min(end, text_.size()));
    }
    return end == none ? none : end + 1;
  }

  void keep_script(const Tag& tag, std::size_t end) {
    std::size_t begin = tag.end;
    // Some old scripts begin with `<!--`, and the rest of this line is a comment.
    const std::string_view content = text_.substr(begin, end - begin);
    const std::string_view code = trimmed_front(content);
    if (code.starts_with("<!--")) {
      begin = std::min(text_.find('\n', begin + content.size() - code.size()), end);
    }
    if (has_only_blanks(text_.substr(begin, end - begin))) return;
    if (blocks_.text.empty()) {
      blocks_.text.assign(text_.size(), ' ');
      for (std::size_t i = 0; i < text_.size(); ++i) {
        if (text_[i] == '\n' || text_[i] == '\r') blocks_.text[i] = text_[i];
      }
    } else if (std::string_view("([`+-/").contains(code.front())) {
      blocks_.text[tag.begin] = ';';  // ends the last statement of the previous script
    }
    std::copy(text_.begin() + static_cast<std::ptrdiff_t>(begin),
              text_.begin() + static_cast<std::ptrdiff_t>(end),
              blocks_.text.begin() + static_cast<std::ptrdiff_t>(begin));
    blocks_.opening_tags.push_back(lines_of(tag.begin, tag.end));
    if (end < text_.size()) blocks_.closing_tags.push_back(lines_of(end, end + 1));
  }

  /// The lines from `begin` to `end`. Calls must be in the order of the text.
  LineSpan lines_of(std::size_t begin, std::size_t end) {
    const auto count = [&](std::size_t from, std::size_t to) {
      return static_cast<std::uint32_t>(std::ranges::count(text_.substr(from, to - from), '\n'));
    };
    const std::uint32_t first = line_ + count(counted_, begin);
    line_ = first + count(begin, end);
    counted_ = end;
    return {first, line_ + 1};
  }

  std::string_view text_;
  Language language_;
  ScriptBlocks blocks_;
  bool is_last_comment_ = false;  ///< whether a comment without an end was found
  std::uint32_t line_ = 0;        ///< number of line breaks before `counted_`
  std::size_t counted_ = 0;
};

}  // namespace

ScriptBlocks keep_scripts(std::string_view text, Language language) {
  return ScriptKeeper(text, language).keep();
}

}  // namespace gitctx
