#include "chunk/prepare/item_macros.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "base/ascii.h"
#include "chunk/prepare/code_skeleton.h"

namespace gitctx {
namespace {

/// A macro `name! {` whose content begins with an item.
struct ItemMacro {
  std::size_t begin = 0;    ///< offset of the name
  std::size_t opening = 0;  ///< offset of the opening bracket
};

/// The end of the string literal, character literal or comment that begins at `at`; `at` itself if
/// none begins there. A lifetime (`'a`) is not a literal.
std::size_t end_of_literal(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  const auto end_after = [&](std::string_view mark, std::size_t from) {
    const std::size_t end = rest.find(mark, from);
    return end == std::string_view::npos ? text.size() : at + end + mark.size();
  };
  if (rest.starts_with("//")) return at + std::min(rest.find('\n'), rest.size());
  if (rest.starts_with("/*")) return end_after("*/", 2);
  if (rest.starts_with('r') && (at == 0 || !is_identifier_char(text[at - 1]))) {
    const std::size_t quote = std::min(rest.find_first_not_of('#', 1), rest.size());
    if (quote < rest.size() && rest[quote] == '"') {
      return end_after("\"" + std::string(quote - 1, '#'), quote + 1);
    }
  }
  if (rest.starts_with('"')) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] == '\\')
        ++i;
      else if (rest[i] == '"')
        return at + i + 1;
    }
    return text.size();
  }
  if (rest.starts_with("'\\")) return end_after("'", 3);
  if (rest.size() > 2 && rest[0] == '\'' && rest[2] == '\'') return at + 3;
  return at;
}

/// Whether the text begins with an item, after comments and attributes.
bool begins_with_item(std::string_view text) {
  constexpr std::array<std::string_view, 15> starts = {
      "pub ",   "pub(", "fn ",     "struct ", "enum ",   "impl ",         "impl<",  "mod ",
      "trait ", "use ", "unsafe ", "async ",  "extern ", "macro_rules! ", "static "};
  for (;;) {
    text = trimmed_front(text);
    if (text.starts_with("//") || text.starts_with("/*")) {
      text.remove_prefix(end_of_literal(text, 0));
    } else if (text.starts_with("#[") || text.starts_with("#![")) {
      const std::size_t end = text.find(']');
      if (end == std::string_view::npos) return false;
      text.remove_prefix(end + 1);
    } else {
      return std::ranges::any_of(starts, [&](auto start) { return text.starts_with(start); });
    }
  }
}

/// Whether the macro at `begin`, whose content begins at `content`, is `cfg_if!`.
bool begins_with_condition(std::string_view text, std::size_t begin, std::size_t content) {
  return text.substr(begin, text.find('!', begin) - begin).ends_with("cfg_if") &&
         trimmed_front(text.substr(content)).starts_with("if #[");
}

/// The start of the macro whose bracket is at `opening`, if the macro is the first code of its
/// line. Otherwise npos.
std::size_t macro_before(std::string_view text, std::size_t opening) {
  constexpr std::size_t none = std::string_view::npos;
  std::size_t end = opening;
  while (end > 0 && text[end - 1] == ' ') --end;
  if (end == 0 || text[end - 1] != '!') return none;
  std::size_t begin = --end;
  while (begin > 0 && (is_identifier_char(text[begin - 1]) || text[begin - 1] == ':')) --begin;
  const std::string_view name = text.substr(begin, end - begin);
  std::size_t line = begin;
  while (line > 0 && is_blank(text[line - 1]) && text[line - 1] != '\n') --line;
  const bool is_first = line == 0 || text[line - 1] == '\n';
  // The content of `quote!` is only a template for the code that a macro generates.
  return !name.empty() && is_first && !name.contains("quote") ? begin : none;
}

void blank(std::string& text, std::size_t begin, std::size_t end) {
  std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
            text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
}

/// Calls `visit(word, at)` for each word of `text` in the range, and `visit({}, at)` for each other
/// character that is not in a literal or a comment.
template <class Visit>
void visit_words(const std::string& text, std::size_t at, std::size_t end, Visit visit) {
  while (at < end) {
    if (const std::size_t next = end_of_literal(text, at); next > at) {
      at = next;
      continue;
    }
    const std::string_view word = identifier_at(text, at);
    visit(word, at);
    at += std::max<std::size_t>(word.size(), 1);
  }
}

