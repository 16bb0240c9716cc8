#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// JavaScript and TypeScript

bool is_function_value(const SyntaxNode& value) {
  return value.is_any({"arrow_function", "function_expression", "generator_function"});
}

/// The kind of chunk that an assignment of this value defines.
ChunkKind kind_of_value(const SyntaxNode& value) {
  if (is_function_value(value)) return ChunkKind::function;
  if (value.is("class")) return ChunkKind::type;
  // memo(function ..) and forwardRef((props) => ..) also define functions.
  if (value.is("call_expression") &&
      is_function_value(value.field(Field::arguments).named_child(0))) {
    return ChunkKind::function;
  }
  return ChunkKind::constant;
}

Verdict define_js_variable(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::name).is("identifier")) return Verdict::statement;
  const SyntaxNode value = node.field(Field::value);
  if (value.is("call_expression") && value.field(Field::function).text() == "require") {
    return Verdict::import_;
  }
  found.kind = kind_of_value(value);
  return define_by_name(node, found);
}

/// Handles `describe("...", () => {})` and `it.each(..)("...", ..)`.
Verdict define_js_call(const SyntaxNode& call, Definition& found) {
  const std::string_view function = call.field(Field::function).text();
  const std::string_view name = function.substr(0, function.find_first_of(".( \n`"));
  if (!is_one_of(name, {"describe", "it", "test", "suite", "context", "specify", "bench"})) {
    return Verdict::statement;
  }
  const SyntaxNode title = call.field(Field::arguments).named_child(0);
  if (!title.is_any({"string", "template_string"})) return Verdict::statement;
  found.kind = ChunkKind::test;
  return set_symbol(found, unquote(title.text()));
}

constexpr int max_closure_depth = 24;

/// Whether a node is a closure or an object with definitions directly inside: `(function () {
/// function f() {} })()`. Examines at most `budget` nodes.
bool has_definitions(const SyntaxNode& node, int depth, int& budget) {
  if (!node || depth > max_closure_depth || --budget < 0) return false;
  if (node.is_any({"function_declaration", "generator_function_declaration", "class_declaration",
                   "method_definition"})) {
    return true;
  }
  const auto is_inside = [&](Field field) {
    return has_definitions(node.field(field), depth + 1, budget);
  };
  if (node.is_any({"pair", "variable_declarator"})) {
    return is_function_value(node.field(Field::value)) || is_inside(Field::value);
  }
  if (node.is("assignment_expression")) {
    const SyntaxNode right = node.field(Field::right);
    const bool is_member = node.field(Field::left).is("member_expression");
    return (is_member && is_function_value(right)) || is_inside(Field::right);
  }
  if (node.is("call_expression")) return is_inside(Field::function) || is_inside(Field::arguments);
  if (node.is("member_expression")) return is_inside(Field::object);
  if (is_function_value(node)) return is_inside(Field::body);
  if (!node.is_any({"statement_block", "expression_statement", "lexical_declaration",
                    "variable_declaration", "return_statement", "arguments", "array", "object",
                    "parenthesized_expression", "unary_expression", "new_expression"})) {
    return false;
  }
  const std::uint32_t count = node.named_child_count();
  for (std::uint32_t i = 0; i < count && budget > 0; ++i) {
    if (has_definitions(node.named_child(i), depth + 1, budget)) return true;
  }
  return false;
}

Verdict group_if_it_defines(const SyntaxNode& node) {
  int budget = 100;
  return has_definitions(node, 0, budget) ? Verdict::group : Verdict::statement;
}

/// Handles `Object.assign(Foo.prototype, { ... })` and `Foo.prototype = { ... }`, which implement
/// Foo.
Verdict define_js_methods(std::string_view object, const SyntaxNode& methods, Definition& found) {
  constexpr std::string_view suffix = ".prototype";
  if (!object.ends_with(suffix) || !methods.is("object")) return Verdict::statement;
  if (group_if_it_defines(methods) != Verdict::group) return Verdict::statement;
  found.kind = ChunkKind::implementation;
  return set_path(found, object.substr(0, object.size() - suffix.size()));
}

/// Handles `Foo.prototype.bar = function` and `exports.bar = function`.
Verdict define_js_assignment(const SyntaxNode& assignment, Definition& found) {
  const SyntaxNode left = assignment.field(Field::left);
  const SyntaxNode right = assignment.field(Field::right);
  const Verdict methods = define_js_methods(left.text(), right, found);
  if (methods == Verdict::definition) return methods;
  found.kind = kind_of_value(right);
  if (found.kind == ChunkKind::constant || !left.is("member_expression")) {
    return group_if_it_defines(right);
  }
  // In `module.exports = function`, the function is only a closure around the functions inside it.
  const bool is_module = left.text() == "module.exports";
  if (is_module && group_if_it_defines(right) == Verdict::group) return Verdict::group;
  found.symbol = clean_name(left.field(Field::property).text());
  std::string object = clean_name(left.field(Field::object).text());
  if (object.ends_with(".prototype")) object.resize(object.size() - sizeof ".prototype" + 1);
  if (object != "exports" && object != "module.exports" && object != "this" && object != "module") {
    found.enclosing = object;
  }
  return verdict_of(found);
}

