#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Python

/// Handles `NAME = ...` and `name: type = ...`.
Verdict define_python_assignment(const SyntaxNode& node, Definition& found) {
  const SyntaxNode assignment = node.named_child(0);
  if (!assignment.is("assignment")) return Verdict::statement;
  const SyntaxNode left = assignment.field(Field::left);
  if (!left.is("identifier")) return Verdict::statement;
  found.symbol = clean_name(left.text());
  return Verdict::definition;
}

Verdict define_python_alias(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, strip_type_arguments(node.field(Field::left).text()));
}

constexpr NodeEntry python_nodes[] = {
    {"comment", Role::comment},
    {"decorator", Role::attribute},
    {"import_statement import_from_statement future_import_statement", Role::import_},
    {"class_definition", Role::definition, ChunkKind::type, define_by_name},
    {"function_definition", Role::definition, ChunkKind::function, define_by_name},
    {"decorated_definition", Role::wrapper},
    {"type_alias_statement", Role::definition, ChunkKind::type, define_python_alias},
    {"expression_statement", Role::declaration, ChunkKind::constant, define_python_assignment},
    {"block if_statement elif_clause else_clause try_statement except_clause finally_clause",
     Role::group},
    {"string", Role::opaque},
};

// Ruby

/// Handles blocks of RSpec and Minitest, `attr_reader :a`, `define_method(:b)` and `private def c`.
Verdict define_ruby_call(const SyntaxNode& node, Definition& found) {
  const std::string_view name = node.field(Field::method).text();
  const SyntaxNode arguments = node.field(Field::arguments);
  const SyntaxNode first = arguments.named_child(0);
  if (is_one_of(name, {"require", "require_relative", "autoload"})) return Verdict::import_;
  if (arguments && is_one_of(name, {"it", "describe", "context", "test", "specify", "scenario",
                                    "feature", "shared_examples", "shared_context"})) {
    found.kind = ChunkKind::test;
    return set_symbol(found, unquote(first.text()));
  }
  if (first.is_any({"method", "singleton_method"})) {
    found.kind = ChunkKind::function;
    return define_by_name(first, found);
  }
  if (!first.is("simple_symbol") ||
      !is_one_of(name, {"attr_reader", "attr_writer", "attr_accessor", "define_method", "scope",
                        "alias_method", "class_attribute", "mattr_accessor"})) {
    return Verdict::statement;
  }
  constexpr std::uint32_t max_names = 16;
  for (std::uint32_t i = 0; i < std::min(arguments.named_child_count(), max_names); ++i) {
    const SyntaxNode argument = arguments.named_child(i);
    if (argument.is("simple_symbol")) found.others.push_back(clean_name(argument.text().substr(1)));
  }
  found.symbol = found.others.front();
  found.others.erase(found.others.begin());
  return Verdict::definition;
}

Verdict define_ruby_constant(const SyntaxNode& node, Definition& found) {
  const SyntaxNode left = node.field(Field::left);
  if (!left.is("constant")) return Verdict::statement;
  found.symbol = clean_name(left.text());
  return Verdict::definition;
}

constexpr NodeEntry ruby_nodes[] = {
    {"comment", Role::comment},
    {"module", Role::definition, ChunkKind::module, define_by_path},
    {"class", Role::definition, ChunkKind::type, define_by_path},
    {"singleton_class", Role::definition, ChunkKind::module, define_preset},
    {"method singleton_method", Role::definition, ChunkKind::function, define_by_name},
    {"call", Role::definition, ChunkKind::constant, define_ruby_call},
    {"assignment", Role::declaration, ChunkKind::constant, define_ruby_constant},
    {"body_statement", Role::group},
    {"heredoc_body string", Role::opaque},
};

// Lua

Verdict define_lua_function(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.field(Field::name);
  if (name.is("method_index_expression")) found.kind = ChunkKind::method;
  return set_path(found, name.text());
}

/// Handles `M.name = function`, `local name = ...` and `name = ...`.
Verdict define_lua_assignment(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.child_of_type("variable_list").named_child(0);
  const SyntaxNode value = node.child_of_type("expression_list").named_child(0);
  if (name.is("bracket_index_expression")) return Verdict::statement;
  if (value.is("function_definition")) {
    found.kind = ChunkKind::function;
  } else if (value.is("function_call") && value.text().starts_with("require")) {
    return Verdict::import_;
  }
  return set_path(found, name.text());
}

Verdict define_lua_field(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::value).is("function_definition")) return Verdict::statement;
  return define_by_name(node, found);
}

/// Handles `describe("...", function() ... end)` in tests with Busted or plenary.
Verdict define_lua_call(const SyntaxNode& node, Definition& found) {
  const std::string_view name = node.field(Field::name).text();
  if (!is_one_of(name, {"describe", "it", "context", "pending"})) return Verdict::statement;
  return define_test(node.field(Field::arguments).named_child(0), found);
}

constexpr NodeEntry lua_nodes[] = {
    {"comment", Role::comment},
    {"function_declaration", Role::definition, ChunkKind::function, define_lua_function},
    {"variable_declaration", Role::wrapper},
    {"assignment_statement", Role::declaration, ChunkKind::constant, define_lua_assignment},
    {"field", Role::definition, ChunkKind::function, define_lua_field},
    {"function_call", Role::definition, ChunkKind::test, define_lua_call},
    {"expression_list table_constructor", Role::group},
    {"string", Role::opaque},
};

// Bash

constexpr NodeEntry bash_nodes[] = {
    {"comment", Role::comment},
    {"function_definition", Role::definition, ChunkKind::function, define_by_name},
    {"variable_assignment", Role::declaration, ChunkKind::constant, define_by_name},
    {"declaration_command", Role::wrapper},
    {"if_statement elif_clause else_clause compound_statement", Role::group},
    {"heredoc_body string raw_string", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> script_tables() {
  static const std::array<LanguageTable, 4> tables = {
      LanguageTable{
          .language = Language::python, .nodes = python_nodes, .test_prefixes = {"test_"}},
      LanguageTable{.language = Language::ruby, .nodes = ruby_nodes, .test_prefixes = {"test_"}},
      LanguageTable{.language = Language::lua, .nodes = lua_nodes},
      LanguageTable{.language = Language::bash, .nodes = bash_nodes},
  };
  return tables;
}

}  // namespace gitctx
