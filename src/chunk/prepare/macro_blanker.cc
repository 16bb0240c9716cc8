#include "chunk/prepare/macro_blanker.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "chunk/prepare/head_macros.h"
#include "chunk/prepare/macro_definitions.h"

namespace gitctx {
namespace {

constexpr std::size_t max_arguments_bytes = 2000;

/// A macro at the beginning of a line.
struct LeadingMacro {
  CodeSpan name;
  std::uint32_t line = 0;
  char before = 0;  ///< last character of code before the macro, ignoring macros alone on a line
  bool is_alone = false;
  bool is_indented = false;
  std::size_t next = 0;  ///< offset of the code after the macro, ignoring other leading macros
};

class MacroBlanker {
 public:
  MacroBlanker(std::string_view text, const CodeSkeleton& skeleton, Language language)
      : text_(text),
        skeleton_(skeleton),
        code_(skeleton.code),
        is_cpp_(language == Language::cpp) {}

  BlankedMacros blank() {
    find_macros();
    blank_leading_macros();
    for (const std::size_t at : skeleton_.class_words) {
      fill_all(macros_of_class_head(code_, at));
    }
    if (is_cpp_) {
      blank_macros_of_declarations();
      blank_macros_before_bodies();
    }
    return std::move(result_);
  }

 private:
  void find_macros() {
    char before = 0;
    std::uint32_t line = 0;
    for (std::size_t begin = 0; begin < code_.size(); ++line) {
      const std::size_t end = std::min(code_.find('\n', begin), code_.size());
      add_macro_of_line({begin, end}, line, before);
      begin = end + 1;
    }
  }

  /// Handles the macro at the beginning of a line, if there is one. `before` is the last character
  /// of the code before the line, and is updated for the next line.
  void add_macro_of_line(CodeSpan line, std::uint32_t number, char& before) {
    const std::string_view all = code_.substr(0, line.end);
    const std::size_t begin = skip_blanks(all, line.begin);
    if (begin == line.end) return;
    if (begin == line.begin && (before == 0 || std::string_view(";{})").contains(before))) {
      declare_variable(begin);
    }
    const std::string_view word = identifier_at(all, begin);
    const std::size_t end = begin + word.size();
    const std::size_t rest = skip_blanks(all, end);
    if (is_macro_name(word)) {
      const std::string_view next = identifier_at(all, rest);
      const bool is_alone = rest == line.end;
      if (is_cpp_ && (is_alone || is_one_of(next, {"class", "struct", "union", "enum", "template",
                                                   "namespace"}))) {
        leading_.push_back({.name = {begin, end},
                            .line = number,
                            .before = before,
                            .is_alone = is_alone,
                            .is_indented = begin > line.begin,
                            .next = rest});
        if (is_alone) return;
      } else if (begin == line.begin && rest < line.end && code_[rest] == '(' &&
                 (before == 0 || std::string_view(";{}").contains(before))) {
        blank_arguments(word, rest);
      }
    }
    before = all[all.find_last_not_of(blank_characters)];
  }

  void blank_leading_macros() {
    for (std::size_t i = leading_.size(); i-- > 0;) {
      LeadingMacro& macro = leading_[i];
      if (!macro.is_alone) continue;
      macro.next = skip_blanks(code_, macro.name.end);
      const LeadingMacro* const after = i + 1 < leading_.size() ? &leading_[i + 1] : nullptr;
      if (after != nullptr && after->name.begin == macro.next) macro.next = after->next;
    }
    for (const LeadingMacro& macro : leading_) {
      if (!can_blank(macro)) continue;
      fill(macro.name);
      if (macro.is_alone) result_.macro_lines.push_back(macro.line);
    }
  }

