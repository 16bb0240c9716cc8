#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "chunk/definers.h"
#include "chunk/language_rules.h"
#include "chunk/prepare/code_skeleton.h"
#include "chunk/prepare/macro_definitions.h"

namespace gitctx {
namespace {

constexpr int max_declarator_depth = 64;

/// The innermost declarator, which is the declared name, and whether the outer declarators declare
/// a function.
struct DeclaredName {
  SyntaxNode name;
  bool is_function = false;
};

DeclaredName find_declared_name(SyntaxNode declarator) {
  DeclaredName found{declarator};
  for (int depth = 0; depth < max_declarator_depth; ++depth) {
    const SyntaxNode& node = found.name;
    if (node.is_any({"function_declarator", "operator_cast"})) found.is_function = true;
    if (node.is("operator_cast")) break;
    if (node.is("parenthesized_declarator")) found.is_function = false;
    SyntaxNode next = node.field(Field::declarator);
    if (!next && node.is_any({"parenthesized_declarator", "reference_declarator",
                              "attributed_declarator", "variadic_declarator"})) {
      next = node.named_child(0);
    }
    if (!next) break;
    found.name = next;
  }
  return found;
}

/// Removes the parameters from the name of a conversion operator: `A::operator bool() const`
/// becomes `A::operator bool`. Returns any other name unchanged.
std::string_view without_parameters(std::string_view name) {
  constexpr std::string_view keyword = "operator ";
  const std::size_t conversion = name.find(keyword);
  if (conversion == std::string_view::npos) return name;
  const std::string_view type = trimmed_front(name.substr(conversion + keyword.size()));
  return type.starts_with('(') ? name : name.substr(0, name.find('(', conversion));
}

/// A macro call that looks like the head of a function: `MACRO(name) { ... }`.
struct MacroCall {
  std::string_view macro;  ///< empty if the function is not a macro call
  std::string_view arguments;
};

/// The grammar of C reads the macro as a type and the argument as a name in parentheses. The
/// grammar of C++ reads the macro as a name and the arguments as types of parameters.
MacroCall find_macro_call(const SyntaxNode& function, std::string_view name) {
  SyntaxNode declarator = function.field(Field::declarator);
  for (int depth = 0; depth < max_declarator_depth; ++depth) {
    const SyntaxNode inner = declarator.field(Field::declarator);
    if (!inner.is_any({"function_declarator", "parenthesized_declarator"})) break;
    declarator = inner;
  }
  const SyntaxNode type = function.field(Field::type);
  if (declarator.is("parenthesized_declarator")) {
    if (!is_macro_name(type.text())) return {};
    return {.macro = type.text(), .arguments = declarator.text()};
  }
  // If there is no return type, a name without an underscore may also name a constructor.
  const bool is_macro = is_test_macro(name) || name.starts_with("BPF_") ||
                        is_one_of(name, {"DEFUN", "METHOD"}) ||
                        (!type && is_macro_name(name) && name.contains('_'));
  if (is_macro) {
    return {.macro = name, .arguments = declarator.field(Field::parameters).text()};
  }
  return {};
}

/// Handles macro calls with a body, such as `TEST(Suite, Name) { ... }`.
Verdict define_macro_call(const MacroCall& call, Definition& found) {
  if (is_control_macro(call.macro)) return Verdict::statement;
  const MacroDefinition names = macro_definition(call.macro, call.arguments);
  if (names.name.empty()) return set_symbol(found, call.macro);
  if (is_test_macro(call.macro)) {
    found.kind = ChunkKind::test;
  } else if (!names.enclosing.empty()) {
    found.kind = ChunkKind::method;
  }
  found.enclosing = clean_name(names.enclosing);
  return set_symbol(found, unquote(names.name));
}

/// Whether a name is a keyword. Macros can make the parser mistake a statement for a function whose
/// name is a keyword.
bool is_keyword(std::string_view name) {
  return is_one_of(name, {"if", "for", "while", "switch", "return", "namespace", "class", "struct",
                          "else", "do", "catch", "sizeof"});
}

Verdict define_function(const SyntaxNode& node, Definition& found) {
  const SyntaxNode declarator = node.field(Field::declarator);
  const DeclaredName declared = find_declared_name(declarator);
  const std::string_view name = declared.name.text();
  if (name.empty() || is_keyword(name)) return Verdict::statement;
  const MacroCall call = find_macro_call(node, name);
  if (!call.macro.empty()) return define_macro_call(call, found);
  set_path(found, strip_type_arguments(without_parameters(name)));
  if (!found.enclosing.empty()) found.kind = ChunkKind::method;
  return verdict_of(found);
}

void add_declarators(const SyntaxNode& node, Definition& found) {
  constexpr std::uint32_t max_declarators = 16;
  const std::uint32_t count = std::min(node.named_child_count(), max_declarators);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SyntaxNode child = node.named_child(i);
    if (!child.is_any({"init_declarator", "pointer_declarator", "array_declarator", "identifier",
                       "function_declarator", "type_identifier"})) {
      continue;
    }
    const std::string name = clean_name(find_declared_name(child).name.text());
    if (!name.empty() && name != found.symbol) found.others.push_back(name);
  }
}

/// A prototype, a variable, or a type defined in a variable's declaration.
Verdict define_declaration(const SyntaxNode& node, Definition& found) {
  const SyntaxNode type = node.field(Field::type);
  if (type.field(Field::body)) {
    found.kind = ChunkKind::type;
    set_path(found, strip_type_arguments(type.field(Field::name).text()));
  }
  if (found.symbol.empty()) {
    const DeclaredName declared = find_declared_name(node.field(Field::declarator));
    if (!declared.name || is_keyword(declared.name.text())) return Verdict::statement;
    if (declared.is_function) found.kind = ChunkKind::function;
    set_path(found, strip_type_arguments(without_parameters(declared.name.text())));
  }
  if (found.kind != ChunkKind::function) add_declarators(node, found);
  return verdict_of(found);
}

/// In a class, only functions and nested types count; data members do not.
Verdict define_member(const SyntaxNode& node, Definition& found) {
  const Verdict verdict = define_declaration(node, found);
  return found.kind == ChunkKind::constant ? Verdict::statement : verdict;
}

Verdict define_typedef(const SyntaxNode& node, Definition& found) {
  const std::string tag = clean_name(node.field(Field::type).field(Field::name).text());
  found.symbol = clean_name(find_declared_name(node.field(Field::declarator)).name.text());
  if (found.symbol.empty()) return Verdict::statement;
  if (node.field(Field::type).field(Field::body) && !tag.empty() && tag != found.symbol) {
    found.others.push_back(tag);
  }
  return Verdict::definition;
}

/// An unnamed namespace is also a scope.
Verdict define_namespace(const SyntaxNode& node, Definition& found) {
  if (node.field(Field::name)) return define_by_path(node, found);
  return Verdict::definition;
}

/// Whether a function body follows the parameter list that ends at `at`.
bool has_body_at(std::string_view code, std::size_t at) {
  for (;; at += code.substr(at).starts_with("const") ? 5 : 1) {
    if (at >= code.size()) return false;
    if (code[at] == '{') return true;
    if (code[at] != '\\' && !is_blank(code[at]) && !code.substr(at).starts_with("const"))
      return false;
  }
}

/// The maximum length of a parameter list or of a list of base classes in a macro.
constexpr std::size_t max_bytes_of_head = 2000;

/// `at` is the end of a word such as `struct`. Returns the name of the type whose head follows.
/// Empty if no body follows, or if the name is built with `##`.
std::string_view type_at(std::string_view code, std::size_t at) {
  constexpr int max_words = 16;
  std::string_view name;
  for (int count = 0;; ++count) {
    if (count == max_words) return {};
    at = std::min(code.find_first_not_of(" \t\r\n\\", at), code.size());
    const std::string_view word = identifier_at(code, at);
    if (word.empty()) break;
    if (!is_one_of(word, {"class", "struct", "final"})) name = word;
    at += word.size();
  }
  const std::string_view rest = code.substr(at, max_bytes_of_head);
  if (rest.starts_with('{')) return name;
  if (!rest.starts_with(':') || rest.starts_with("::")) return {};
  const std::size_t body = rest.find_first_of("{;");
  return body != std::string_view::npos && rest[body] == '{' ? name : std::string_view();
}

/// Whether a word is one of the parameters of a macro.
bool is_parameter(std::string_view word, std::string_view parameters) {
  for (std::size_t at = 0; at < parameters.size();) {
    const std::string_view parameter = identifier_at(parameters, at);
    if (parameter == word) return true;
    at += std::max<std::size_t>(parameter.size(), 1);
  }
  return false;
}

/// Appends to `names` the functions and types that the value of a macro defines, except those whose
/// name is a parameter of the macro or is built with `##`.
void add_names_of_value(std::string_view value, std::string_view parameters,
                        std::vector<std::string>& names) {
  constexpr std::size_t max_names = 16;
  bool after_type = false;
  for (std::size_t i = 0; i < value.size() && names.size() < max_names;) {
    const std::string_view word = identifier_at(value, i);
    if (word.empty()) {
      after_type = after_type && (is_blank(value[i]) || value[i] == '*' || value[i] == '&');
      ++i;
      continue;
    }
    i += word.size();
    std::string_view name;
    if (is_one_of(word, {"class", "struct", "union", "enum"})) {
      name = type_at(value, i);
    } else if (after_type && value.substr(i).starts_with('(') && !is_macro_name(word)) {
      const std::size_t end = value.substr(i, max_bytes_of_head).find(')');
      if (end != std::string_view::npos && has_body_at(value, i + end + 1)) name = word;
    }
    if (!name.empty() && !is_keyword(name) && !is_parameter(name, parameters) &&
        std::ranges::find(names, name) == names.end()) {
      names.emplace_back(name);
    }
    after_type = !is_one_of(word, {"else", "return"});
  }
}

Verdict define_macro(const SyntaxNode& node, Definition& found) {
  add_names_of_value(node.field(Field::value).text(), node.field(Field::parameters).text(),
                     found.others);
  return define_by_name(node, found);
}

constexpr NodeEntry c_nodes[] = {
    {"comment", Role::comment},
    {"preproc_include", Role::import_},
    {"preproc_if preproc_ifdef preproc_else preproc_elif preproc_elifdef "
     "linkage_specification declaration_list enumerator_list",
     Role::group},
    {"preproc_def preproc_function_def", Role::definition, ChunkKind::macro, define_macro},
    {"function_definition", Role::definition, ChunkKind::function, define_function},
    {"declaration", Role::declaration, ChunkKind::constant, define_declaration},
    {"type_definition", Role::definition, ChunkKind::type, define_typedef},
    {"struct_specifier union_specifier enum_specifier", Role::definition, ChunkKind::type,
     define_with_body},
    {"enumerator", Role::declaration, ChunkKind::constant, define_by_name},
    {"string_literal", Role::opaque},
};

constexpr NodeEntry cpp_only_nodes[] = {
    {"using_declaration", Role::import_},
    {"field_declaration_list", Role::group},
    {"namespace_definition", Role::definition, ChunkKind::module, define_namespace},
    {"template_declaration", Role::wrapper},
    {"alias_declaration", Role::declaration, ChunkKind::type, define_by_name},
    {"concept_definition", Role::definition, ChunkKind::type, define_by_name},
    {"class_specifier", Role::definition, ChunkKind::type, define_with_body},
    {"field_declaration", Role::declaration, ChunkKind::constant, define_member},
    {"access_specifier", Role::attribute},
    {"raw_string_literal", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> c_family_tables() {
  static const std::array<LanguageTable, 2> tables = {
      LanguageTable{.language = Language::c, .nodes = c_nodes},
      LanguageTable{.language = Language::cpp, .nodes = c_nodes, .more_nodes = cpp_only_nodes},
  };
  return tables;
}

}  // namespace gitctx
