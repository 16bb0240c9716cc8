#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Elixir: everything is a call

/// The name in the head of `def head do`: `name`, `name(args)`, `name(args) when guard`, `a + b`.
std::string_view elixir_head_name(SyntaxNode head) {
  if (head.is("binary_operator") && head.field(Field::operator_).text() == "when") {
    head = head.field(Field::left);
  }
  if (head.is("call")) return head.field(Field::target).text();
  if (head.is_any({"binary_operator", "unary_operator"})) {
    return head.field(Field::operator_).text();
  }
  return head.text();
}

Verdict define_elixir_call(const SyntaxNode& node, Definition& found) {
  const std::string_view target = node.field(Field::target).text();
  const auto first = [&] { return node.child_of_type("arguments").named_child(0); };
  if (is_one_of(target, {"alias", "import", "use", "require"})) return Verdict::import_;
  const bool is_macro = is_one_of(target, {"defmacro", "defmacrop"});
  if (is_macro ||
      is_one_of(target, {"def", "defp", "defdelegate", "defguard", "defguardp", "defn"})) {
    found.kind = is_macro ? ChunkKind::macro : ChunkKind::function;
    return set_symbol(found, elixir_head_name(first()));
  }
  if (is_one_of(target, {"defmodule", "defprotocol", "defimpl"})) {
    found.kind = target == "defmodule"     ? ChunkKind::module
                 : target == "defprotocol" ? ChunkKind::type
                                           : ChunkKind::implementation;
    return set_path(found, first().text());
  }
  if (!is_one_of(target, {"test", "describe", "property"})) return Verdict::statement;
  return define_test(first(), found);
}

/// `@doc ".."` belongs to the next function; `@type t :: ..` and `@limit 5` are definitions.
Verdict define_elixir_attribute(const SyntaxNode& node, Definition& found) {
  const SyntaxNode call = node.field(Field::operand);
  if (node.field(Field::operator_).text() != "@" || !call.is("call")) return Verdict::statement;
  const std::string_view name = call.field(Field::target).text();
  if (is_one_of(name,
                {"doc", "spec", "impl", "since", "deprecated", "typedoc", "tag", "dialyzer"})) {
    return Verdict::attribute;
  }
  if (name == "moduledoc") return Verdict::statement;
  if (!is_one_of(name, {"type", "typep", "opaque", "callback", "macrocallback"})) {
    found.symbol = clean_name(name);
    return Verdict::definition;
  }
  found.kind = ChunkKind::type;
  SyntaxNode head = call.child_of_type("arguments").named_child(0);
  if (head.is("binary_operator")) head = head.field(Field::left);
  return set_symbol(found, elixir_head_name(head));
}

constexpr NodeEntry elixir_nodes[] = {
    {"comment", Role::comment},
    {"call", Role::definition, ChunkKind::function, define_elixir_call},
    {"unary_operator", Role::declaration, ChunkKind::constant, define_elixir_attribute},
    {"do_block", Role::group},
    {"string sigil", Role::opaque},
};

// Haskell

/// Handles functions and infix operators.
Verdict define_haskell_function(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  if (found.symbol.empty()) {
    found.symbol = clean_name(node.child_of_type("infix").field(Field::operator_).text());
  }
  if (found.symbol.starts_with('(') && found.symbol.ends_with(')')) {
    found.symbol = found.symbol.substr(1, found.symbol.size() - 2);
  }
  return verdict_of(found);
}

/// The symbol of `instance Monad m => Show (Tree m)` is Tree; the class Show is a further name.
Verdict define_haskell_instance(const SyntaxNode& node, Definition& found) {
  const std::string class_name = clean_name(node.field(Field::name).text());
  std::string_view type = node.field(Field::patterns).text();
  type.remove_prefix(std::min(type.find_first_not_of("([ "), type.size()));
  found.symbol = clean_name(type.substr(0, type.find_first_of(" )]\n")));
  if (found.symbol.empty()) found.symbol = class_name;
  if (!class_name.empty() && class_name != found.symbol) found.others.push_back(class_name);
  return verdict_of(found);
}

constexpr NodeEntry haskell_nodes[] = {
    {"comment haddock", Role::comment},
    {"pragma", Role::attribute},
    {"header import", Role::import_},
    {"imports declarations class_declarations instance_declarations", Role::group},
    {"function bind signature", Role::declaration, ChunkKind::function, define_haskell_function},
    {"data_type newtype type_synomym kind_signature type_family data_family class",
     Role::definition, ChunkKind::type, define_by_name},
    {"instance", Role::definition, ChunkKind::implementation, define_haskell_instance},
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