/// Turns the content of `bitflags!` into enumerations: `struct A: u8 { const B = 1; }` becomes
/// `enum A { B = 1, }`.
void rewrite_flags(std::string& text, std::size_t begin, std::size_t end) {
  int depth = 0;
  bool in_head = false;
  visit_words(text, begin, end, [&](std::string_view word, std::size_t at) {
    const char c = text[at];
    if (word == "struct" && depth == 0) {
      text.replace(at, word.size(), "enum  ");
    } else if (word == "const" && depth == 1) {
      blank(text, at, at + word.size());
    } else if (c == ':' && depth == 0) {
      in_head = true;
    } else if (c == ';' && depth == 1) {
      text[at] = ',';
    }
    if (c == '{' || c == '}') {
      depth += c == '{' ? 1 : -1;
      in_head = false;
    }
    if (in_head) blank(text, at, at + std::max<std::size_t>(word.size(), 1));
  });
}

// The content of deeper macros is not rewritten, because each rewrite reads the whole content.
constexpr std::size_t max_rewritten_depth = 8;

/// Leaves only the items of the branches of `cfg_if!`: `if #[cfg(unix)] { ... } else { ... }`.
void blank_conditions(std::string& text, std::size_t begin, std::size_t end) {
  int depth = 0;
  std::size_t done = begin;
  visit_words(text, begin, end, [&](std::string_view, std::size_t at) {
    if (text[at] == '}' && --depth == 0) done = at;
    if (text[at] != '{' || ++depth != 1) return;
    for (; done <= at; ++done) {
      if (text[done] != '\n') text[done] = ' ';
    }
  });
  if (depth == 0 && done < end && text[done] == '}') text[done] = ' ';
}

/// Turns content that is not valid Rust into items. If the last variable lacks a semicolon, puts a
/// semicolon in place of the macro's closing bracket at `end`.
void rewrite_content(std::string& text, std::string_view name, std::size_t begin, std::size_t end) {
  if (name.ends_with("bitflags")) return rewrite_flags(text, begin, end);
  if (name.ends_with("cfg_if")) return blank_conditions(text, begin, end);
  if (!name.ends_with("lazy_static") && !name.ends_with("thread_local")) return;
  char last = 0;
  std::string_view before;
  visit_words(text, begin, end, [&](std::string_view word, std::size_t at) {
    if (word == "ref" && before == "static") blank(text, at, at + word.size());
    if (!word.empty()) before = word;
    if (!is_blank(text[at])) last = text[at];
  });
  if (last != ';') text[end] = ';';
}

/// Lists the lines that are blank in the copy but not in the text.
void list_blank_lines(std::string_view text, OpenedMacros& opened) {
  std::string_view copy = opened.text;
  for (std::uint32_t line = 0; !text.empty(); ++line) {
    const std::string_view original = trimmed(take_part(text, '\n'));
    if (!trimmed(take_part(copy, '\n')).empty() || original.empty()) continue;
    (original.ends_with('{') ? opened.opening_lines : opened.closing_lines).push_back(line);
  }
}

}  // namespace

OpenedMacros open_item_macros(std::string_view text) {
  OpenedMacros opened;
  if (!text.contains("! {") && !text.contains("!{")) return opened;
  std::vector<ItemMacro> open;  // open brackets; `begin` is npos if the bracket is not a macro's
  for (std::size_t at = 0; at < text.size();) {
    if (const std::size_t end = end_of_literal(text, at); end > at) {
      at = end;
      continue;
    }
    if (text[at] == '{') {
      std::size_t begin = macro_before(text, at);
      if (begin != std::string_view::npos && !begins_with_item(text.substr(at + 1)) &&
          !begins_with_condition(text, begin, at + 1)) {
        begin = std::string_view::npos;
      }
      open.push_back({begin, at});
    } else if (text[at] == '}' && !open.empty()) {
      const ItemMacro macro = open.back();
      open.pop_back();
      if (macro.begin != std::string_view::npos) {
        if (opened.text.empty()) opened.text = text;
        blank(opened.text, macro.begin, macro.opening + 1);
        blank(opened.text, at, at + 1);
        if (open.size() <= max_rewritten_depth) {
          const std::size_t name_end = text.find('!', macro.begin);
          rewrite_content(opened.text, text.substr(macro.begin, name_end - macro.begin),
                          macro.opening + 1, at);
        }
      }
    }
    ++at;
  }
  if (!opened.text.empty()) list_blank_lines(text, opened);
  return opened;
}

}  // namespace gitctx
