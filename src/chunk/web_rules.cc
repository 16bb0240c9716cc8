#include <algorithm>
#include <array>
#include <vector>

#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// JavaScript and TypeScript

bool is_function_value(const SyntaxNode& value) {
  return value.is_any({"arrow_function", "function_expression", "generator_function"});
}

/// The kind of the value assigned to a name.
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

/// `describe("...", () => {})` and `it.each(..)("...", ..)`.
Verdict define_js_call(const SyntaxNode& call, Definition& found) {
  constexpr std::array<std::string_view, 7> tests = {"describe", "it",      "test", "suite",
                                                     "context",  "specify", "bench"};
  const std::string_view function = call.field(Field::function).text();
  const std::string_view name = function.substr(0, function.find_first_of(".( \n`"));
  if (std::ranges::find(tests, name) == tests.end()) return Verdict::statement;
  const SyntaxNode title = call.field(Field::arguments).named_child(0);
  if (!title.is_any({"string", "template_string"})) return Verdict::statement;
  found.kind = ChunkKind::test;
  found.symbol = clean_name(unquote(title.text()));
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

/// `Foo.prototype.bar = function`, `exports.bar = function`.
Verdict define_js_assignment(const SyntaxNode& assignment, Definition& found) {
  const SyntaxNode left = assignment.field(Field::left);
  found.kind = kind_of_value(assignment.field(Field::right));
  if (found.kind == ChunkKind::constant || !left.is("member_expression")) {
    return Verdict::statement;
  }
  found.symbol = clean_name(left.field(Field::property).text());
  std::string object = clean_name(left.field(Field::object).text());
  if (object.ends_with(".prototype")) object.resize(object.size() - sizeof ".prototype" + 1);
  if (object != "exports" && object != "module.exports" && object != "this" && object != "module") {
    found.enclosing = object;
  }
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_js_statement(const SyntaxNode& node, Definition& found) {
  const SyntaxNode expression = node.named_child(0);
  if (expression.is("call_expression")) return define_js_call(expression, found);
  if (expression.is("assignment_expression")) return define_js_assignment(expression, found);
  return Verdict::statement;
}

Verdict define_js_pair(const SyntaxNode& node, Definition& found) {
  if (!is_function_value(node.field(Field::value))) return Verdict::statement;
  found.symbol = clean_name(unquote(node.field(Field::key).text()));
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_js_field(const SyntaxNode& node, Definition& found) {
  const SyntaxNode property = node.field(Field::property);
  found.symbol = clean_name((property ? property : node.field(Field::name)).text());
  found.kind = kind_of_value(node.field(Field::value));
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

constexpr NodeEntry ecma_nodes[] = {
    {"comment", Role::comment},
    {"decorator", Role::attribute},
    {"import_statement", Role::import_},
    {"export_statement", Role::wrapper},
    {"function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"generator_function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"method_definition", Role::definition, ChunkKind::function, define_by_name},
    {"lexical_declaration", Role::wrapper},
    {"variable_declaration", Role::wrapper},
    {"variable_declarator", Role::definition, ChunkKind::constant, define_js_variable},
    {"expression_statement", Role::definition, ChunkKind::function, define_js_statement},
    {"pair", Role::definition, ChunkKind::function, define_js_pair},
    {"class_body", Role::group},
    {"class", Role::group},
    {"object", Role::group},
    {"template_string", Role::opaque},
    {"string", Role::opaque},
    {"regex", Role::opaque},
};

constexpr NodeEntry javascript_only_nodes[] = {
    {"field_definition", Role::definition, ChunkKind::constant, define_js_field},
};

constexpr NodeEntry typescript_only_nodes[] = {
    {"public_field_definition", Role::definition, ChunkKind::constant, define_js_field},
    {"abstract_class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"interface_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"type_alias_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"enum_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"function_signature", Role::definition, ChunkKind::function, define_by_name},
    {"method_signature", Role::definition, ChunkKind::function, define_by_name},
    {"abstract_method_signature", Role::definition, ChunkKind::function, define_by_name},
    {"internal_module", Role::definition, ChunkKind::module, define_by_path},
    {"module", Role::definition, ChunkKind::module, define_by_path},
    {"ambient_declaration", Role::wrapper},
    {"interface_body", Role::group},
    {"enum_body", Role::group},
    {"statement_block", Role::group},
};

std::vector<NodeEntry> join(std::span<const NodeEntry> a, std::span<const NodeEntry> b) {
  std::vector<NodeEntry> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

// PHP

Verdict define_php_property(const SyntaxNode& node, Definition& found) {
  std::string_view name = node.child_of_type("property_element").field(Field::name).text();
  if (name.starts_with('$')) name.remove_prefix(1);
  found.symbol = clean_name(name);
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_php_constant(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.child_of_type("const_element").child_of_type("name").text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

constexpr NodeEntry php_nodes[] = {
    {"comment", Role::comment},
    {"php_tag", Role::import_},
    {"namespace_definition", Role::rest_scope, ChunkKind::module, define_by_path},
    {"namespace_use_declaration", Role::import_},
    {"class_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"interface_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"trait_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"enum_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"function_definition", Role::definition, ChunkKind::function, define_by_name},
    {"method_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_php_property},
    {"const_declaration", Role::declaration, ChunkKind::constant, define_php_constant},
    {"enum_case", Role::declaration, ChunkKind::constant, define_by_name},
    {"declaration_list", Role::group},
    {"enum_declaration_list", Role::group},
    {"text", Role::opaque},
    {"heredoc", Role::opaque},
    {"nowdoc", Role::opaque},
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
    {"paragraph", Role::opaque},
    {"fenced_code_block", Role::opaque},
    {"indented_code_block", Role::opaque},
    {"html_block", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> web_tables() {
  static const std::vector<NodeEntry> javascript_nodes = join(ecma_nodes, javascript_only_nodes);
  static const std::vector<NodeEntry> typescript_nodes = join(ecma_nodes, typescript_only_nodes);
  static const std::array<LanguageTable, 5> tables = {
      LanguageTable{.language = Language::javascript, .nodes = javascript_nodes},
      LanguageTable{
          .language = Language::typescript, .nodes = typescript_nodes, .joins_clauses = true},
      LanguageTable{.language = Language::tsx, .nodes = typescript_nodes, .joins_clauses = true},
      LanguageTable{.language = Language::php,
                    .nodes = php_nodes,
                    .test_prefixes = {"test"},
                    .test_markers = {"#[Test]", "@test"}},
      LanguageTable{.language = Language::markdown, .nodes = markdown_nodes, .is_prose = true},
  };
  return tables;
}

}  // namespace gitctx
