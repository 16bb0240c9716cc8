#include "search/definition_form.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

#include "base/ascii.h"

namespace gitctx {

namespace {

using Words = std::span<const std::string_view>;

constexpr std::string_view type_words[] = {
    "class",    "struct",    "enum",  "union",   "interface", "trait",  "type",     "typedef",
    "protocol", "extension", "actor", "newtype", "data",      "record", "contract", "object"};
constexpr std::string_view value_words[] = {
    "def",    "fn",        "func",    "function", "fun",         "sub",        "proc",
    "module", "namespace", "package", "const",    "let",         "var",        "val",
    "define", "defmodule", "defp",    "defmacro", "macro_rules", "attr_reader"};
// The words that declare names in one language without a grammar. In other languages, many of these
// words are everyday words.
struct OwnWords {
  Language language;
  std::string_view types;  // separated by blanks, as are the next two
  std::string_view values;
  std::string_view starts;  // if not empty, the line must begin with one of these words
};
constexpr OwnWords own_words[] = {
    {Language::sql, "table view exists type domain",
     "procedure function index trigger sequence role exists", "create declare"},
    {Language::solidity, "contract interface library struct enum",
     "function modifier event error constructor", ""},
    {Language::protobuf, "message service enum", "rpc", ""},
    {Language::graphql, "type input scalar interface enum union",
     "fragment query mutation directive", ""},
    {Language::terraform, "", "variable output module provider", ""},
    {Language::clojure, "deftype defrecord defprotocol", "defn defmulti defonce defmacro", "("},
    {Language::cmake, "", "function macro set option add_library add_executable", ""},
    {Language::dockerfile, "", "arg env", ""},
    {Language::ocaml, "type class", "rec and val external", ""},
    {Language::dart, "mixin extension typedef", "", ""},
    {Language::julia, "struct type module", "macro", ""},
    {Language::powershell, "", "filter", ""},
    {Language::vim, "", "command", ""},
};
// The words that begin a block of Terraform with the names of the block in quotes.
constexpr std::string_view block_words[] = {"variable", "output", "module",
                                            "resource", "data",   "provider"};

/// The last word of a text in lower case, without the characters after the word.
std::string last_word(std::string_view text) {
  std::size_t end = text.size();
  while (end > 0 && !is_identifier_char(text[end - 1])) --end;
  std::size_t begin = end;
  while (begin > 0 && is_identifier_char(text[begin - 1])) --begin;
  return lower_case(text.substr(begin, end - begin));
}

/// Whether a word before a name shows that the name is used, as in `return name(x)`.
bool is_using_word(std::string_view word) {
  constexpr std::string_view words[] = {
      "const",  "return", "new",  "await", "else",   "throw",    "raise",   "yield",
      "go",     "defer",  "case", "and",   "or",     "not",      "in",      "puts",
      "assert", "print",  "from", "join",  "into",   "select",   "update",  "references",
      "on",     "call",   "exec", "where", "values", "emit",     "try",     "catch",
      "when",   "then",   "of",   "do",    "by",     "having",   "perform", "execute",
      "with",   "delete", "drop", "alter", "table",  "function", "revert",  "using",
      "import", "export", "if",   "while"};
  return is_one_of(word, words);
}

bool lists_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    if (take_part(list, ' ') == word) return true;
  }
  return false;
}

/// The form of a name after a word that declares names only in this language.
DefinitionForm own_form(std::string_view word, std::string_view before, Language language) {
  const auto* const own = std::ranges::find(own_words, language, &OwnWords::language);
  if (own == std::end(own_words)) return DefinitionForm::none;
  if (own->starts == "(" && !before.starts_with('(')) return DefinitionForm::none;
  const std::string first = lower_case(before.substr(0, before.find_first_of(" \t")));
  if (own->starts.size() > 1 && !lists_word(own->starts, first)) return DefinitionForm::none;
  if (lists_word(own->types, word)) return DefinitionForm::type_declaration;
  return lists_word(own->values, word) ? DefinitionForm::declaration : DefinitionForm::none;
}

