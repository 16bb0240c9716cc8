#include <algorithm>
#include <array>

#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Elixir: everything is a call

bool is_any_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// The name in the head of `def head do`: `name`, `name(args)`, `name(args) when guard`, `a + b`.
std::string elixir_head_name(SyntaxNode head) {
  if (head.is("binary_operator") && head.field(Field::operator_).text() == "when") {
    head = head.field(Field::left);
  }
  if (head.is("call")) return clean_name(head.field(Field::target).text());
  if (head.is_any({"binary_operator", "unary_operator"})) {
    return clean_name(head.field(Field::operator_).text());
  }
  return clean_name(head.text());
}

Verdict define_elixir_module(const SyntaxNode& node, Definition& found) {
  set_path(found, node.child_of_type("arguments").named_child(0).text());
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

Verdict define_elixir_call(const SyntaxNode& node, Definition& found) {
  constexpr std::array<std::string_view, 6> functions = {"def",      "defp",      "defdelegate",
                                                         "defguard", "defguardp", "defn"};
  constexpr std::array<std::string_view, 2> macros = {"defmacro", "defmacrop"};
  constexpr std::array<std::string_view, 4> imports = {"alias", "import", "use", "require"};
  constexpr std::array<std::string_view, 3> tests = {"test", "describe", "property"};
  const std::string_view target = node.field(Field::target).text();
  if (is_any_of(target, imports)) return Verdict::import_;
  if (is_any_of(target, functions) || is_any_of(target, macros)) {
    found.kind = is_any_of(target, macros) ? ChunkKind::macro : ChunkKind::function;
    found.symbol = elixir_head_name(node.child_of_type("arguments").named_child(0));
    return found.symbol.empty() ? Verdict::statement : Verdict::definition;
  }
  if (target == "defmodule" || target == "defprotocol" || target == "defimpl") {
    found.kind = target == "defmodule"     ? ChunkKind::module
                 : target == "defprotocol" ? ChunkKind::type
                                           : ChunkKind::implementation;
    return define_elixir_module(node, found);
  }
  if (!is_any_of(target, tests)) return Verdict::statement;
  const SyntaxNode title = node.child_of_type("arguments").named_child(0);
  if (!title.is("string")) return Verdict::statement;
  found.kind = ChunkKind::test;
  found.symbol = clean_name(unquote(title.text()));
  return Verdict::definition;
}

/// `@doc ".."` belongs to the next function, `@type t :: ..` and `@limit 5` define.
Verdict define_elixir_attribute(const SyntaxNode& node, Definition& found) {
  constexpr std::array<std::string_view, 8> attributes = {
      "doc", "spec", "impl", "since", "deprecated", "typedoc", "tag", "dialyzer"};
  constexpr std::array<std::string_view, 5> types = {"type", "typep", "opaque", "callback",
                                                     "macrocallback"};
  const SyntaxNode call = node.field(Field::operand);
  if (node.field(Field::operator_).text() != "@" || !call.is("call")) return Verdict::statement;
  const std::string_view name = call.field(Field::target).text();
  if (is_any_of(name, attributes)) return Verdict::attribute;
  if (name == "moduledoc") return Verdict::statement;
  if (!is_any_of(name, types)) {
    found.symbol = clean_name(name);
    return Verdict::definition;
  }
  found.kind = ChunkKind::type;
  SyntaxNode head = call.child_of_type("arguments").named_child(0);
  if (head.is("binary_operator")) head = head.field(Field::left);
  found.symbol = elixir_head_name(head);
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

constexpr NodeEntry elixir_nodes[] = {
    {"comment", Role::comment},
    {"call", Role::definition, ChunkKind::function, define_elixir_call},
    {"unary_operator", Role::declaration, ChunkKind::constant, define_elixir_attribute},
    {"do_block", Role::group},
    {"string", Role::opaque},
    {"sigil", Role::opaque},
};

// Haskell

/// Functions and infix operators.
Verdict define_haskell_function(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  if (found.symbol.empty()) {
    found.symbol = clean_name(node.child_of_type("infix").field(Field::operator_).text());
  }
  if (found.symbol.starts_with('(') && found.symbol.ends_with(')')) {
    found.symbol = found.symbol.substr(1, found.symbol.size() - 2);
  }
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

/// `instance Monad m => Show (Tree m)` is about Tree; the class is a further name.
Verdict define_haskell_instance(const SyntaxNode& node, Definition& found) {
  const std::string class_name = clean_name(node.field(Field::name).text());
  std::string_view type = node.field(Field::patterns).text();
  type.remove_prefix(std::min(type.find_first_not_of("([ "), type.size()));
  found.symbol = clean_name(type.substr(0, type.find_first_of(" )]\n")));
  if (found.symbol.empty()) found.symbol = class_name;
  if (!class_name.empty() && class_name != found.symbol) found.others.push_back(class_name);
  return found.symbol.empty() ? Verdict::statement : Verdict::definition;
}

constexpr NodeEntry haskell_nodes[] = {
    {"comment", Role::comment},
    {"haddock", Role::comment},
    {"pragma", Role::attribute},
    {"header", Role::import_},
    {"import", Role::import_},
    {"imports", Role::group},
    {"declarations", Role::group},
    {"function", Role::declaration, ChunkKind::function, define_haskell_function},
    {"bind", Role::declaration, ChunkKind::function, define_haskell_function},
    {"signature", Role::declaration, ChunkKind::function, define_haskell_function},
    {"data_type", Role::definition, ChunkKind::type, define_by_name},
    {"newtype", Role::definition, ChunkKind::type, define_by_name},
    {"type_synomym", Role::definition, ChunkKind::type, define_by_name},
    {"kind_signature", Role::definition, ChunkKind::type, define_by_name},
    {"type_family", Role::definition, ChunkKind::type, define_by_name},
    {"data_family", Role::definition, ChunkKind::type, define_by_name},
    {"class", Role::definition, ChunkKind::type, define_by_name},
    {"instance", Role::definition, ChunkKind::implementation, define_haskell_instance},
    {"class_declarations", Role::group},
    {"instance_declarations", Role::group},
    {"quasiquote", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> functional_tables() {
  static const std::array<LanguageTable, 2> tables = {
      LanguageTable{.language = Language::elixir, .nodes = elixir_nodes, .joins_clauses = true},
      LanguageTable{.language = Language::haskell, .nodes = haskell_nodes, .joins_clauses = true},
  };
  return tables;
}

}  // namespace gitctx
