#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "chunk/definers.h"
#include "chunk/language_rules.h"

namespace gitctx {
namespace {

// Java and C#

Verdict define_java_field(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, node.field(Field::declarator).field(Field::name).text());
}

/// Takes the symbol from the first `variable_declarator`.
Verdict define_csharp_field(const SyntaxNode& node, Definition& found) {
  const SyntaxNode variables = node.child_of_type("variable_declaration");
  return set_symbol(found,
                    variables.child_of_type("variable_declarator").field(Field::name).text());
}

Verdict define_csharp_operator(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.field(Field::operator_);
  found.symbol = "operator " + clean_name(name ? name.text() : node.field(Field::type).text());
  return Verdict::definition;
}

constexpr NodeEntry java_nodes[] = {
    {"line_comment block_comment", Role::comment},
    {"package_declaration import_declaration", Role::import_},
    {"module_declaration", Role::definition, ChunkKind::module, define_by_path},
    {"class_declaration interface_declaration enum_declaration record_declaration "
     "annotation_type_declaration",
     Role::definition, ChunkKind::type, define_by_name},
    {"method_declaration constructor_declaration compact_constructor_declaration", Role::definition,
     ChunkKind::function, define_by_name},
    {"annotation_type_element_declaration enum_constant", Role::declaration, ChunkKind::constant,
     define_by_name},
    {"field_declaration constant_declaration", Role::declaration, ChunkKind::constant,
     define_java_field},
    {"class_body interface_body enum_body enum_body_declarations annotation_type_body",
     Role::group},
    {"string_literal", Role::opaque},
};

constexpr NodeEntry csharp_nodes[] = {
    {"comment", Role::comment},
    {"attribute_list preproc_region", Role::attribute},
    {"using_directive extern_alias_directive", Role::import_},
    {"namespace_declaration", Role::definition, ChunkKind::module, define_by_path},
    {"file_scoped_namespace_declaration", Role::rest_scope, ChunkKind::module, define_by_path},
    {"class_declaration struct_declaration record_declaration interface_declaration "
     "enum_declaration delegate_declaration",
     Role::definition, ChunkKind::type, define_by_name},
    {"method_declaration local_function_statement constructor_declaration "
     "destructor_declaration",
     Role::definition, ChunkKind::function, define_by_name},
    {"operator_declaration conversion_operator_declaration", Role::definition, ChunkKind::function,
     define_csharp_operator},
    {"indexer_declaration", Role::definition, ChunkKind::function, define_preset, "this[]"},
    {"property_declaration event_declaration enum_member_declaration", Role::declaration,
     ChunkKind::constant, define_by_name},
    {"event_field_declaration field_declaration", Role::declaration, ChunkKind::constant,
     define_csharp_field},
    {"declaration_list enum_member_declaration_list preproc_if preproc_else preproc_elif",
     Role::group},
    {"verbatim_string_literal raw_string_literal", Role::opaque},
};

// Kotlin

Verdict define_kotlin_function(const SyntaxNode& node, Definition& found) {
  const SyntaxNode name = node.field(Field::name);
  found.symbol = clean_name(unquote(name.text()));
  const SyntaxNode dot = name.previous_sibling();
  if (dot.is(".")) {
    Definition receiver;
    set_path(receiver, strip_type_arguments(dot.previous_sibling().text()));
    while (receiver.symbol.ends_with('?')) receiver.symbol.pop_back();
    found.enclosing = receiver.symbol;
  }
  return verdict_of(found);
}

Verdict define_kotlin_property(const SyntaxNode& node, Definition& found) {
  const SyntaxNode variable = node.child_of_type("variable_declaration");
  return set_symbol(found, variable.child_of_type("identifier").text());
}

Verdict define_kotlin_alias(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, node.field(Field::type).text());
}

Verdict define_kotlin_entry(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, node.child_of_type("identifier").text());
}

constexpr NodeEntry kotlin_nodes[] = {
    {"line_comment block_comment", Role::comment},
    {"package_header import file_annotation", Role::import_},
    {"class_declaration object_declaration", Role::definition, ChunkKind::type, define_by_name},
    {"companion_object", Role::definition, ChunkKind::type, define_by_name, "Companion"},
    {"type_alias", Role::definition, ChunkKind::type, define_kotlin_alias},
    {"function_declaration", Role::definition, ChunkKind::function, define_kotlin_function},
    {"secondary_constructor", Role::definition, ChunkKind::function, define_preset, "constructor"},
    {"property_declaration", Role::declaration, ChunkKind::constant, define_kotlin_property},
    {"enum_entry", Role::declaration, ChunkKind::constant, define_kotlin_entry},
    {"class_body enum_class_body", Role::group},
    {"multiline_string_literal", Role::opaque},
};

// Scala

Verdict define_scala_package(const SyntaxNode& node, Definition& found) {
  if (!node.field(Field::body)) return Verdict::import_;
  return define_by_path(node, found);
}

Verdict define_scala_value(const SyntaxNode& node, Definition& found) {
  const SyntaxNode pattern = node.field(Field::pattern);
  return set_symbol(found, (pattern ? pattern : node.field(Field::name)).text());
}