/// The form of a name after a word that declares names. Depends on the characters between the word
/// and the name.
DefinitionForm declared_form(std::string_view before, std::string_view after, Language language) {
  const bool is_known = has_grammar(language);
  const std::string word = last_word(before);
  const char last = before.empty() ? ' ' : before.back();
  const bool is_beside = is_identifier_char(last) || std::string_view("!*:").contains(last) ||
                         (!is_known && std::string_view("-\"").contains(last)) ||
                         (language == Language::cmake && last == '(');
  // In SQL, statements that drop or alter something also contain `function` and `type`.
  if (language == Language::sql) {
    return is_beside ? own_form(word, before, language) : DefinitionForm::none;
  }
  if (is_beside && is_one_of(word, type_words)) return DefinitionForm::type_declaration;
  // `const Text("x")` in Dart creates a value.
  const bool is_call = word == "const" && after.starts_with('(');
  if (is_beside && is_one_of(word, value_words) && !is_call) return DefinitionForm::declaration;
  if (is_known) return DefinitionForm::none;
  if (is_beside) {
    const DefinitionForm own = own_form(word, before, language);
    if (own != DefinitionForm::none) return own;
  }
  const std::size_t first_end = std::min(before.find(' '), before.size());
  const bool is_block = language == Language::terraform && last == '"' &&
                        is_one_of(before.substr(0, first_end), block_words);
  const bool is_method = language == Language::objective_c && last == ')' &&
                         (before.starts_with('-') || before.starts_with('+'));
  return is_block || is_method ? DefinitionForm::declaration : DefinitionForm::none;
}

}  // namespace

bool is_beside_code(std::string_view line, Language language) {
  constexpr std::string_view starts[] = {"//", "/*",   "*",      "--",  ";",       "@",     "#[",
                                         "[",  "<!--", "\"\"\"", "'''", "#ifndef", "#ifdef"};
  const std::string_view code = trimmed(line);
  if (language == Language::css && code.starts_with("--")) return false;
  if (language == Language::objective_c &&
      (code.starts_with("@interface") || code.starts_with("@protocol"))) {
    return false;
  }
  if (std::ranges::any_of(starts, [&](std::string_view s) { return code.starts_with(s); })) {
    return true;
  }
  // `#define` and `#include` are code. In a heading or a comment, a blank or another `#` follows
  // the `#`.
  return code == "#" || code.starts_with("# ") || code.starts_with("##");
}

bool is_declaring_word(std::string_view word) {
  return is_one_of(word, type_words) || is_one_of(word, value_words);
}

DefinitionForm definition_form(std::string_view line, ByteRange name, Language language) {
  if (is_beside_code(line, language)) return DefinitionForm::none;
  const std::string_view before = trimmed(line.substr(0, name.begin));
  const std::string_view after = trimmed(line.substr(name.end));
  const DefinitionForm declared = declared_form(before, after, language);
  if (declared != DefinitionForm::none) return declared;
  if (before.ends_with("def self.")) return DefinitionForm::declaration;
  // a method in Go
  if (before.starts_with("func (") && before.ends_with(')')) return DefinitionForm::declaration;
  if (before.find_first_of("=(.,\"'!?+-/%|{}") != std::string_view::npos) {
    return DefinitionForm::none;
  }
  if (is_using_word(last_word(before))) return DefinitionForm::none;
  const bool opens = after.ends_with('{') || after.ends_with(':') || after.ends_with("->");
  if (after.starts_with('(') && (!before.empty() || opens)) return DefinitionForm::head;
  const bool is_assigned = (after.starts_with('=') && !after.starts_with("==")) ||
                           after.starts_with("<-") || after.starts_with(":=");
  const bool is_key = after.starts_with(':') && before.empty();
  return is_assigned || is_key ? DefinitionForm::member : DefinitionForm::none;
}

bool defines_without_grammar(Language language, DefinitionForm form) {
  constexpr Language data_or_prose[] = {Language::plain_text, Language::json, Language::yaml,
                                        Language::toml,       Language::html, Language::xml,
                                        Language::rst};
  constexpr Language with_members[] = {Language::make, Language::css, Language::nix, Language::r,
                                       Language::assembly};
  const auto is_in = [&](std::span<const Language> languages) {
    return std::ranges::find(languages, language) != languages.end();
  };
  // The definitions in scripts of Vue and Svelte are known; their templates define nothing.
  if (has_grammar(language) || embeds_scripts(language) || is_in(data_or_prose)) return false;
  return form >= (is_in(with_members) ? DefinitionForm::member : DefinitionForm::head);
}

}  // namespace gitctx