Verdict define_js_statement(const SyntaxNode& node, Definition& found) {
  const SyntaxNode expression = node.named_child(0);
  if (expression.is("assignment_expression")) return define_js_assignment(expression, found);
  if (expression.is("call_expression")) {
    if (define_js_call(expression, found) == Verdict::definition) return Verdict::definition;
    const SyntaxNode arguments = expression.field(Field::arguments);
    const Verdict methods =
        define_js_methods(arguments.named_child(0).text(), arguments.named_child(1), found);
    if (methods == Verdict::definition) return methods;
  }
  return group_if_it_defines(expression);
}

Verdict define_js_pair(const SyntaxNode& node, Definition& found) {
  const SyntaxNode value = node.field(Field::value);
  if (!is_function_value(value)) return group_if_it_defines(value);
  const std::string_view key = unquote(node.field(Field::key).text());
  const bool is_name = std::ranges::any_of(
      key, [](char c) { return is_letter(c) || static_cast<unsigned char>(c) > 127; });
  return is_name ? set_symbol(found, key) : Verdict::statement;
}

Verdict define_js_field(const SyntaxNode& node, Definition& found) {
  const SyntaxNode property = node.field(Field::property);
  found.symbol = clean_name((property ? property : node.field(Field::name)).text());
  found.kind = kind_of_value(node.field(Field::value));
  return verdict_of(found);
}

constexpr NodeEntry ecma_nodes[] = {
    {"comment", Role::comment},
    {"decorator", Role::attribute},
    {"import_statement", Role::import_},
    {"export_statement lexical_declaration variable_declaration", Role::wrapper},
    {"function_declaration generator_function_declaration method_definition", Role::definition,
     ChunkKind::function, define_by_name},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"variable_declarator", Role::definition, ChunkKind::constant, define_js_variable},
    {"expression_statement", Role::definition, ChunkKind::function, define_js_statement},
    {"pair", Role::definition, ChunkKind::function, define_js_pair},
    {"class_body class object", Role::group},
    {"call_expression arguments new_expression member_expression assignment_expression "
     "parenthesized_expression unary_expression array function_expression arrow_function "
     "return_statement if_statement else_clause statement_block",
     Role::closure},
    {"template_string string regex", Role::opaque},
};

constexpr NodeEntry javascript_only_nodes[] = {
    {"field_definition", Role::definition, ChunkKind::constant, define_js_field},
};

constexpr NodeEntry typescript_only_nodes[] = {
    {"public_field_definition", Role::definition, ChunkKind::constant, define_js_field},
    {"abstract_class_declaration interface_declaration type_alias_declaration enum_declaration",
     Role::definition, ChunkKind::type, define_by_name},
    {"function_signature method_signature abstract_method_signature", Role::definition,
     ChunkKind::function, define_by_name},
    {"internal_module module", Role::definition, ChunkKind::module, define_by_path},
    {"ambient_declaration", Role::wrapper},
    {"interface_body enum_body statement_block", Role::group},
};

// PHP

Verdict define_php_property(const SyntaxNode& node, Definition& found) {
  std::string_view name = node.child_of_type("property_element").field(Field::name).text();
  if (name.starts_with('$')) name.remove_prefix(1);
  return set_symbol(found, name);
}

Verdict define_php_constant(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, node.child_of_type("const_element").child_of_type("name").text());
}

constexpr NodeEntry php_nodes[] = {
    {"comment", Role::comment},
    {"php_tag namespace_use_declaration", Role::import_},
    {"namespace_definition", Role::rest_scope, ChunkKind::module, define_by_path},
    {"class_declaration interface_declaration trait_declaration enum_declaration", Role::definition,
     ChunkKind::type, define_by_name},
    {"function_definition method_declaration", Role::definition, ChunkKind::function,
     define_by_name},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_php_property},
    {"const_declaration", Role::declaration, ChunkKind::constant, define_php_constant},
    {"enum_case", Role::declaration, ChunkKind::constant, define_by_name},
    {"declaration_list enum_declaration_list", Role::group},
    {"text heredoc nowdoc", Role::opaque},
};

// Markdown

Verdict define_section(const SyntaxNode& node, Definition& found) {
  const SyntaxNode heading = node.named_child(0);
  if (!heading.is_any({"atx_heading", "setext_heading"})) return Verdict::statement;
  std::string_view title = heading.field(Field::heading_content).text();
  while (!title.empty() && (title.back() == '#' || title.back() == ' ')) title.remove_suffix(1);
  found.symbol = clean_name(title);
  return Verdict::definition;
}

constexpr NodeEntry markdown_nodes[] = {
    {"section", Role::definition, ChunkKind::section, define_section},
    {"paragraph fenced_code_block indented_code_block html_block", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> web_tables() {
  static const std::array<LanguageTable, 5> tables = {
      LanguageTable{.language = Language::javascript,
                    .nodes = ecma_nodes,
                    .more_nodes = javascript_only_nodes},
      LanguageTable{.language = Language::typescript,
                    .nodes = ecma_nodes,
                    .more_nodes = typescript_only_nodes,
                    .joins_clauses = true},
      LanguageTable{.language = Language::tsx,
                    .nodes = ecma_nodes,
                    .more_nodes = typescript_only_nodes,
                    .joins_clauses = true},
      LanguageTable{.language = Language::php,
                    .nodes = php_nodes,
                    .test_prefixes = {"test"},
                    .test_markers = {"#[Test]", "@test"}},
      LanguageTable{.language = Language::markdown, .nodes = markdown_nodes, .is_prose = true},
  };
  return tables;
}

}  // namespace gitctx