  /// Whether the macro is neither a value nor a type: the code before it is complete, and the code
  /// after it begins a declaration.
  bool can_blank(const LeadingMacro& macro) const {
    const std::string_view name = code_.substr(macro.name.begin, macro.name.end - macro.name.begin);
    const char before = macro.before;
    const char next = macro.next < code_.size() ? code_[macro.next] : ' ';
    const std::string_view word = identifier_at(code_, macro.next);
    if (!word.empty() && is_return_type(macro.next)) return false;
    const bool begins_type = is_one_of(
        word, {"class", "struct", "union", "enum", "template", "namespace", "typedef", "using"});
    const bool begins_path = code_.substr(macro.next + word.size()).starts_with("::");
    const bool is_short = !name.contains('_') && !begins_type && !begins_path;
    if (name.size() < 3 || is_short) return false;
    const bool after_item = before == 0 || std::string_view(";{}>:").contains(before);
    const bool after_word = is_identifier_char(before);
    const bool after_call = before == ')' && (!macro.is_indented || next == '{');
    const bool after_attribute = before == ']' && !word.empty();
    if (!after_item && !after_word && !after_call && !after_attribute) return false;
    if (next == '{') return !after_item;
    if (next == '}') return before != '{';
    if (next == ':') return code_.substr(macro.next).starts_with("::");
    return !word.empty() || is_one_of(std::string_view(&next, 1), {" ", "~", "["});
  }

  /// Whether the code at `at` begins with the name of a function. In this case, the macro before
  /// the code is the return type of the function.
  bool is_return_type(std::size_t at) const {
    std::string_view word = identifier_at(code_, at);
    if (is_macro_name(word)) return false;
    while (!word.empty()) {
      at += word.size();
      if (!code_.substr(at).starts_with("::")) break;
      at += 2 + (code_.substr(at + 2).starts_with('~') ? 1 : 0);
      word = identifier_at(code_, at);
      if (word == "operator") return true;
    }
    at = skip_blanks(code_, at);
    return at < code_.size() && code_[at] == '(';
  }

  /// Blanks the macros of declarations that begin a line or follow a brace or a semicolon.
  void blank_macros_of_declarations() {
    char before = 0;
    bool is_start = true;
    for (std::size_t at = 0; at < code_.size(); ++at) {
      const char c = code_[at];
      if (is_blank(c)) {
        is_start = is_start || c == '\n';
        continue;
      }
      const bool is_complete = before == 0 || is_identifier_char(before) ||
                               std::string_view(";{}>:)]\"").contains(before);
      if (is_start && is_complete) fill_all(macros_of_declaration(code_, at));
      is_start = c == ';' || c == '{' || c == '}';
      before = c;
    }
  }

  void blank_macros_before_bodies() {
    for (std::size_t at = code_.find('{'); at != std::string_view::npos;
         at = code_.find('{', at + 1)) {
      blank_macros_before(at);
    }
  }

  /// Blanks the macros between the parameters of a function and its body: `int f() NO_THROW {`.
  void blank_macros_before(std::size_t body) {
    std::size_t end = end_of_code(body);
    if (end == 0 || !is_identifier_char(code_[end - 1])) return;
    std::vector<CodeSpan> macros;
    while (end > 0 && is_identifier_char(code_[end - 1])) {
      const std::size_t begin = begin_of_word(end);
      const std::string_view word = code_.substr(begin, end - begin);
      if (is_macro_name(word) && word.contains('_')) {
        macros.push_back({begin, end});
      } else if (!is_one_of(word, {"const", "noexcept", "override", "final"})) {
        return;
      }
      end = end_of_code(begin);
    }
    if (macros.empty() || end == 0 || code_[end - 1] != ')' || !ends_parameters(end)) return;
    fill_all(macros);
  }

