#include <algorithm>
#include <array>

#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Go

Verdict define_go_function(const SyntaxNode& node, Definition& found) {
  if (define_by_name(node, found) != Verdict::definition) return Verdict::statement;
  const std::string_view parameters = node.field(Field::parameters).text();
  for (const std::string_view prefix : {"Test", "Benchmark", "Fuzz"}) {
    if (found.symbol.starts_with(prefix) && parameters.contains("*testing.")) {
      found.kind = ChunkKind::test;
    }
  }
  return Verdict::definition;
}

Verdict define_go_method(const SyntaxNode& node, Definition& found) {
  const SyntaxNode receiver = node.field(Field::receiver).child_of_type("parameter_declaration");
  std::string_view type = receiver.field(Field::type).text();
  type.remove_prefix(std::min(type.find_first_not_of("*("), type.size()));
  found.enclosing = clean_name(strip_type_arguments(type));
  return define_by_name(node, found);
}

/// `a, b = 1, 2` defines both names.
Verdict define_go_spec(const SyntaxNode& node, Definition& found) {
  if (define_by_name(node, found) != Verdict::definition) return Verdict::statement;
  constexpr std::uint32_t max_names = 16;
  const std::uint32_t count = std::min(node.named_child_count(), max_names);
  for (std::uint32_t i = 1; i < count && node.named_child(i).is("identifier"); ++i) {
    found.others.push_back(clean_name(node.named_child(i).text()));
  }
  return Verdict::definition;
}

constexpr NodeEntry go_nodes[] = {
    {"comment", Role::comment},
    {"package_clause import_declaration", Role::import_},
    {"function_declaration", Role::definition, ChunkKind::function, define_go_function},
    {"method_declaration", Role::definition, ChunkKind::method, define_go_method},
    {"type_declaration const_declaration var_declaration", Role::wrapper},
    {"type_spec type_alias", Role::definition, ChunkKind::type, define_by_name},
    {"interface_type var_spec_list", Role::group},
    {"method_elem", Role::declaration, ChunkKind::function, define_by_name},
    {"const_spec var_spec", Role::declaration, ChunkKind::constant, define_go_spec},
    {"raw_string_literal", Role::opaque},
};

// Rust

/// The symbol of `impl<T> Trait for a::Type<T>` is Type.
Verdict define_rust_impl(const SyntaxNode& node, Definition& found) {
  std::string_view type = node.field(Field::type).text();
  while (type.starts_with('&') || type.starts_with('\'')) {
    const std::size_t skip = type.starts_with('&') ? 1 : type.find(' ');
    type.remove_prefix(std::min(skip, type.size()));
  }
  set_path(found, strip_type_arguments(type));
  found.enclosing.clear();
  return Verdict::definition;
}

Verdict define_rust_module(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::body)) return Verdict::import_;
  return define_by_name(node, found);
}

constexpr NodeEntry rust_nodes[] = {
    {"line_comment block_comment", Role::comment},
    {"attribute_item", Role::attribute},
    {"use_declaration extern_crate_declaration inner_attribute_item", Role::import_},
    {"mod_item", Role::definition, ChunkKind::module, define_rust_module},
    {"function_item function_signature_item", Role::definition, ChunkKind::function,
     define_by_name},
    {"struct_item enum_item union_item trait_item type_item", Role::definition, ChunkKind::type,
     define_by_name},
    {"associated_type", Role::declaration, ChunkKind::type, define_by_name},
    {"impl_item", Role::definition, ChunkKind::implementation, define_rust_impl},
    {"macro_definition", Role::definition, ChunkKind::macro, define_by_name},
    {"const_item static_item enum_variant", Role::declaration, ChunkKind::constant, define_by_name},
    {"declaration_list foreign_mod_item enum_variant_list", Role::group},
    {"token_tree string_literal raw_string_literal", Role::opaque},
};

// Zig

Verdict define_zig_variable(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.child_of_type("identifier").text());
  const SyntaxNode value = node.last_named_child();
  if (value.text().starts_with("@import")) return Verdict::import_;
  if (value.is_any({"struct_declaration", "enum_declaration", "union_declaration",
                    "opaque_declaration", "error_set_declaration"})) {
    found.kind = ChunkKind::type;
  }
  return verdict_of(found);
}

Verdict define_zig_test(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(unquote(node.named_child(0).text()));
  if (found.symbol.starts_with('{')) found.symbol.clear();
  return Verdict::definition;
}

constexpr NodeEntry zig_nodes[] = {
    {"comment", Role::comment},
    {"function_declaration", Role::definition, ChunkKind::function, define_by_name},
    {"variable_declaration", Role::declaration, ChunkKind::constant, define_zig_variable},
    {"test_declaration", Role::definition, ChunkKind::test, define_zig_test},
    {"using_namespace_declaration", Role::import_},
    {"struct_declaration enum_declaration union_declaration opaque_declaration", Role::group},
    {"multiline_string", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> systems_tables() {
  static const std::array<LanguageTable, 3> tables = {
      LanguageTable{.language = Language::go, .nodes = go_nodes},
      LanguageTable{
          .language = Language::rust,
          .nodes = rust_nodes,
          .test_markers = {"#[test]", "::test]", "::test(", "#[rstest", "#[bench]", "#[test_case"}},
      LanguageTable{.language = Language::zig, .nodes = zig_nodes},
  };
  return tables;
}

}  // namespace gitctx