Verdict define_scala_extension(const SyntaxNode& node, Definition& found) {
  // `extension (s: String) ...` extends the type of its parameter.
  const std::string_view parameters = node.field(Field::parameters).text();
  const std::size_t colon = parameters.find(':');
  if (colon != std::string_view::npos) {
    const std::size_t end = parameters.find_first_of("[),", colon);
    if (end != std::string_view::npos) {
      set_path(found, clean_name(parameters.substr(colon + 1, end - colon - 1)));
      found.enclosing.clear();
    }
  }
  return Verdict::definition;
}

Verdict define_scala_given(const SyntaxNode& node, Definition& found) {
  found.symbol = clean_name(node.field(Field::name).text());
  return Verdict::definition;
}

/// Handles `test("adds") { ... }` in tests with MUnit or ScalaTest.
Verdict define_scala_call(const SyntaxNode& node, Definition& found) {
  const SyntaxNode inner = node.field(Field::function);
  if (!inner.is("call_expression") || !inner.field(Field::function).is("identifier")) {
    return Verdict::statement;
  }
  const std::string_view name = inner.field(Field::function).text();
  if (!is_one_of(name, {"test", "property", "describe", "it"})) return Verdict::statement;
  return define_test(inner.field(Field::arguments).named_child(0), found);
}

constexpr NodeEntry scala_nodes[] = {
    {"comment block_comment", Role::comment},
    {"annotation", Role::attribute},
    {"package_clause", Role::definition, ChunkKind::module, define_scala_package},
    {"package_object", Role::definition, ChunkKind::module, define_by_name},
    {"import_declaration", Role::import_},
    {"class_definition object_definition trait_definition enum_definition type_definition",
     Role::definition, ChunkKind::type, define_by_name},
    {"extension_definition", Role::definition, ChunkKind::implementation, define_scala_extension},
    {"given_definition", Role::definition, ChunkKind::implementation, define_scala_given},
    {"function_definition function_declaration", Role::definition, ChunkKind::function,
     define_by_name},
    {"val_definition val_declaration var_definition var_declaration", Role::declaration,
     ChunkKind::constant, define_scala_value},
    {"call_expression", Role::definition, ChunkKind::test, define_scala_call},
    {"full_enum_case simple_enum_case", Role::declaration, ChunkKind::constant, define_by_name},
    {"enum_case_definitions template_body with_template_body enum_body", Role::group},
    {"string interpolated_string", Role::opaque},
};

// Swift

Verdict define_swift_class(const SyntaxNode& node, Definition& found) {
  if (node.field(Field::declaration_kind).text() == "extension") {
    found.kind = ChunkKind::implementation;
  }
  return define_by_path(node, found);
}

/// Handles `case open, closed(reason: String)`.
Verdict define_swift_cases(const SyntaxNode& node, Definition& found) {
  constexpr std::uint32_t max_names = 16;
  const std::uint32_t count = std::min(node.named_child_count(), max_names);
  for (std::uint32_t i = 0; i < count; ++i) {
    const SyntaxNode child = node.named_child(i);
    if (child.is("simple_identifier")) found.others.push_back(clean_name(child.text()));
  }
  if (found.others.empty()) return Verdict::statement;
  found.symbol = found.others.front();
  found.others.erase(found.others.begin());
  return Verdict::definition;
}

Verdict define_swift_macro(const SyntaxNode& node, Definition& found) {
  return set_symbol(found, node.child_of_type("simple_identifier").text());
}

constexpr NodeEntry swift_nodes[] = {
    {"comment multiline_comment", Role::comment},
    {"import_declaration", Role::import_},
    {"class_declaration", Role::definition, ChunkKind::type, define_swift_class},
    {"protocol_declaration typealias_declaration", Role::definition, ChunkKind::type,
     define_by_name},
    {"associatedtype_declaration", Role::declaration, ChunkKind::type, define_by_name},
    {"function_declaration protocol_function_declaration", Role::definition, ChunkKind::function,
     define_by_name},
    {"init_declaration", Role::definition, ChunkKind::function, define_preset, "init"},
    {"deinit_declaration", Role::definition, ChunkKind::function, define_preset, "deinit"},
    {"subscript_declaration", Role::definition, ChunkKind::function, define_preset, "subscript"},
    {"macro_declaration", Role::definition, ChunkKind::macro, define_swift_macro},
    {"property_declaration protocol_property_declaration", Role::declaration, ChunkKind::constant,
     define_by_name},
    {"enum_entry", Role::declaration, ChunkKind::constant, define_swift_cases},
    {"class_body enum_class_body protocol_body", Role::group},
    {"multi_line_string_literal", Role::opaque},
};

}  // namespace

std::span<const LanguageTable> managed_tables() {
  static const std::array<LanguageTable, 5> tables = {
      LanguageTable{.language = Language::java,
                    .nodes = java_nodes,
                    .test_markers = {"@Test", "@ParameterizedTest", "@RepeatedTest"}},
      LanguageTable{.language = Language::csharp,
                    .nodes = csharp_nodes,
                    .test_markers = {"[Fact", "[Theory", "[Test", "[TestCase", "[TestMethod"}},
      LanguageTable{.language = Language::kotlin,
                    .nodes = kotlin_nodes,
                    .test_markers = {"@Test", "@ParameterizedTest"}},
      LanguageTable{.language = Language::scala, .nodes = scala_nodes},
      LanguageTable{.language = Language::swift,
                    .nodes = swift_nodes,
                    .test_prefixes = {"test"},
                    .test_markers = {"@Test"}},
  };
  return tables;
}

}  // namespace gitctx