  /// Whether the parenthesis before `end` closes the parameters of a function, and not a condition
  /// or the arguments of an attribute.
  bool ends_parameters(std::size_t end) const {
    const std::size_t limit = end - std::min(end, max_arguments_bytes);
    int depth = 0;
    std::size_t open = end;
    while (open > limit) {
      --open;
      if (code_[open] == ')') ++depth;
      if (code_[open] == '(' && --depth == 0) break;
    }
    if (depth != 0) return false;
    const std::size_t name_end = end_of_code(open);
    const std::size_t begin = begin_of_word(name_end);
    const std::string_view name = code_.substr(begin, name_end - begin);
    if (name.empty()) {
      constexpr std::size_t operator_size = 14;
      const std::size_t size = std::min(operator_size, name_end);
      return code_.substr(name_end - size, size).contains("operator");
    }
    return !is_macro_name(name) &&
           !is_one_of(name, {"if", "for", "while", "switch", "catch", "alignas", "__attribute__",
                             "__declspec", "noexcept", "decltype", "requires"});
  }

  /// The offset after the last non-blank character before `at`.
  std::size_t end_of_code(std::size_t at) const {
    while (at > 0 && is_blank(code_[at - 1])) --at;
    return at;
  }

  std::size_t begin_of_word(std::size_t end) const {
    while (end > 0 && is_identifier_char(code_[end - 1])) --end;
    return end;
  }

  /// Turns a macro call that defines a variable into a declaration: `static DEFINE_PER_CPU(int,
  /// x);` becomes `static int x;`.
  void declare_variable(std::size_t at) {
    std::string_view macro = identifier_at(code_, at);
    if (macro == "static" || macro == "extern") {
      at = skip_blanks(code_, at + macro.size());
      macro = identifier_at(code_, at);
    }
    const std::size_t open = at + macro.size();
    if (!is_macro_name(macro) || open >= code_.size() || code_[open] != '(') return;
    const std::string_view name = variable_of_macro(macro, text_.substr(open, max_arguments_bytes));
    if (name.empty()) return;
    constexpr std::size_t max_event_bytes = 8192;
    const std::size_t close = skip_brackets(code_, open, max_event_bytes);
    if (close == open) return;
    const std::size_t end = skip_blanks(code_, close);
    const bool has_semicolon = end < code_.size() && code_[end] == ';';
    const bool ends_line = code_.substr(close, end - close).contains('\n');
    if (!has_semicolon && !(ends_line && macro.contains("EVENT"))) return;
    const auto begin = static_cast<std::size_t>(name.data() - text_.data());
    fill({at, begin});
    fill({begin + name.size(), close});
    result_.text.replace(at, 3, "int");
    if (!has_semicolon) result_.text[close - 1] = ';';
  }

  /// If a body follows the macro call, blanks the arguments of the call except the name that the
  /// call defines.
  void blank_arguments(std::string_view macro, std::size_t open) {
    const std::size_t close = skip_brackets(code_, open);
    if (close == open || is_control_macro(macro)) return;
    std::size_t body = skip_blanks(code_, close);
    if (body < code_.size() && code_[body] == '(') {
      body = skip_blanks(code_, skip_brackets(code_, body));
    }
    if (body >= code_.size() || code_[body] != '{') return;
    const std::string_view name = macro_definition(macro, text_.substr(open, close - open)).name;
    if (name.empty()) return;
    const auto begin = static_cast<std::size_t>(name.data() - text_.data());
    fill({open + 1, begin});
    fill({begin + name.size(), close - 1});
    if (name.front() == '"') fill({begin, begin + name.size()}, 'x');
  }

  void fill_all(const std::vector<CodeSpan>& spans) {
    for (const CodeSpan span : spans) fill(span);
  }

  void fill(CodeSpan span, char with = ' ') {
    if (result_.text.empty()) result_.text = text_;
    for (std::size_t i = span.begin; i < span.end; ++i) {
      if (text_[i] != '\n') result_.text[i] = with;
    }
  }

  std::string_view text_;
  const CodeSkeleton& skeleton_;
  std::string_view code_;
  bool is_cpp_;
  std::vector<LeadingMacro> leading_;
  BlankedMacros result_;
};

}  // namespace

BlankedMacros blank_macros(std::string_view text, const CodeSkeleton& skeleton, Language language) {
  return MacroBlanker(text, skeleton, language).blank();
}

}  // namespace gitctx
